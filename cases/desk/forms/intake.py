"""What is asked at the window: who comes, what for, and every fact of the family, as people type it."""

from collections.abc import Mapping
from typing import Any

from django import forms

from cases.desk.forms.base import DeskForm
from cases.desk.forms.fields import AreaField, DateField, IdNumberField, MoneyField, Ticks
from cases.households import identity
from cases.households import vocabulary as words
from cases.households.models import (
    Aid,
    Asset,
    Consent,
    Expense,
    Income,
    Member,
    Obligor,
    PaymentAccount,
    Residence,
)
from eligibility.words import codes

NOT_SAID = "没有说"


def choices_of(codes: Mapping[Any, str], empty: str | None = "选一种") -> list[tuple[Any, str]]:
    """The choices of a list of codes, with a first one that says to choose."""
    return [*([("", empty)] if empty is not None else []), *codes.items()]


def one_of(label: str, codes: Mapping[Any, str], help_text: str = "") -> forms.ChoiceField:
    """A choice that may be left at 没有说: what nobody told stays unknown."""
    return forms.ChoiceField(label=label, choices=choices_of(codes, NOT_SAID), required=False, help_text=help_text)


def yes_or_no(label: str, help_text: str = "", *, yes: str = "是", no: str = "不是") -> forms.ChoiceField:
    """A truth that may be left at 没有说."""
    return one_of(label, {"yes": yes, "no": no}, help_text)


