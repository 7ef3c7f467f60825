"""Whether what the household owns stays inside the place's rule (L57 art.14)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from eligibility.core.binding import Reading
from eligibility.core.facts import ASSET_KINDS, FINANCIAL_ASSETS, UNKNOWN, Unknown
from eligibility.core.fields import NO_TEXT, Value, text_number
from eligibility.core.graph import (
    COUNT,
    FEN,
    Expr,
    RuleBook,
    Table,
    divide,
    known,
    lookup,
    most,
    one_of,
    total,
    where,
    wrap,
)
from eligibility.core.money import BASIS_POINTS, FINE_PER_MONTHLY_FEN, parse_basis_points, parse_yuan

FINANCIAL = "assets.financial"
RULES_OF = {
    "assets.financial": FINANCIAL_ASSETS,
    "assets.vehicles": ("vehicle",),
    "assets.houses": ("house",),
    "assets.business": ("business",),
}
UNLIMITED = -1
VALUE_TESTS = {
    "vehicles": "assets_vehicles_value", "business": "assets_business_capital",
}  # fmt: skip
COUNTED = (
    ("houses", "house", "住房", "套"),
    ("vehicles", "vehicle", "机动车", "辆"),
    ("business", "business", "经营主体", "个"),
)


def _reasons(parameter: str) -> Callable[[Reading], Value | Table]:
    """The reasons a rule names for leaving a thing out."""

    def read(reading: Reading) -> Value | Table:
        rule = reading.value(parameter)
        return UNKNOWN if isinstance(rule, Unknown) else {text_number(each): 1 for each in rule.get("exempt", ())}

    return read


def _exempt(rules: RuleBook, kind: Expr) -> Expr:
    """Whether the place's rule names the reason given for leaving this thing out; without a reason it counts."""
    reason = rules.input("asset", "exempt_reason", "财产豁免事由", "exempt_reason")
    named: Expr = wrap(0)
    for parameter, kinds in RULES_OF.items():
        reasons = rules.param(f"exempt_{kinds[0]}", "财产豁免情形", parameter, _reasons(parameter))
        of_rule = one_of(kind, tuple(ASSET_KINDS.index(each) for each in kinds))
        named = where(of_rule, lookup(reasons, reason, 0), named)
    return where(reason == NO_TEXT, 0, named)


@dataclass(frozen=True)
class _Owned:
    """The things of a household while its tests are being written; nobody asks who is `free` of them."""

    rules: RuleBook
    article: str
    kind: Expr
    fen: Expr
    exempt: Expr
    free: Expr

    def test(self, code_of_test: str, inside: Expr, yes: str, no: str, **more: Any) -> None:
        more.setdefault("only_if", "property_asked")
        self.rules.test(code_of_test, self.free | inside, yes, no, article=self.article, **more)


def inside_rule(
    rules: RuleBook,
    standard: Expr,
    n: Expr,
    article: str,
    *,
    unless: Expr | None = None,
    financial: tuple[str, ...] = (FINANCIAL,),
) -> None:
    """The tests of property; what the household does not own needs no limit to pass.

    `financial` names the parameters of financial assets: the first that the place has published is the limit.
    """
    free = wrap(False) if unless is None else unless
    rules.let("property_asked", where(known(free), ~free, True), "须核对财产", article)
    fen = rules.input("asset", "fen", "财产价值", "amount")
    kind = rules.input("asset", "kind", "财产类别", "kind")
    exempt = rules.let("exempt", _exempt(rules, kind), "属于规定的豁免情形（1 是）", article, COUNT)
    owned = _Owned(rules, article, kind, where(exempt == 1, 0, fen), exempt, free)
    left_out = rules.let("asset_left_out", exempt == 1, "豁免的财产", article)
    rules.note("asset_exempt", left_out, "{kind}属于规定的豁免情形，不计入财产", article=article)
    _financial(owned, standard, n, financial)
    for name, of_kind, label, unit in COUNTED:
        _count(owned, name, (kind == ASSET_KINDS.index(of_kind)) & (exempt == 0), label, unit)
    for name, of_kind, label, _ in COUNTED:
        if name in VALUE_TESTS:
            _value(owned, name, kind == ASSET_KINDS.index(of_kind), label)


def _rule_of(reading: Reading, names: tuple[str, ...]) -> Any:
    """The first published of several parameters; the last one is the one to ask for."""
    values = (reading.value(name) for name in names)
    return next((value for value in values if not isinstance(value, Unknown)), UNKNOWN)


def _financial_kinds(names: tuple[str, ...]) -> Callable[[Reading], Table]:
    """What counts as a financial asset: all of it, unless the place names some kinds."""

    def read(reading: Reading) -> Table:
        rule = _rule_of(reading, names)
        named = FINANCIAL_ASSETS if isinstance(rule, Unknown) else rule.get("kinds", FINANCIAL_ASSETS)
        return {ASSET_KINDS.index(each): 1 for each in named}

    return read


