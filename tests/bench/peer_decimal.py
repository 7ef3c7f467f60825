"""The same rule as an ordinary shop would write it by hand: dataclasses, Decimal yuan, and a trace as a list of dicts.

Its trace names what the rule names: every step of every member, and every test of the family with both its sides.
"""

from collections.abc import Callable
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
Say = Callable[..., None]


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

    def say(step: str, value: Any, article: str, member: int | None = None) -> None:
        trace.append({"step": step, "member": member, "value": value, "cite": article})

    counted = [_counted(place, member, say) for place, member in enumerate(family.members)]
    n = sum(counted)
    income = deducted = extra = ZERO
    for place, (member, counts) in enumerate(zip(family.members, counted, strict=True)):
        own, taken = _income(place, member, trace, say), _expenses(place, member, trace, say)
        supplement = _supplement(place, member, counts, say)
        if counts:
            income, deducted, extra = income + own, deducted + taken, extra + supplement
    net = max(income - deducted, ZERO)
    per_capita = (net / max(n, 1) / YEAR).quantize(CENT, ROUND_HALF_UP)
    known = (max(income - deducted, ZERO) / max(n, 1) / YEAR).quantize(CENT, ROUND_HALF_UP)
    named: tuple[tuple[str, Any], ...] = (
        ("n", n), ("standard", STANDARD), ("maintenance", ZERO), ("given_income", None), ("gross_income", income),
        ("deductions", deducted), ("income", net), ("per_capita", per_capita), ("known_income", net),
        ("known_per_capita", known), ("income_open", False), ("members_counted", n >= 1), ("basis_given", True),
        ("may_apply_here", True), ("not_in_tekun", True), ("imputed_settled", True), ("permit_told", False),
        ("permit_valid", True), ("own_hukou", True), ("hukou_told", True), ("hukou_here", True),
        ("other_place_told", False), ("not_elsewhere", True),
    )  # fmt: skip
    for step, value in named:
        say(step, value, "民发〔2021〕57号 第七、十二、十三条")
    below = net < STANDARD * YEAR * n
    say("income_below_standard", below, "国务院令第649号 第九条")
    say("known_income_below_standard", below, "国务院令第649号 第九条")
    eligible = _property(family, n, trace, say) and n >= 1 and below
    say("eligible", eligible, "国务院令第649号 第九条")
    amount = _paid(net, n, extra, say)
    return ("yes", amount, trace) if eligible else ("no", ZERO, trace)


def _paid(net: Decimal, n: int, extra: Decimal, say: Say) -> Decimal:
    difference = max(STANDARD * YEAR * n - net, ZERO)
    base = difference / YEAR
    amount = (base + extra).quantize(YUAN, ROUND_CEILING)
    paid: tuple[tuple[str, Any], ...] = (
        ("method", "difference"), ("difference", difference), ("floor", ZERO), ("grade_band", None),
        ("grade_amount", None), ("base", base), ("supplement_open", False), ("supplement_sum", extra),
        ("supplement_total", extra), ("amount", amount), ("base_part", amount - extra),
    )  # fmt: skip
    for step, value in paid:
        say(step, value, "民发〔2021〕57号 第二十三、二十七条")
    return amount


def _age(member: Member) -> int:
    born = member.birth_date
    return DAY.year - born.year - ((DAY.month, DAY.day) < (born.month, born.day))


def _counted(place: int, member: Member, say: Say) -> bool:
    age = _age(member)
    on_his_own = (
        member.study == "postgraduate" and member.relation == "child" and member.status == "away_studying" and age >= 18
    )
    counts = member.status not in OUT and not on_his_own
    say("age", age, "第七条", place)
    say("present", member.birth_date <= DAY, "第七条", place)
    say("clergy", False, "第七条", place)
    say("counted", counts, "第七条", place)
    say("member_left_out", not counts, "第七条", place)
    say("student", member.study in ("compulsory", "senior", "vocational", "higher"), "第七条", place)
    return counts


