"""Whether what the household owns stays inside the place's rule (L57 art.14)."""

from collections.abc import Callable

from eligibility.core import local_assets
from eligibility.core.binding import Reading
from eligibility.core.facts import ASSET_KINDS, FINANCIAL_ASSETS, UNKNOWN, Unknown
from eligibility.core.fields import NO_TEXT, Value, text_number
from eligibility.core.graph import (
    COUNT,
    FEN,
    Expr,
    RuleBook,
    Table,
    any_of,
    divide,
    known,
    lookup,
    most,
    one_of,
    total,
    where,
    wrap,
)
from eligibility.core.household import Members
from eligibility.core.labour import ill
from eligibility.core.local_assets import NO_RULE
from eligibility.core.money import BASIS_POINTS, FINE_PER_MONTHLY_FEN, parse_basis_points, parse_yuan
from eligibility.core.owned import Owned, Rule, names_of, published

KINDS_OF = {
    "financial": FINANCIAL_ASSETS,
    "vehicles": ("vehicle",),
    "houses": ("house", "shop"),
    "business": ("business",),
}
SUMS = ("amount", "months_of_standard")  # a limit in yuan is one of these
SICK = "if_serious_illness"


def inside_rule(
    rules: RuleBook,
    standard: Expr,
    people: Members,
    article: str,
    *,
    unless: Expr | None = None,
    first: tuple[str, ...] = (),
    financial_or: Expr | None = None,
) -> None:
    """The tests of property; what the household does not own needs no limit to pass.

    Benefits named in `first` have parameters of their own: the first that the place has published is the limit.
    `financial_or` is another way to pass the limit on financial assets, which says so itself (`ordinary_way`).
    """
    n, free = people.n, wrap(False) if unless is None else unless
    rules.let("property_asked", where(known(free), ~free, True), "须核对财产", article)
    fen = rules.input("asset", "fen", "财产价值", "amount")
    kind = rules.input("asset", "kind", "财产类别", "kind")
    exempt = rules.let("exempt", _exempt(rules, kind, first), "属于规定的豁免情形（1 是）", article, COUNT)
    owned = Owned(rules, article, kind, where(exempt == 1, 0, fen), exempt, free, first)
    left_out = rules.let("asset_left_out", exempt == 1, "豁免的财产", article)
    rules.note("asset_exempt", left_out, "{kind}属于规定的豁免情形，不计入财产", article=article)
    _own_limits(owned)
    _financial(owned, standard, people, financial_or)
    homes = owned.of_kind("house") | (owned.of_kind("shop") & ~local_assets.shops_apart(owned))
    vehicles, passed = owned.of_kind("vehicle"), local_assets.passed_vehicles(owned)
    _count(owned, "houses", homes, "住房", "套", more=local_assets.more_if_small(owned))
    _count(owned, "vehicles", vehicles, "机动车", "辆", but=passed)
    _count(owned, "business", owned.of_kind("business"), "经营主体", "个")
    _value(owned, "vehicles", vehicles, "机动车价值", "assets_vehicles_value", standard, n, but=passed)
    _value(owned, "business", owned.of_kind("business"), "经营主体价值", "assets_business_capital", standard, n)
    local_assets.tests(owned, n)


def _reasons(names: tuple[str, ...]) -> Callable[[Reading], Value | Table]:
    """The reasons a rule names for leaving a thing out; a benefit whose own rule names none keeps those of the others."""

    def read(reading: Reading) -> Value | Table:
        rules = [rule for rule in map(reading.value, names) if not isinstance(rule, Unknown)]
        if not rules:
            return UNKNOWN
        named = next((rule["exempt"] for rule in rules if "exempt" in rule), ())
        return {text_number(each): 1 for each in named}

    return read


def _exempt(rules: RuleBook, kind: Expr, first: tuple[str, ...]) -> Expr:
    """Whether the place's rule names the reason given for leaving this thing out; without a reason it counts."""
    reason = rules.input("asset", "exempt_reason", "财产豁免事由", "exempt_reason")
    named: Expr = wrap(0)
    for what, kinds in KINDS_OF.items():
        names = names_of(what, first)
        reasons = rules.param(f"exempt_{kinds[0]}", "财产豁免情形", names[-1], _reasons(names))
        of_rule = one_of(kind, tuple(ASSET_KINDS.index(each) for each in kinds))
        named = where(of_rule, lookup(reasons, reason, 0), named)
    return where(reason == NO_TEXT, 0, named)