def _financial_limit(key: str, names: tuple[str, ...]) -> Callable[[Reading], Value]:
    """One part of the limit: so many months of the standard, a sum, or whether it is counted by heads."""

    def read(reading: Reading) -> Value:
        rule = _rule_of(reading, names)
        if isinstance(rule, Unknown):
            return UNKNOWN
        if key == "per_person":
            return int(rule["per"] == "person")
        if key == "months":
            return parse_basis_points(str(rule["months_of_standard"])) if "months_of_standard" in rule else 0
        return parse_yuan(rule["amount"]) * FINE_PER_MONTHLY_FEN if "amount" in rule else 0

    return read


def _is_published(name: str) -> Callable[[Reading], Value]:
    return lambda reading: int(not isinstance(reading.value(name), Unknown))


def _own_limits(rules: RuleBook, names: tuple[str, ...]) -> None:
    """The limits that only this benefit has are part of what the rule reads."""
    for name in names[:-1]:
        plain = name.replace(".", "_")
        published = rules.param(f"has_{plain}", "本项自己的金融资产限额", name, _is_published(name))
        rules.let(f"own_{plain}", published == 1, "有本项自己的金融资产限额")


def _financial(things: _Owned, standard: Expr, n: Expr, names: tuple[str, ...]) -> None:
    rules, article = things.rules, things.article
    _own_limits(rules, names)
    months, amount, per_person = (
        rules.param(f"financial_{key}", label, names[-1], _financial_limit(key, names))
        for key, label in (
            ("months", "金融资产限额（月标准倍数）"),
            ("amount", "金融资产限额"),
            ("per_person", "按人计算"),
        )
    )
    kinds = rules.param("financial_kinds", "金融资产的种类", names[-1], _financial_kinds(names))
    owned = rules.let(
        "financial",
        total(where(lookup(kinds, things.kind, 0) == 1, things.fen, 0), "household"),
        "金融资产",
        article,
        FEN,
    )
    by_months = where(months == 0, 0, divide(standard * months, BASIS_POINTS, "half_up"))
    heads = where(per_person == 1, most(n, 1), 1)
    # Who owns nothing needs no limit, and who has not said what he owns is asked that first.
    limit = rules.let("financial_limit", where(owned == 0, 0, (by_months + amount) * heads), "金融资产限额", article)
    things.test(
        "assets_financial",
        (owned == 0) | (owned * FINE_PER_MONTHLY_FEN <= limit),
        "金融资产 {financial} 元，没有超过规定",
        "金融资产 {financial} 元，超过限额 {financial_limit} 元",
        label="金融资产符合规定",
        parameter=names,
        left="financial",
        right="financial_limit",
    )


def _count(things: _Owned, name: str, mine: Expr, label: str, unit: str) -> None:
    rules, article = things.rules, things.article
    parameter = f"assets.{name}"

    def most_allowed(reading: Reading) -> Value:
        rule = reading.value(parameter)
        return UNKNOWN if rule is UNKNOWN else int(rule["max"])

    limit = rules.param(f"{name}_max", f"{label}限额", parameter, most_allowed)
    owned = rules.let(name, total(mine, "household"), f"{label}数", article, COUNT)
    allowed = rules.let(f"{name}_limit", where(owned == 0, 0, limit), f"{label}限额", article, COUNT)
    things.test(
        f"assets_{name}",
        (owned == 0) | (owned <= allowed),
        f"{label} {{{name}}} {unit}，没有超过规定",
        f"{label} {{{name}}} {unit}，超过规定的 {{{name}_limit}} {unit}",
        label=f"{label}符合规定",
        parameter=parameter,
        left=name,
        right=f"{name}_limit",
    )


def _value(things: _Owned, name: str, mine: Expr, label: str) -> None:
    """Where the place sets a limit on what they are worth together; where it does not, nobody need value them."""
    rules, article = things.rules, things.article
    parameter = f"assets.{name}"

    def read(reading: Reading) -> Value:
        rule = reading.value(parameter)
        if isinstance(rule, Unknown):
            return UNKNOWN
        return parse_yuan(rule["amount"]) if "amount" in rule else UNLIMITED

    limit = rules.param(f"{name}_worth_most", f"{label}价值限额", parameter, read)
    worth = total(where(mine & (limit != UNLIMITED), things.fen, 0), "household")
    owned = rules.let(f"{name}_worth", worth, f"{label}价值", article, FEN)
    capped = where(known(limit), limit != UNLIMITED, False)
    rules.let(
        f"{name}_worth_asked", capped & where(known(things.free), ~things.free, True), f"{label}价值有限额", article
    )
    allowed = rules.let(f"{name}_worth_limit", where(owned == 0, 0, limit), f"{label}价值限额", article, FEN)
    things.test(
        VALUE_TESTS[name],
        (owned == 0) | (owned <= allowed),
        f"{label}价值 {{{name}_worth}} 元，没有超过规定",
        f"{label}价值 {{{name}_worth}} 元，超过限额 {{{name}_worth_limit}} 元",
        label=f"{label}价值符合规定",
        parameter=parameter,
        left=f"{name}_worth",
        right=f"{name}_worth_limit",
        only_if=f"{name}_worth_asked",
    )
