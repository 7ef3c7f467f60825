"""The sections of an intake: which rows each one lists, which form writes them, and which service is called."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from assistance.outcome import Refused
from cases.desk.forms import intake as forms
from cases.households import services
from cases.households.models import Fact, Household, Member
from cases.households.selectors import Family, Person
from cases.households.services_facts import Circumstances, Measures
from cases.households.vocabulary import AIDS, ASSET_KINDS, PERS, RESIDENCES
from cases.households.wording import circumstances_of, measures_of, permit_days, yuan
from cases.households.writing import By
from eligibility.words.codes import EXEMPT_REASONS, EXPENSE_KINDS, INCOME_KINDS, RELATIONS, STATUSES

Data = dict[str, Any]
Answer = Fact | Refused


@dataclass(frozen=True)
class Cell:
    """One column of a row: its heading, its words, and whether it is a number."""

    label: str
    words: str
    number: bool = False


@dataclass(frozen=True)
class Section:
    """One step of the rail."""

    code: str
    label: str
    heading: str
    lead: str
    form: type[forms.FactForm]
    rows: Callable[[Person], list[Any]] | Callable[[Family], list[Any]]
    cells: Callable[[Any], tuple[Cell, ...]]
    record: Callable[[Any, Data, By], Answer]
    of_member: bool
    add: str
    tick: str = ""
    none: str = ""
    all_there: str = "就这些，没有遗漏"


def _optional(data: Data, *names: str) -> Data:
    return {name: data[name] for name in names}


def _money_cells(kinds: Mapping[str, str]) -> Callable[[Any], tuple[Cell, ...]]:
    def cells(row: Any) -> tuple[Cell, ...]:
        amount = Cell("金额（元）", yuan(row.amount_fen), number=True)
        return (
            Cell("类型", kinds.get(row.kind, row.kind)),
            amount,
            Cell("周期", PERS[row.per]),
            Cell("证明", row.evidence or "—"),
        )

    return cells


def _record_money(write: Callable[..., Answer]) -> Callable[[Member, Data, By], Answer]:
    def record(member: Member, data: Data, by: By) -> Answer:
        named: By = {**by, "evidence": data["evidence"]}
        return write(member, kind=data["kind"], amount_fen=data["amount"], per=data["per"], **named)

    return record


def _record_member(household: Household, data: Data, by: By) -> Answer:
    given = _optional(data, "name", "relation", "status", "id_number", "birth_date", "sex", "joined_on", "status_since")
    replaces = by.get("replaces")
    plain: By = {"actor": by["actor"], "at": by["at"], "expected": by.get("expected")}
    if isinstance(replaces, Member):
        return services.correct_member(replaces, **given, **plain)
    return services.add_member(household, **given, **plain)


def _member_cells(row: Member) -> tuple[Cell, ...]:
    born = row.birth_date.isoformat() if row.birth_date else "未填"
    return (
        Cell("姓名", row.name),
        Cell("关系", RELATIONS.get(row.relation, row.relation)),
        Cell("出生日期", born),
        Cell("身份证号", f"尾号 {row.id_mask[-4:]}" if row.id_mask else "未填"),
        Cell("现在", _now(row)),
    )


def _now(row: Member) -> str:
    since = f"，{row.status_since} 起" if row.status_since else ""
    joined = f"，{row.joined_on} 起一起生活" if row.joined_on else ""
    return f"{STATUSES.get(row.status, row.status)}{since}{joined}"


def _record_asset(household: Household, data: Data, by: By) -> Answer:
    given, told = _optional(data, "kind", "exempt_reason", "note"), _optional(data, *Measures.__slots__)
    return services.record_asset(household, amount_fen=data["amount"], told=Measures(**told), **given, **by)


def _asset_cells(row: Any) -> tuple[Cell, ...]:
    amount = "不知道" if row.amount_fen is None else yuan(row.amount_fen)
    return (
        Cell("类型", ASSET_KINDS.get(row.kind, row.kind)),
        Cell("金额或价值（元）", amount, number=True),
        Cell("可以不算的理由", EXEMPT_REASONS.get(row.exempt_reason, row.exempt_reason) or "没有"),
        Cell("说明", "，".join(filter(None, (*measures_of(row), row.note))) or "—"),
    )


_YES_NO = {"yes": True, "no": False}


def _record_obligor(household: Household, data: Data, by: By) -> Answer:
    given = _optional(data, "name", "relation", "household_size", "income_per", "supports")
    told = Circumstances(
        **_optional(data, "status", "birth_date", "receives"),
        severe_disability=_YES_NO.get(data["severe_disability"]),
        property_inside=_YES_NO.get(data["property_inside"]),
    )
    able = _YES_NO.get(data["able"])
    return services.record_obligor(household, income_fen=data["income"], able=able, told=told, **given, **by)


def _obligor_cells(row: Any) -> tuple[Cell, ...]:
    income = "不知道" if row.income_fen is None else f"{PERS[row.income_per]} {yuan(row.income_fen)}"
    able = {None: "没有说", True: "有", False: "没有"}[row.able]
    return (
        Cell("姓名", row.name),
        Cell("关系", RELATIONS.get(row.relation, row.relation)),
        Cell("他家收入（元）", income, number=True),
        Cell("履行能力", "，".join([able, *circumstances_of(row)])),
    )


def _record_aid(household: Household, data: Data, by: By) -> Answer:
    given = _optional(data, "benefit", "place_code", "started_on", "ended_on", "cause")
    named: By = {**by, "evidence": data["evidence"]}
    return services.record_aid(
        household, amount_fen=data["amount"], supplement_fen=data["supplement"], **given, **named
    )


def _aid_cells(row: Any) -> tuple[Cell, ...]:
    amount = "不知道" if row.amount_fen is None else yuan(row.amount_fen)
    since = f"{row.started_on} 起，" if row.started_on else ""
    place = getattr(row, "place_name", "") or row.place_code or "没有说"
    return (
        Cell("项目", AIDS.get(row.benefit, row.benefit)),
        Cell("在哪里", place),
        Cell("金额（元）", amount, number=True),
        Cell("起止", f"{since}{f'{row.ended_on} 止' if row.ended_on else '还在享受'}"),
    )


def _record_residence(member: Member, data: Data, by: By) -> Answer:
    named: By = {**by, "since": data["since"]}
    place = member.area_code if data["where"] == "here" else data["place_code"]
    return services.record_residence(
        member, kind=data["kind"], place_code=place, valid_until=data["valid_until"], **named
    )


def _residence_cells(row: Any) -> tuple[Cell, ...]:
    permit = row.kind == "residence_permit"
    since = permit_days(row).lstrip("，") or "没有说" if permit else row.period.lower.isoformat()
    place = getattr(row, "place_name", "") or row.place_code
    return Cell("类别", RESIDENCES.get(row.kind, row.kind)), Cell("所在地", place), Cell("从哪天起", since)


def _record_consent(member: Member, data: Data, by: By) -> Answer:
    named: By = {**by, "evidence": data["evidence"]}
    return services.record_consent(member, signed_on=data["signed_on"], valid_until=data["valid_until"], **named)


def _consent_cells(row: Any) -> tuple[Cell, ...]:
    until = row.until.isoformat() if row.until else "没有写"
    return Cell("签字日期", row.signed_on.isoformat()), Cell("有效至", until), Cell("授权书编号", row.evidence or "—")


def _record_account(household: Household, data: Data, by: By) -> Answer:
    return services.record_account(household, **_optional(data, "holder", "bank", "number"), **by)


def _account_cells(row: Any) -> tuple[Cell, ...]:
    return Cell("户名", row.holder), Cell("开户行", row.bank), Cell("账号", row.number_mask)


_ALL = (
    Section(
        code="members",
        label="家庭成员",
        heading="家庭成员",
        lead="共同生活的人都要登记，包括外出务工、就学、服刑和失踪的，系统按规定决定算不算。",
        form=forms.MemberForm,
        rows=lambda family: [one.member for one in family.people],
        cells=_member_cells,
        record=_record_member,
        of_member=False,
        add="添加成员",
    ),
    Section(
        code="incomes",
        label="家庭收入",
        heading="家庭收入",
        lead="填近 12 个月的收入。每月的填每月，一年一次的填每年，系统折算。",
        form=forms.IncomeForm,
        rows=lambda person: person.incomes,
        cells=_money_cells(INCOME_KINDS),
        record=_record_money(services.record_income),
        of_member=True,
        add="添加收入",
        tick="incomes",
        none="没有收入",
    ),
    Section(
        code="expenses",
        label="支出与困难",
        heading="支出与困难",
        lead="填自己负担的部分，医保和救助报销过的不算。",
        form=forms.ExpenseForm,
        rows=lambda person: person.expenses,
        cells=_money_cells(EXPENSE_KINDS),
        record=_record_money(services.record_expense),
        of_member=True,
        add="添加支出",
        tick="expenses",
        none="没有大额支出",
    ),
    Section(
        code="assets",
        label="家庭财产",
        heading="家庭财产",
        lead="存款、车、房、证券、保险和名下的市场主体。住的那一套房也要填。",
        form=forms.AssetForm,
        rows=lambda family: family.assets,
        cells=_asset_cells,
        record=_record_asset,
        of_member=False,
        add="添加财产",
        tick="assets",
        none="没有财产",
    ),
    Section(
        code="obligors",
        label="赡养抚养人",
        heading="赡养、抚养、扶养义务人",
        lead="不住在一起、依法应当赡养、抚养、扶养申请家庭成员的人，例如分户的子女。",
        form=forms.ObligorForm,
        rows=lambda family: family.obligors,
        cells=_obligor_cells,
        record=_record_obligor,
        of_member=False,
        add="添加义务人",
        tick="obligors",
        none="没有义务人",
    ),
    Section(
        code="aids",
        label="别处的救助",
        heading="别处和以前的救助",
        lead="在别的县享受的，或换系统以前给过的，停了的也填。本系统发的不用填。",
        form=forms.AidForm,
        rows=lambda family: family.aids,
        cells=_aid_cells,
        record=_record_aid,
        of_member=False,
        add="添加一项",
    ),
    Section(
        code="residences",
        label="户籍居住",
        heading="户籍与居住",
        lead="每人选一类。户口不在本地的填两行：户籍在别的地方，居住证在本地，填签发日期和有效期。成员户口不在一个县的，再填各人实际居住在哪里。",
        form=forms.ResidenceForm,
        rows=lambda person: list(person.residences.values()),
        cells=_residence_cells,
        record=_record_residence,
        of_member=True,
        add="添加登记",
    ),
    Section(
        code="consents",
        label="核对授权",
        heading="信息核对授权",
        lead="每位成员都要签授权书，未成年人由监护人签（民发〔2021〕57号 第九条）。",
        form=forms.ConsentForm,
        rows=lambda person: person.consents,
        cells=_consent_cells,
        record=_record_consent,
        of_member=True,
        add="添加授权",
    ),
    Section(
        code="account",
        label="发放账户",
        heading="发放账户",
        lead="救助金打到这个账户。换账户直接添加新的，原来的从今天起停用。",
        form=forms.AccountForm,
        rows=lambda family: family.accounts,
        cells=_account_cells,
        record=_record_account,
        of_member=False,
        add="填账户",
    ),
)
SECTIONS: Mapping[str, Section] = MappingProxyType({section.code: section for section in _ALL})

# the rail in the order of a talk at the window; wish, conditions and check are pages of their own
RAIL = (
    "wish",
    "members",
    "conditions",
    "incomes",
    "expenses",
    "assets",
    "obligors",
    "residences",
    "aids",
    "consents",
    "account",
    "check",
)
# the sections whose answers the law looks at; a consent or an account changes no sum
FOLLOWED = ("wish", "members", "conditions", "incomes", "expenses", "assets", "obligors", "residences", "aids")
LABELS: Mapping[str, str] = MappingProxyType(
    {
        "wish": "申请事项",
        "conditions": "个人情况",
        "check": "核对并提交",
        **{code: section.label for code, section in SECTIONS.items()},
    }
)


@dataclass(frozen=True)
class Status:
    """What the rail says of a section."""

    words: str = ""
    tone: str = ""


def status_of(code: str, family: Family, wanted: int) -> Status:
    """How far a section is, in counts; nothing here stops anybody, only acceptance needs the whole."""
    if code == "wish":
        return Status(f"{wanted} 项", "ok") if wanted else Status("未选")
    if code == "members":
        return Status(f"{len(family.people)} 人", "ok")
    if code == "check":
        return Status()
    return _household_status(code, family) if code in _TOLD else _people_status(code, family)


_TOLD: Mapping[str, Callable[[Family], tuple[int, bool]]] = {
    "assets": lambda family: (len(family.assets), family.household.assets_complete),
    "obligors": lambda family: (len(family.obligors), family.household.obligors_complete),
    "account": lambda family: (len(family.accounts), False),
    "aids": lambda family: (len(family.aids), False),
}


def _household_status(code: str, family: Family) -> Status:
    count, complete = _TOLD[code](family)
    if count:
        return Status("已填" if code == "account" else f"{count} 项", "ok")
    if code == "aids":  # most families have none: nothing here waits to be filled in
        return Status()
    return Status("没有", "ok") if complete else Status("未填")


_HAS: Mapping[str, Callable[[Person], bool]] = {
    "conditions": lambda one: bool(one.conditions),
    "incomes": lambda one: bool(one.incomes) or one.member.incomes_complete,
    "expenses": lambda one: bool(one.expenses) or one.member.expenses_complete,
    "residences": lambda one: bool(one.residences),
    "consents": lambda one: bool(one.consents),
}


def _people_status(code: str, family: Family) -> Status:
    left = sum(not _HAS[code](one) for one in family.people)
    if not left:
        return Status("都填了", "ok")
    return Status("未填") if left == len(family.people) else Status(f"还差 {left} 人")