def _own_limits(things: Owned) -> None:
    """The limits that only this benefit has are part of what the rule reads."""
    for name in (name for what in KINDS_OF for name in things.names(what)[:-1]):
        plain = name.replace(".", "_")
        own = things.rules.param(f"has_{plain}", "本项自己的财产限额", name, _is_published(name))
        things.rules.let(f"own_{plain}", own == 1, "有本项自己的财产限额", only_if=f"own_{plain}")


def _is_published(name: str) -> Callable[[Reading], Value]:
    return lambda reading: int(not isinstance(reading.value(name), Unknown))


# --- limits in yuan ---


def _whole(rule: Rule) -> Rule:
    return rule


def _limit_in_yuan(
    things: Owned,
    what: str,
    prefix: str,
    label: str,
    standard: Expr,
    n: Expr,
    of: Callable[[Rule], Rule] = _whole,
    otherwise: Value = UNKNOWN,
) -> Expr:
    """So many months of the standard, or a sum; by heads or for the household. It stands in the rule, or in a part `of` it."""
    months, amount, per_person = (
        things.figure(what, f"{prefix}_{key}", words, _read_of(of, read), otherwise)
        for key, words, read in (
            ("months", f"{label}限额（月标准倍数）", _months),
            ("amount", f"{label}限额", _amount),
            ("per_person", "按人计算", _per_person),
        )
    )
    by_months = where(months == 0, 0, divide(standard * months, BASIS_POINTS, "half_up"))
    return (by_months + amount) * where(per_person == 1, most(n, 1), 1)


def _read_of(of: Callable[[Rule], Rule], read: Callable[[Rule], int]) -> Callable[[Rule], Value]:
    return lambda rule: read(of(rule))


def _months(rule: Rule) -> int:
    return parse_basis_points(str(rule["months_of_standard"])) if "months_of_standard" in rule else 0


def _amount(rule: Rule) -> int:
    return parse_yuan(rule["amount"]) * FINE_PER_MONTHLY_FEN if "amount" in rule else 0


def _per_person(rule: Rule) -> int:
    return int(rule.get("per") == "person")


def _financial_kinds(names: tuple[str, ...]) -> Callable[[Reading], Table]:
    """What counts as a financial asset: all of it, unless the place names some kinds."""

    def read(reading: Reading) -> Table:
        rule = published(reading, names)
        named = FINANCIAL_ASSETS if isinstance(rule, Unknown) else rule.get("kinds", FINANCIAL_ASSETS)
        return {ASSET_KINDS.index(each): 1 for each in named}

    return read


def _financial(things: Owned, standard: Expr, people: Members, otherwise: Expr | None) -> None:
    rules, article, names = things.rules, things.article, things.names("financial")
    kinds = rules.param("financial_kinds", "金融资产的种类", names[-1], _financial_kinds(names))
    of_kinds = where(lookup(kinds, things.kind, 0) == 1, things.fen, 0)
    owned = rules.let("financial", total(of_kinds, "household"), "金融资产", article, FEN)
    usual = _limit_in_yuan(things, "financial", "financial", "金融资产", standard, people.n)
    limited = _higher_with_illness(things, owned * FINE_PER_MONTHLY_FEN, usual, standard, people)
    # Who owns nothing needs no limit, and who has not said what he owns is asked that first.
    limit = rules.let("financial_limit", where(owned == 0, 0, limited), "金融资产限额", article)
    within = (owned == 0) | (owned * FINE_PER_MONTHLY_FEN <= limit)
    things.test(
        "assets_financial",
        within if otherwise is None else within | otherwise,
        "金融资产 {financial} 元，没有超过规定",
        "金融资产 {financial} 元，超过限额 {financial_limit} 元",
        label="金融资产符合规定",
        parameter=names,
        left="financial",
        right="financial_limit",
        only_if="property_asked" if otherwise is None else "ordinary_way",
    )


def _higher_with_illness(things: Owned, owned: Expr, usual: Expr, standard: Expr, people: Members) -> Expr:
    """The limit, or the place's higher one where a member is gravely ill; asked only of who lies between the two."""
    rules, article = things.rules, things.article
    has_form = things.figure("financial", "financial_ill", "有重病患者的另有限额", lambda rule: int(SICK in rule))
    higher = _limit_in_yuan(
        things,
        "financial",
        "financial_ill",
        "有重病患者时金融资产",
        standard,
        people.n,
        lambda rule: rule.get(SICK, {}),
        0,
    )
    between = (has_form == 1) & (owned > usual) & (owned <= higher)
    asked = things.asked("financial_ill_asked", between, "金融资产在一般限额和有重病患者的限额之间")
    sick = where(asked, any_of(people.counted & (ill(rules) == 1), "household"), False)
    holds = rules.let("financial_ill", sick, "家庭成员中有重病患者", article, only_if="financial_ill_asked")
    words = "家庭成员中有重病患者，金融资产限额提高到 {financial_limit} 元"
    rules.note("financial_ill", holds, words, article=article, parameter=things.names("financial"))
    return where(holds, higher, usual)