def _income(place: int, member: Member, trace: Trace, say: Say) -> Decimal:
    wage = other = ZERO
    for line in member.incomes:
        year = line.amount * YEAR if line.per == "month" else line.amount
        exempt = line.kind in EXEMPT
        counts = ZERO if exempt else year
        if line.kind == "wage":
            wage += counts
        else:
            other += counts
        trace.append(
            {"step": "income", "member": place, "kind": line.kind, "exempt": exempt, "year": year, "counts": counts,
             "left_out": exempt, "cite": "第十二、十三条"}
        )  # fmt: skip
    cost = min(wage, (wage * Decimal("0.20")).quantize(CENT, ROUND_HALF_UP))
    own = wage + other - cost
    say("member_wage", wage, "第十二条", place)
    say("supposed_income", ZERO, "第十二条", place)
    say("income_supposed", False, "第十二条", place)
    say("income_imputed", False, "第十二条", place)
    say("income_imputed_counted", False, "第十二条", place)
    say("employment_cost", cost, "第十三条", place)
    say("member_income", own, "第十二条", place)
    return own


def _expenses(place: int, member: Member, trace: Trace, say: Say) -> Decimal:
    taken = ZERO
    for line in member.expenses:
        year = line.amount * YEAR if line.per == "month" else line.amount
        allowed = min(year, CAPS[line.kind]) if line.kind in CAPS else ZERO
        taken += allowed
        trace.append(
            {
                "step": "expense",
                "member": place,
                "kind": line.kind,
                "year": year,
                "allowed": allowed,
                "cite": "第十三条",
            }
        )
    say("member_deducted", taken, "第十三条", place)
    return taken


def _property(family: Family, n: int, trace: Trace, say: Say) -> bool:
    money, houses, vehicles, business = ZERO, 0, 0, 0
    for asset in family.assets:
        exempt = asset.kind == "vehicle" and asset.reason == "disabled_car"
        if asset.kind in ("deposit", "security", "fund", "insurance", "claim"):
            money += asset.amount
        elif not exempt:
            houses += asset.kind == "house"
            vehicles += asset.kind == "vehicle"
            business += asset.kind == "business"
        trace.append(
            {
                "step": "asset",
                "kind": asset.kind,
                "value": asset.amount,
                "exempt": exempt,
                "left_out": exempt,
                "cite": "第十四条",
            }
        )
    limit = STANDARD * 24 * n
    say("property_asked", True, "第十四条")
    inside = True
    for step, held, most in (
        ("financial", money, limit), ("houses", houses, 1), ("vehicles", vehicles, 0), ("business", business, 0),
    ):  # fmt: skip
        fits = most is None or held <= most
        say(step, held, "第十四条")
        say(f"{step}_limit", most, "第十四条")
        say(f"assets_{step}", fits, "第十四条")
        if step in ("houses", "vehicles", "business"):
            for more, value in ((f"{step}_worth", ZERO), (f"{step}_worth_asked", False), (f"{step}_worth_limit", None)):
                say(more, value, "第十四条")
            say(f"assets_{step}_value", True, "第十四条")
        inside = inside and fits
    return inside


def _supplement(place: int, member: Member, counts: bool, say: Say) -> Decimal:
    age = _age(member)
    weight = max((5 - card.grade for card in member.cards), default=0)
    severe = any(
        card.grade <= 2 or (card.grade == 3 and card.kind in ("intellectual", "mental")) for card in member.cards
    )
    share = max(
        SHARES["elder"] if age >= 70 else ZERO,
        SHARES["minor"] if age < 18 else ZERO,
        SHARES["severe_disability"] if severe else ZERO,
        SHARES["serious_illness"] if member.ill else ZERO,
    )
    extra = STANDARD * share if counts else ZERO
    for step, value in (
        ("disability_weight", weight), ("severe", severe), ("minor", age < 18), ("ill", member.ill), ("supplement", extra),
        ("supplement_part", extra.quantize(CENT, ROUND_HALF_UP)), ("supplemented", extra > 0),
    ):  # fmt: skip
        say(step, value, "第二十七条", place)
    return extra
