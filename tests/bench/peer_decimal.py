"""The same rule as an ordinary shop would write it by hand: dataclasses, Decimal yuan, and a trace as a list of dicts."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from typing import Any

from tests.bench.families import DAY, DEDUCTIBLE, EXEMPT, STANDARD_YUAN, SUPPLEMENTS

CENT, YUAN, ZERO, YEAR = Decimal("0.01"), Decimal(1), Decimal(0), Decimal(12)
STANDARD = Decimal(STANDARD_YUAN)
CAPS = {kind: Decimal(cap) for kind, cap in DEDUCTIBLE.items()}
SHARES = {group: Decimal(share) for group, share in SUPPLEMENTS.items()}
OUT = frozenset({"prison", "drug_isolation", "declared_missing", "clergy_away"})
Trace = list[dict[str, Any]]


@dataclass
class Line:
    """An income or an expense."""

    kind: str
    amount: Decimal
    per: str


@dataclass
class Card:
    """A disability card."""

    kind: str
    grade: int


@dataclass
class Member:
    """A member of the family."""

    relation: str
    status: str
    birth_date: date
    cards: list[Card]
    ill: bool
    study: str
    incomes: list[Line]
    expenses: list[Line]


@dataclass
class Asset:
    """A thing the family owns."""

    kind: str
    amount: Decimal
    reason: str | None


@dataclass
class Family:
    """A family and what it owns."""

    members: list[Member]
    assets: list[Asset]


def read(raw: dict[str, Any]) -> Family:
    """The family as this engine keeps it."""
    return Family(
        [
            Member(
                each["relation"], each["status"], date.fromisoformat(each["birth_date"]),
                [Card(card["kind"], card["grade"]) for card in each["disabilities"]],
                each["serious_illness"], each["study"], _lines(each["incomes"]), _lines(each["expenses"]),
            )
            for each in raw["members"]
        ],
        [Asset(each["kind"], Decimal(each["amount"]), each["exempt_reason"]) for each in raw["assets"]],
    )  # fmt: skip


def _lines(raw: list[dict[str, Any]]) -> list[Line]:
    return [Line(each["kind"], Decimal(each["amount"]), each["per"]) for each in raw]


def assess(family: Family) -> tuple[str, Decimal, Trace]:
    """Outcome, amount a month, and every step."""
    trace: Trace = []
    counted = [_counted(member, trace) for member in family.members]
    n = sum(counted)
    income = deducted = ZERO
    for member, counts in zip(family.members, counted, strict=True):
        own, taken = _income(member, trace), _expenses(member, trace)
        if counts:
            income, deducted = income + own, deducted + taken
    net = max(income - deducted, ZERO)
    per_capita = (net / max(n, 1) / YEAR).quantize(CENT, ROUND_HALF_UP)
    for name, value in (("n", n), ("income", income), ("deductions", deducted), ("net", net), ("per_capita", per_capita)):
        trace.append({"step": name, "value": value, "cite": "民发〔2021〕57号 第十二条"})
    inside = _property(family, n, trace)
    below = net < STANDARD * YEAR * n
    eligible = n >= 1 and inside and below
    trace.append({"step": "eligible", "below": below, "inside": inside, "value": eligible, "cite": "第三条"})
    extra = sum((_supplement(m, trace) for m, counts in zip(family.members, counted, strict=True) if counts), ZERO)
    base = max(STANDARD * YEAR * n - net, ZERO) / YEAR
    amount = (base + extra).quantize(YUAN, ROUND_CEILING)
    trace.append({"step": "amount", "base": base, "supplement": extra, "value": amount, "cite": "第二十三条"})
    return ("yes", amount, trace) if eligible else ("no", ZERO, trace)


def _age(member: Member) -> int:
    born = member.birth_date
    return DAY.year - born.year - ((DAY.month, DAY.day) < (born.month, born.day))


def _counted(member: Member, trace: Trace) -> bool:
    age = _age(member)
    on_his_own = (
        member.study == "postgraduate" and member.relation == "child" and member.status == "away_studying" and age >= 18
    )
    counts = member.status not in OUT and not on_his_own
    trace.append({"step": "counted", "age": age, "status": member.status, "value": counts, "cite": "第七条"})
    return counts


def _income(member: Member, trace: Trace) -> Decimal:
    wage = other = ZERO
    for line in member.incomes:
        year = line.amount * YEAR if line.per == "month" else line.amount
        counts = ZERO if line.kind in EXEMPT else year
        if line.kind == "wage":
            wage += counts
        else:
            other += counts
        trace.append({"step": "income", "kind": line.kind, "year": year, "counts": counts, "cite": "第十二、十三条"})
    cost = min(wage, (wage * Decimal("0.20")).quantize(CENT, ROUND_HALF_UP))
    trace.append({"step": "member_income", "wage": wage, "cost": cost, "value": wage + other - cost, "cite": "第十三条"})
    return wage + other - cost


def _expenses(member: Member, trace: Trace) -> Decimal:
    taken = ZERO
    for line in member.expenses:
        year = line.amount * YEAR if line.per == "month" else line.amount
        allowed = min(year, CAPS[line.kind]) if line.kind in CAPS else ZERO
        taken += allowed
        trace.append({"step": "expense", "kind": line.kind, "year": year, "allowed": allowed, "cite": "第十三条"})
    trace.append({"step": "member_deducted", "value": taken, "cite": "第十三条"})
    return taken


def _property(family: Family, n: int, trace: Trace) -> bool:
    money, houses, vehicles, business = ZERO, 0, 0, 0
    for asset in family.assets:
        exempt = asset.kind == "vehicle" and asset.reason == "disabled_car"
        if asset.kind in ("deposit", "security", "fund", "insurance", "claim"):
            money += asset.amount
        elif not exempt:
            houses += asset.kind == "house"
            vehicles += asset.kind == "vehicle"
            business += asset.kind == "business"
        trace.append({"step": "asset", "kind": asset.kind, "value": asset.amount, "exempt": exempt, "cite": "第十四条"})
    inside = money <= STANDARD * 24 * n and houses <= 1 and vehicles == 0 and business == 0
    trace.append({"step": "property", "money": money, "houses": houses, "vehicles": vehicles, "value": inside, "cite": "第十四条"})
    return inside


def _supplement(member: Member, trace: Trace) -> Decimal:
    age = _age(member)
    severe = any(
        card.grade <= 2 or (card.grade == 3 and card.kind in ("intellectual", "mental")) for card in member.cards
    )
    share = max(
        SHARES["elder"] if age >= 70 else ZERO,
        SHARES["minor"] if age < 18 else ZERO,
        SHARES["severe_disability"] if severe else ZERO,
        SHARES["serious_illness"] if member.ill else ZERO,
    )
    extra = STANDARD * share
    trace.append({"step": "supplement", "age": age, "severe": severe, "ill": member.ill, "value": extra, "cite": "第二十七条"})
    return extra