def _value(
    things: Owned, what: str, mine: Expr, label: str, code: str, standard: Expr, n: Expr, *, but: Expr | None = None
) -> None:
    """Where the place sets a limit on what they are worth together; where it does not, nobody need value them."""
    rules, article, worth = things.rules, things.article, f"{what}_worth"
    capped = things.figure(what, f"{worth}_capped", f"{label}有限额", _has_sum, UNKNOWN)
    things.asked(f"{worth}_asked", where(known(capped), capped == 1, False), f"{label}有限额")
    whole = total(where(mine & (capped == 1), things.fen, 0), "household")
    counted = whole if but is None else total(where(mine & (capped == 1) & ~but, things.fen, 0), "household")
    owned = rules.let(worth, where(known(counted), counted, whole), label, article, FEN, only_if=f"{worth}_asked")
    limited = _limit_in_yuan(things, what, worth, label, standard, n)
    limit = rules.let(
        f"{worth}_limit", where(owned == 0, 0, limited), f"{label}限额", article, only_if=f"{worth}_asked"
    )
    within = (counted * FINE_PER_MONTHLY_FEN <= limit) | (whole * FINE_PER_MONTHLY_FEN <= limit)
    things.test(
        code,
        (owned == 0) | within,
        f"{label} {{{worth}}} 元，没有超过规定",
        f"{label} {{{worth}}} 元，超过限额 {{{worth}_limit}} 元",
        label=f"{label}符合规定",
        parameter=things.names(what),
        left=worth,
        right=f"{worth}_limit",
        only_if=f"{worth}_asked",
    )


def _has_sum(rule: Rule) -> int:
    return int(any(key in rule for key in SUMS))


# --- counts ---


def _count(
    things: Owned, what: str, mine: Expr, label: str, unit: str, *, but: Expr | None = None, more: Expr | None = None
) -> None:
    """How many there are; `but` is what a place does not count, `more` how many it allows on a further condition."""
    rules, article = things.rules, things.article
    limit = things.figure(what, f"{what}_max", f"{label}限额", lambda rule: int(rule.get("max", NO_RULE)), UNKNOWN)
    uncounted, limited, asked = _asked_to_count(things, what, label)
    whole = total(mine, "household")
    counted = whole if but is None else whole - total(but, "household")
    # Whether a thing passes is only asked where it would be one too many.
    owned = rules.let(what, where(known(counted), counted, whole), f"{label}数", article, COUNT)
    usual = limit if more is None else where(owned > limit, most(limit, more), limit)
    allowed = rules.let(
        f"{what}_limit", where(owned == 0, 0, usual), f"{label}限额", article, COUNT, only_if=limited.args[0]
    )
    things.test(
        f"assets_{what}",
        uncounted | (owned == 0) | (counted <= allowed) | (whole <= allowed),
        f"{label} {{{what}}} {unit}，没有超过规定",
        f"{label} {{{what}}} {unit}，超过规定的 {{{what}_limit}} {unit}",
        label=f"{label}符合规定",
        parameter=things.names(what),
        left=what,
        right=f"{what}_limit",
        only_if=asked.args[0],
    )


def _asked_to_count(things: Owned, what: str, label: str) -> tuple[Expr, Expr, Expr]:
    """Whether the place's rule limits no number, whether it limits one, and whether that is asked here; said only where it does not."""
    without = things.figure(what, f"{what}_uncounted", f"{label}不限数量", lambda rule: int("max" not in rule))
    hidden = f"{what}_uncounted"
    uncounted = things.rules.let(hidden, without == 1, f"{label}不限数量", things.article, only_if=hidden)
    limited = things.rules.let(f"{what}_limited", ~uncounted, f"{label}有数量限额", things.article, only_if=hidden)
    property_asked = Expr("var", ("property_asked",), truth=True)
    asked = limited & property_asked
    return (
        uncounted,
        limited,
        things.rules.let(f"{what}_count_asked", asked, f"须核对{label}数", things.article, only_if=hidden),
    )
