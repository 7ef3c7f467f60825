"""One Chinese phrase for each fact: the same in the summary page, the journal's note and a conflict."""

from collections.abc import Callable
from functools import singledispatch

from cases.households.models import (
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
    ASSET_KINDS,
    CONDITIONS,
    DISABILITIES,
    EXPENSE_KINDS,
    GRADES,
    INCOME_KINDS,
    INDICATORS,
    LABOUR,
    PERS,
    RELATIONS,
    RESIDENCES,
    STUDIES,
    SUPPORT_MODES,
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
    exempt = f"，豁免：{fact.exempt_reason}" if fact.exempt_reason else ""
    return f"{ASSET_KINDS.get(fact.kind, fact.kind)} {amount}{exempt}"


@say.register
def _(fact: Obligor) -> str:
    able = {None: "履行能力未知", True: "有履行能力", False: "无履行能力"}[fact.able]
    return f"{fact.name}（{RELATIONS.get(fact.relation, fact.relation)}），{able}"


@say.register
def _(fact: Residence) -> str:
    return f"{RESIDENCES.get(fact.kind, fact.kind)} {getattr(fact, 'place_name', '') or fact.place_code}"


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


_SAYS: dict[str, Callable[..., str]] = {
    "disabilities": _disabilities,
    "self_care": _self_care,
    "labour": LABOUR.__getitem__,
    "study": STUDIES.__getitem__,
    "support_mode": SUPPORT_MODES.__getitem__,
    "hardship_class": "{} 类".format,
    "employment": str,
}


def say_condition(name: str, value: object) -> str:
    """The words of a circumstance's value."""
    return _SAYS.get(name, _flag)(value)
