"""One Chinese phrase for each fact: the same in the summary page, the journal's note and a conflict."""

from collections.abc import Callable
from functools import singledispatch

from cases.households.models import (
    Aid,
    Asset,
    Condition,
    Consent,
    Expense,
    Fact,
    Income,
    Member,
    Money,
    Obligor,
    PaymentAccount,
    Residence,
)
from cases.households.vocabulary import (
    AIDS,
    ASSET_KINDS,
    CAUSES,
    CONDITIONS,
    GRADES,
    INDICATORS,
    PERS,
    RESIDENCES,
    SUPPORT_MODES,
)
from eligibility import api
from eligibility.words.codes import (
    DISABILITIES,
    EXEMPT_REASONS,
    EXPENSE_KINDS,
    INCOME_KINDS,
    LABOUR,
    RELATIONS,
    STATUSES,
    STUDIES,
    TRADES,
    Words,
)


def yuan(fen: int) -> str:
    """Fen as yuan with separators, exact."""
    return f"{fen // 100:,}.{fen % 100:02d}"


@singledispatch
def say(fact: Fact) -> str:
    """What a fact says, without whose it is."""
    return str(fact)


def _money(fact: Money, kinds: Words) -> str:
    return f"{kinds.get(fact.kind, fact.kind)} {PERS[fact.per]} {yuan(fact.amount_fen)} 元"


@say.register
def _(fact: Income) -> str:
    return _money(fact, INCOME_KINDS)


@say.register
def _(fact: Expense) -> str:
    return _money(fact, EXPENSE_KINDS)


@say.register
def _(fact: Asset) -> str:
    amount = "价值未知" if fact.amount_fen is None else f"{yuan(fact.amount_fen)} 元"
    exempt = f"，豁免：{EXEMPT_REASONS.get(fact.exempt_reason, fact.exempt_reason)}" if fact.exempt_reason else ""
    told = "".join(f"，{words}" for words in measures_of(fact))
    return f"{ASSET_KINDS.get(fact.kind, fact.kind)} {amount}{exempt}{told}"


def measures_of(fact: Asset) -> list[str]:
    """What only some places' rules ask of a thing, as far as it was told."""
    found = [
        "" if fact.floor_area is None else f"{api.square_metres(fact.floor_area)} 平方米",
        "" if fact.acquired_on is None else f"{fact.acquired_on} 购置",
        "" if fact.hired_staff is None else f"雇工 {fact.hired_staff} 人",
        {None: "", True: "灾后取得", False: "不是灾后取得"}[fact.after_disaster],
        "" if fact.built_on is None else f"{fact.built_on} 出厂",
    ]
    return [words for words in found if words]


@say.register
def _(fact: Obligor) -> str:
    able = {None: "履行能力未知", True: "有履行能力", False: "无履行能力"}[fact.able]
    told = "".join(f"，{words}" for words in circumstances_of(fact))
    return f"{fact.name}（{RELATIONS.get(fact.relation, fact.relation)}），{able}{told}"


def circumstances_of(fact: Obligor) -> list[str]:
    """What an obligor's ability is judged by, as far as it was told."""
    drawn = {"none": "没有享受救助"} | {code: f"享受{words}" for code, words in AIDS.items()}
    severe = {True: "重度残疾", False: "没有重度残疾"}
    inside = {True: "财产符合规定", False: "财产超出规定"}
    found = [
        f"{fact.birth_date} 出生" if fact.birth_date else "",
        STATUSES.get(fact.status, fact.status),
        drawn.get(fact.receives, fact.receives),
        "" if fact.severe_disability is None else severe[fact.severe_disability],
        "" if fact.property_inside is None else inside[fact.property_inside],
    ]
    return [words for words in found if words]


@say.register
def _(fact: Residence) -> str:
    place = getattr(fact, "place_name", "") or fact.place_code
    return f"{RESIDENCES.get(fact.kind, fact.kind)} {place}{permit_days(fact)}"


def permit_days(fact: Residence) -> str:
    """From when until when a permit is good, as far as it was told."""
    issued = f"，{fact.issued_on} 签发" if fact.issued_on else ""
    return f"{issued}，有效期至 {fact.valid_until}" if fact.valid_until else issued


@say.register
def _(fact: Aid) -> str:
    place = getattr(fact, "place_name", "") or fact.place_code
    amount = "" if fact.amount_fen is None else f"{yuan(fact.amount_fen)} 元"
    within = "" if fact.supplement_fen is None else f"其中分类施保 {yuan(fact.supplement_fen)} 元"
    start = f"{fact.started_on} 起" if fact.started_on else ""
    end = f"到 {fact.ended_on} 止" if fact.ended_on else ""
    cause = CAUSES.get(fact.cause, fact.cause)
    parts = [AIDS.get(fact.benefit, fact.benefit), place, amount, within, cause, start, end]
    return "，".join(part for part in parts if part)


@say.register
def _(fact: Consent) -> str:
    until = f"，有效至 {fact.until}" if fact.until else ""
    return f"{fact.signed_on} 签字{until}"


@say.register
def _(fact: PaymentAccount) -> str:
    return f"{fact.bank} {fact.number_mask}，户名 {fact.holder}"


@say.register
def _(fact: Member) -> str:
    return f"{fact.name}，{RELATIONS.get(fact.relation, fact.relation)}"


def member_days(fact: Member) -> list[tuple[str, str]]:
    """The days that were told of a member, each with its label."""
    since = f"{STATUSES.get(fact.status, fact.status)}自" if fact.status != "at_home" else "在家自"
    leaving = fact.period.upper if fact.period and fact.died_on is None else None
    told = [("共同生活自", fact.joined_on), (since, fact.status_since), ("去世", fact.died_on), ("迁出", leaving)]
    return [(label, day.isoformat()) for label, day in told if day is not None]


@say.register
def _(fact: Condition) -> str:
    return f"{CONDITIONS.get(fact.name, fact.name)}：{say_condition(fact.name, fact.value)}"


def _flag(value: bool) -> str:
    return "是" if value else "否"


def _disabilities(value: list[dict[str, str | int]]) -> str:
    return "、".join(f"{DISABILITIES[str(one['kind'])]}{GRADES[int(one['grade'])]}" for one in value) or "没有残疾"


def _self_care(value: dict[str, bool]) -> str:
    cannot = [INDICATORS[name] for name, can in value.items() if not can]
    return f"{len(cannot)} 项不能：{'、'.join(cannot)}" if cannot else f"{len(value)} 项都能自己做"


def _refusals(value: dict[str, str | int]) -> str:
    first = f"，第一次 {value['first']}" if value.get("first") else ""
    last = f"，最近一次 {value['last']}" if value.get("last") else ""
    return f"连续 {value['times']} 次{first}{last}"


_SAYS: dict[str, Callable[..., str]] = {
    "disabilities": _disabilities,
    "self_care": _self_care,
    "labour": LABOUR.__getitem__,
    "study": STUDIES.__getitem__,
    "trade": TRADES.__getitem__,
    "support_mode": SUPPORT_MODES.__getitem__,
    "hardship_class": "{} 类".format,
    "employment": str,
    "illness_code": str,
    "imputed_confirmed": {True: "经办人确认，计入", False: "经办人否定，不计入"}.__getitem__,
    "employed_from": str,
    "work_refusals": _refusals,
}


def say_condition(name: str, value: object) -> str:
    """The words of a circumstance's value."""
    return _SAYS.get(name, _flag)(value)
