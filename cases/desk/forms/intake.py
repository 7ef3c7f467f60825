"""What is asked at the window: who comes, what for, and every fact of the family, as people type it."""

from collections.abc import Mapping
from typing import Any

from django import forms

from cases.desk.forms.base import DeskForm
from cases.desk.forms.fields import DateField, IdNumberField, MoneyField, Ticks
from cases.households import identity
from cases.households import vocabulary as words
from cases.households.models import (
    Asset,
    Condition,
    Consent,
    Expense,
    Income,
    Member,
    Obligor,
    PaymentAccount,
    Residence,
)


def choices_of(codes: Mapping[Any, str], empty: str | None = "选一种") -> list[tuple[Any, str]]:
    """The choices of a list of codes, with a first one that says to choose."""
    return [*([("", empty)] if empty is not None else []), *codes.items()]


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


_NOT_SAID = "没有说"


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
    sex = forms.ChoiceField(label="性别", choices=choices_of(words.SEXES, _NOT_SAID), required=False)

    def __init__(self, *args: Any, places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area_code"].choices = places  # type: ignore[attr-defined]


BENEFITS = {
    "dibao": words.BENEFITS["dibao"],
    "dibao_edge": words.BENEFITS["dibao_edge"],
    "rigid_expenditure": words.BENEFITS["rigid_expenditure"],
    "tekun": words.BENEFITS["tekun"],
    "temporary_relief:emergency": "临时救助（急难型）",
    "temporary_relief:expenditure": "临时救助（支出型）",
}
CAUSES = {"illness": "因病", "accident": "意外事故", "fire": "火灾", "study": "因学", "other": "其他"}


class WishForm(DeskForm):
    """What the family asks for; one application for one or more benefits."""

    benefits = forms.MultipleChoiceField(label="申请哪些救助", choices=choices_of(BENEFITS, None), widget=Ticks)
    single_person = forms.BooleanField(label="只为申请人一个人申请（单人保）", required=False)
    cause = forms.ChoiceField(label="困难原因", choices=choices_of(CAUSES, _NOT_SAID), required=False)
    grade = forms.CharField(
        label="评定的档次", max_length=10, required=False, help_text="只在按档次发低保金的地方填，如 A"
    )
    amount_requested = MoneyField(label="临时救助申请金额", required=False)
    months = forms.IntegerField(label="困难持续月数", min_value=1, max_value=60, required=False)
    reason = forms.CharField(label="申请理由", max_length=500, required=False, widget=forms.Textarea({"rows": 3}))


class FactForm(DeskForm):
    """A row of one kind of fact; `values_of` fills the form from a row that is put right."""

    @staticmethod
    def values_of(fact: Any) -> dict[str, Any]:
        """What stands in the row, by field."""
        raise NotImplementedError


class MemberForm(FactForm):
    """One person of the family."""

    name = NameField()
    id_number = IdNumberField(label="身份证号", required=False)
    relation = forms.ChoiceField(label="是申请人的", choices=choices_of(words.RELATIONS))
    status = forms.ChoiceField(label="现在", choices=choices_of(words.STATUSES, None), initial="at_home")
    birth_date = DateField(label="出生日期", required=False, help_text="有身份证号的不用填")
    sex = forms.ChoiceField(label="性别", choices=choices_of(words.SEXES, _NOT_SAID), required=False)

    @staticmethod
    def values_of(fact: Member) -> dict[str, Any]:
        """What stands; the ID number is not shown again and stays when its box is left empty."""
        names = ("name", "relation", "status", "birth_date", "sex")
        return {name: getattr(fact, name) for name in names}


class IncomeForm(FactForm):
    """One income."""

    kind = forms.ChoiceField(label="收入类型", choices=choices_of(words.INCOME_KINDS))
    amount = MoneyField(label="金额")
    per = forms.ChoiceField(label="周期", choices=choices_of(words.PERS, "选周期"))
    evidence = EvidenceField()

    @staticmethod
    def values_of(fact: Income | Expense) -> dict[str, Any]:
        """What stands in the row."""
        return {"kind": fact.kind, "amount": fact.amount_fen, "per": fact.per, "evidence": fact.evidence}


class ExpenseForm(IncomeForm):
    """One expense: what the family bears itself."""

    kind = forms.ChoiceField(label="支出类型", choices=choices_of(words.EXPENSE_KINDS))


EXEMPT = {
    "": "没有",
    "disabled_car": "残疾人代步车",
    "motorbike": "摩托车",
    "for_treatment": "治病必需",
    "for_living": "维持生计必需",
}


class AssetForm(FactForm):
    """One thing the family owns."""

    kind = forms.ChoiceField(label="财产类型", choices=choices_of(words.ASSET_KINDS))
    amount = MoneyField(label="金额或价值", required=False, help_text="不知道就空着")
    exempt_reason = forms.ChoiceField(label="可以不算的理由", choices=choices_of(EXEMPT, None), required=False)
    note = forms.CharField(label="说明", max_length=120, required=False)

    @staticmethod
    def values_of(fact: Asset) -> dict[str, Any]:
        """What stands in the row."""
        return {"kind": fact.kind, "amount": fact.amount_fen, "exempt_reason": fact.exempt_reason, "note": fact.note}


_ABLE = {"": _NOT_SAID, "yes": "有", "no": "没有"}


class ObligorForm(FactForm):
    """Somebody outside the family who owes support."""

    name = NameField()
    relation = forms.ChoiceField(
        label="是申请人的",
        choices=choices_of({code: label for code, label in words.RELATIONS.items() if code != "self"}),
    )
    household_size = forms.IntegerField(label="他家几口人", min_value=1, max_value=60, required=False)
    income = MoneyField(label="他家收入", required=False)
    income_per = forms.ChoiceField(
        label="周期", choices=[("", "选周期"), ("month", "每月"), ("year", "每年")], required=False
    )
    supports = forms.IntegerField(label="要赡养抚养几人", min_value=1, max_value=60, required=False)
    able = forms.ChoiceField(label="有没有履行能力", choices=choices_of(_ABLE, None), required=False)

    def clean(self) -> dict[str, Any]:
        """An income needs its period."""
        data = super().clean() or {}
        if data.get("income") is not None and not data.get("income_per"):
            self.add_error("income_per", "选他家收入是每月还是每年")
        return data

    @staticmethod
    def values_of(fact: Obligor) -> dict[str, Any]:
        """What stands in the row."""
        able = {None: "", True: "yes", False: "no"}[fact.able]
        names = ("name", "relation", "household_size", "income_per", "supports")
        return {**{name: getattr(fact, name) for name in names}, "income": fact.income_fen, "able": able}


class ResidenceForm(FactForm):
    """Where a member is registered or holds a permit."""

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
    since = DateField(label="从哪天起", required=False, help_text="居住证填发证日期")

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
            "since": fact.period.lower,
        }


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