class NameField(forms.CharField):
    """A name: rare characters and · belong to it, digits do not."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 60, "label": "姓名", **kwargs})

    def clean(self, value: Any) -> Any:
        """The tidy form of the name."""
        text = super().clean(value)
        wrong = identity.name_check(text) if text else None
        if wrong is not None:
            raise forms.ValidationError(wrong.text, code=wrong.code)
        return identity.tidy_name(text)


class EvidenceField(forms.CharField):
    """What proves a fact; a number or a name of a paper."""

    def __init__(self, label: str = "证明") -> None:
        super().__init__(label=label, max_length=120, required=False)


class LookForm(DeskForm):
    """The ID number that an intake begins with."""

    id_number = IdNumberField(label="申请人身份证号", help_text="满 18 位自动查")


class RegisterForm(DeskForm):
    """A new family: where it lives and who its head is; the rest can wait."""

    id_number = IdNumberField(label="申请人身份证号", required=False)
    name = NameField(label="申请人姓名")
    area_code = forms.ChoiceField(label="住在哪个村（社区）")
    address = forms.CharField(label="详细住址", max_length=120, required=False)
    phone = forms.CharField(
        label="联系电话", max_length=20, required=False, widget=forms.TextInput({"inputmode": "tel"})
    )
    birth_date = DateField(label="出生日期", required=False, help_text="有身份证号的不用填")
    sex = one_of("性别", codes.SEXES)

    def __init__(self, *args: Any, places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area_code"].choices = places  # type: ignore[attr-defined]


BENEFITS = {
    "dibao": codes.BENEFITS["dibao"],
    "dibao_edge": codes.BENEFITS["dibao_edge"],
    "rigid_expenditure": codes.BENEFITS["rigid_expenditure"],
    "tekun": codes.BENEFITS["tekun"],
    "temporary_relief:emergency": "临时救助（急难型）",
    "temporary_relief:expenditure": "临时救助（支出型）",
}
CAUSES = words.CAUSES


class ReliefBoxes(DeskForm):
    """What few applications for temporary relief have to say."""

    rare = ("basis", "same_cause_justified", "outside_reason")

    basis = forms.ChoiceField(
        label="在哪里申请",
        choices=[("", "按户籍或居住证"), ("emergency_place", "在急难发生地申请")],
        required=False,
        help_text="急难发生地只用于急难型临时救助",
    )
    same_cause_justified = yes_or_no("同一困难再次申请，有没有正当理由", yes="有，已核实", no="没有")
    outside_reason = forms.CharField(
        label="救助金额超出规定范围的理由", max_length=200, required=False, widget=forms.Textarea({"rows": 2})
    )

    def clean_same_cause_justified(self) -> bool | None:
        """Yes, no, or nobody said."""
        return truth_of(self.cleaned_data["same_cause_justified"])


def truth_of(said: str) -> bool | None:
    """What a box of yes and no says; nothing where nobody said."""
    return {"yes": True, "no": False}.get(said)


def said_of(answer: bool | None) -> str:
    """A kept answer as its box holds it."""
    return "" if answer is None else "yes" if answer else "no"


class WishForm(ReliefBoxes):
    """What the family asks for; one application for one or more benefits."""

    benefits = forms.MultipleChoiceField(label="申请哪些救助", choices=choices_of(BENEFITS, None), widget=Ticks)
    single_person = forms.BooleanField(label="只为申请人一个人申请（单人保）", required=False)
    cause = one_of("困难原因", CAUSES)
    grade = forms.CharField(
        label="评定的档次", max_length=10, required=False, help_text="只在按档次发低保金的地方填，如 A"
    )
    amount_requested = MoneyField(label="临时救助申请金额", required=False)
    months = forms.IntegerField(label="困难持续月数", min_value=1, max_value=60, required=False)
    reason = forms.CharField(label="申请理由", max_length=500, required=False, widget=forms.Textarea({"rows": 3}))


class FactForm(DeskForm):
    """A row of one kind of fact; `values_of` fills the form from a row that is put right."""

    rare_label = ""  # what the folded boxes stand under

    @property
    def usual_boxes(self) -> list[forms.BoundField]:
        """The boxes that everybody fills in."""
        return [self[name] for name in self.fields if name not in self.rare]

    @staticmethod
    def values_of(fact: Any) -> dict[str, Any]:
        """What stands in the row, by field."""
        raise NotImplementedError


class MemberForm(FactForm):
    """One person of the family."""

    rare = ("joined_on", "status_since")
    rare_label = "后来才一起生活的，或离家有一段时间的"

    name = NameField()
    id_number = IdNumberField(label="身份证号", required=False)
    relation = forms.ChoiceField(label="是申请人的", choices=choices_of(codes.RELATIONS))
    status = forms.ChoiceField(label="现在", choices=choices_of(codes.STATUSES, None), initial="at_home")
    birth_date = DateField(label="出生日期", required=False, help_text="有身份证号的不用填")
    sex = one_of("性别", codes.SEXES)
    joined_on = DateField(label="从哪天起一起生活", required=False, help_text="出生、结婚、迁来的填；一直在一起的空着")
    status_since = DateField(label="“现在”的情况从哪天起", required=False, help_text="例如 哪天出家、哪天入狱")

    @staticmethod
    def values_of(fact: Member) -> dict[str, Any]:
        """What stands; the ID number is not shown again and stays when its box is left empty."""
        names = ("name", "relation", "status", "birth_date", "sex", "joined_on", "status_since")
        return {name: getattr(fact, name) for name in names}


class IncomeForm(FactForm):
    """One income."""

    kind = forms.ChoiceField(label="收入类型", choices=choices_of(codes.INCOME_KINDS))
    amount = MoneyField(label="金额")
    per = forms.ChoiceField(label="周期", choices=choices_of(words.PERS, "选周期"))
    evidence = EvidenceField()

    @staticmethod
    def values_of(fact: Income | Expense) -> dict[str, Any]:
        """What stands in the row."""
        return {"kind": fact.kind, "amount": fact.amount_fen, "per": fact.per, "evidence": fact.evidence}


class ExpenseForm(IncomeForm):
    """One expense: what the family bears itself."""

    kind = forms.ChoiceField(label="支出类型", choices=choices_of(codes.EXPENSE_KINDS))


class AssetForm(FactForm):
    """One thing the family owns."""

    rare = ("floor_area", "after_disaster", "acquired_on", "built_on", "hired_staff")
    rare_label = "当地要看面积、取得、购置时间或雇工的"

    kind = forms.ChoiceField(label="财产类型", choices=choices_of(words.ASSET_KINDS))
    amount = MoneyField(label="金额或价值", required=False, help_text="不知道就空着")
    exempt_reason = forms.ChoiceField(
        label="可以不算的理由", choices=choices_of(codes.EXEMPT_REASONS, "没有"), required=False
    )
    note = forms.CharField(label="说明", max_length=120, required=False)
    floor_area = AreaField(label="建筑面积", required=False, help_text="房屋填，按产权证")
    after_disaster = yes_or_no("灾后取得", "住房是灾后重建、购置或安置的")
    acquired_on = DateField(label="购置日期", required=False, help_text="房屋、车辆填")
    built_on = DateField(label="出厂日期", required=False, help_text="车辆填，按登记证书")
    hired_staff = forms.IntegerField(
        label="雇工人数", min_value=0, max_value=words.MOST_STAFF, required=False, help_text="市场主体填，没有填 0"
    )

    def clean_after_disaster(self) -> bool | None:
        """Yes, no, or nobody said."""
        return truth_of(self.cleaned_data["after_disaster"])

    @staticmethod
    def values_of(fact: Asset) -> dict[str, Any]:
        """What stands in the row."""
        names = ("kind", "exempt_reason", "note", "floor_area", "acquired_on", "built_on", "hired_staff")
        plain = {name: getattr(fact, name) for name in names}
        return {"amount": fact.amount_fen, "after_disaster": said_of(fact.after_disaster), **plain}


class ObligorForm(FactForm):
    """Somebody outside the family who owes support."""

    rare = ("birth_date", "status", "receives", "severe_disability", "property_inside")
    rare_label = "说不准有没有履行能力的，填他的情况，由系统按规定判断"

    name = NameField()
    relation = forms.ChoiceField(
        label="是申请人的",
        choices=choices_of({code: label for code, label in codes.RELATIONS.items() if code != "self"}),
    )
    household_size = forms.IntegerField(label="他家几口人", min_value=1, max_value=60, required=False)
    income = MoneyField(label="他家收入", required=False)
    income_per = forms.ChoiceField(
        label="周期", choices=[("", "选周期"), ("month", "每月"), ("year", "每年")], required=False
    )
    supports = forms.IntegerField(label="要赡养抚养几人", min_value=1, max_value=60, required=False)
    able = yes_or_no("有没有履行能力", yes="有", no="没有")
    birth_date = DateField(label="他的出生日期", required=False)
    status = one_of("他现在", codes.STATUSES)
    receives = one_of("他享受的救助", {"none": "没有享受", **words.AIDS})
    severe_disability = yes_or_no("重度残疾，或三级智力、精神残疾")
    property_inside = yes_or_no("他家财产", yes="符合规定", no="超出规定")

    def clean(self) -> dict[str, Any]:
        """An income needs its period."""
        data = super().clean() or {}
        if data.get("income") is not None and not data.get("income_per"):
            self.add_error("income_per", "选他家收入是每月还是每年")
        return data

    @staticmethod
    def values_of(fact: Obligor) -> dict[str, Any]:
        """What stands in the row."""
        plain = ("name", "relation", "household_size", "income_per", "supports", "birth_date", "status", "receives")
        flags = ("able", "severe_disability", "property_inside")
        told = {name: said_of(getattr(fact, name)) for name in flags}
        return {**{name: getattr(fact, name) for name in plain}, "income": fact.income_fen, **told}


class ResidenceForm(FactForm):
    """Where a member is registered or holds a permit."""

    rare = ("valid_until",)
    rare_label = "居住证的有效期"

    kind = forms.ChoiceField(label="类别", choices=choices_of(words.RESIDENCES))
    where = forms.ChoiceField(
        label="在哪里", choices=[("here", "现在住的村（社区）"), ("other", "别的地方")], initial="here"
    )
    place_code = forms.CharField(
        label="别的地方的区划代码",
        max_length=12,
        required=False,
        help_text="不知道的，填身份证号前 6 位",
        widget=forms.TextInput({"inputmode": "numeric"}),
    )
    since = DateField(label="从哪天起", required=False, help_text="居住证填签发日期")
    valid_until = DateField(label="有效期至", required=False, help_text="证上写的，或签注后的最后一天")

    def clean(self) -> dict[str, Any]:
        """Somewhere else needs its code."""
        data = super().clean() or {}
        if data.get("where") == "other" and not data.get("place_code"):
            self.add_error("place_code", "填那里的区划代码：6 位是县，9 位是乡镇，12 位是村")
        return data

    @staticmethod
    def values_of(fact: Residence) -> dict[str, Any]:
        """What stands in the row."""
        here = fact.place_code == fact.area_code
        code = "" if here else fact.place_code
        return {
            "kind": fact.kind,
            "where": "here" if here else "other",
            "place_code": code,
            "since": fact.issued_on if fact.kind == "residence_permit" else fact.period.lower,
            "valid_until": fact.valid_until,
        }


class AidForm(FactForm):
    """A benefit that another place or a former system gives or gave."""

    rare = ("supplement", "cause", "evidence")
    rare_label = "低保里的分类施保、临时救助的原因"

    benefit = forms.ChoiceField(label="救助项目", choices=choices_of(words.AIDS))
    place_code = forms.CharField(
        label="在哪里享受",
        max_length=12,
        required=False,
        help_text="区划代码，至少 6 位（县）",
        widget=forms.TextInput({"inputmode": "numeric"}),
    )
    amount = MoneyField(label="每月或每次金额", required=False, help_text="不知道就空着")
    started_on = DateField(label="从哪天起", required=False)
    ended_on = DateField(label="到哪天止", required=False, help_text="还在享受的空着")
    supplement = MoneyField(label="其中分类施保", required=False)
    cause = one_of("困难原因", words.CAUSES)
    evidence = EvidenceField()

    @staticmethod
    def values_of(fact: Aid) -> dict[str, Any]:
        """What stands in the row."""
        names = ("benefit", "place_code", "started_on", "ended_on", "cause", "evidence")
        told = {name: getattr(fact, name) for name in names}
        return {**told, "amount": fact.amount_fen, "supplement": fact.supplement_fen}


class ConsentForm(FactForm):
    """A signed authorisation."""

    signed_on = DateField(label="签字日期")
    valid_until = DateField(label="有效至", required=False)
    evidence = EvidenceField("授权书编号")

    @staticmethod
    def values_of(fact: Consent) -> dict[str, Any]:
        """What stands in the row."""
        return {"signed_on": fact.signed_on, "valid_until": fact.until, "evidence": fact.evidence}


class AccountForm(FactForm):
    """Where the family is paid."""

    holder = NameField(label="户名")
    bank = forms.CharField(label="开户行", max_length=60)
    number = forms.CharField(
        label="账号", max_length=40, widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"})
    )

    @staticmethod
    def values_of(fact: PaymentAccount) -> dict[str, Any]:
        """What stands; the number is typed again."""
        return {"holder": fact.holder, "bank": fact.bank}


class PasteForm(DeskForm):
    """Members copied from a spreadsheet, one a line: name, relation, ID number."""

    rows = forms.CharField(
        label="从 Excel 复制，粘贴到这里",
        help_text="一行一人，依次是 姓名、与申请人的关系、身份证号；列之间是制表符、逗号或空格",
        widget=forms.Textarea({"rows": 8, "spellcheck": "false"}),
        max_length=8000,
    )