_YES_NO = {"": _NOT_SAID, "yes": "是", "no": "否"}
_GRADES = {
    f"{kind}:{grade}": f"{name}{level}"
    for kind, name in words.DISABILITIES.items()
    for grade, level in words.GRADES.items()
}
_FLAGS = ("serious_illness", "full_time", "pregnant")
_CODES = ("labour", "study", "support_mode", "employment")


class ConditionsForm(DeskForm):
    """Everything about one member that is not money; what is left at 没有说 stays unknown."""

    disabilities = forms.ChoiceField(
        label="残疾", choices=[("", _NOT_SAID), ("none", "没有残疾"), *_GRADES.items()], required=False
    )
    labour = forms.ChoiceField(label="劳动能力", choices=choices_of(words.LABOUR, _NOT_SAID), required=False)
    serious_illness = forms.ChoiceField(label="患重病", choices=choices_of(_YES_NO, None), required=False)
    study = forms.ChoiceField(label="就学", choices=choices_of(words.STUDIES, _NOT_SAID), required=False)
    full_time = forms.ChoiceField(label="全日制在校", choices=choices_of(_YES_NO, None), required=False)
    pregnant = forms.ChoiceField(label="怀孕或哺乳", choices=choices_of(_YES_NO, None), required=False)
    employment = forms.CharField(label="做什么工作", max_length=60, required=False)
    support_mode = forms.ChoiceField(
        label="供养方式（特困）", choices=choices_of(words.SUPPORT_MODES, _NOT_SAID), required=False
    )
    assessed = forms.BooleanField(label="生活自理能力已评估（特困）", required=False)
    self_care = forms.MultipleChoiceField(
        label="自己能做的", choices=choices_of(words.INDICATORS, None), widget=Ticks, required=False
    )

    def clean(self) -> dict[str, Any]:
        """Ticked abilities mean that somebody assessed them."""
        data = super().clean() or {}
        if data.get("self_care"):
            data["assessed"] = True
        return data

    def told(self) -> dict[str, Any]:
        """The circumstances that were told, each in the shape of the law's question."""
        data = self.cleaned_data
        found: dict[str, Any] = {name: data[name] == "yes" for name in _FLAGS if data[name]}
        found |= {name: data[name] for name in _CODES if data[name]}
        if data["disabilities"]:
            kind, _, grade = data["disabilities"].partition(":")
            found["disabilities"] = [{"kind": kind, "grade": int(grade)}] if grade else []
        if data["assessed"]:
            found["self_care"] = {name: name in data["self_care"] for name in words.INDICATORS}
        return found

    @staticmethod
    def values_of(conditions: Mapping[str, Condition]) -> dict[str, Any]:
        """What stands, by field."""
        stands = {name: condition.value for name, condition in conditions.items()}
        found: dict[str, Any] = {name: "yes" if stands[name] else "no" for name in _FLAGS if name in stands}
        found |= {name: stands[name] for name in _CODES if name in stands}
        if "disabilities" in stands:
            first = next(iter(stands["disabilities"]), None)
            found["disabilities"] = f"{first['kind']}:{first['grade']}" if first else "none"
        if "self_care" in stands:
            found |= {"assessed": True, "self_care": [name for name, can in stands["self_care"].items() if can]}
        return found


class PasteForm(DeskForm):
    """Members copied from a spreadsheet, one a line: name, relation, ID number."""

    rows = forms.CharField(
        label="从 Excel 复制，粘贴到这里",
        help_text="一行一人，依次是 姓名、与申请人的关系、身份证号；列之间是制表符、逗号或空格",
        widget=forms.Textarea({"rows": 8, "spellcheck": "false"}),
        max_length=8000,
    )
