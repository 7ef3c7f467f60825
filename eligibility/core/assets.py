"""Whether what the household owns stays inside the place's rule (L57 art.14)."""

from typing import Any

from eligibility.core.binding import Reading, basis_points
from eligibility.core.facts import ASSET_KINDS, FINANCIAL_ASSETS, UNKNOWN, Asset, Unknown
from eligibility.core.graph import COUNT, FEN, Expr, RuleBook, Value, divide, most, one_of, total, where
from eligibility.core.household import code
from eligibility.core.money import BASIS_POINTS, FINE_PER_MONTHLY_FEN

RULE_OF = {
    **dict.fromkeys(FINANCIAL_ASSETS, "assets.financial"),
    "vehicle": "assets.vehicles", "house": "assets.houses", "business": "assets.business",
}  # fmt: skip
COUNTED = (
    ("houses", "house", "住房", "套"),
    ("vehicles", "vehicle", "机动车", "辆"),
    ("business", "business", "经营主体", "个"),
)


def _exempt(asset: Asset, reading: Reading) -> Value:
    """Whether the place's rule names the reason given for leaving this thing out."""
    if asset.exempt_reason is None:
        return 0
    if isinstance(asset.kind, Unknown):
        return UNKNOWN
    rule = reading.value(RULE_OF[asset.kind])
    return UNKNOWN if rule is UNKNOWN else int(asset.exempt_reason in rule.get("exempt", ()))


def tests(rules: RuleBook, standard: Expr, n: Expr, article: str) -> None:
    """The four tests of property; what the household does not own needs no limit to pass."""
    kind = rules.input("asset", "kind", "财产类别", "kind", lambda a, _: code(ASSET_KINDS, a.kind))
    fen = rules.input("asset", "fen", "财产价值", "amount", lambda a, _: a.fen)
    exempt = rules.input("asset", "exempt", "财产豁免事由", "exempt_reason", _exempt)
    rules.note("asset_exempt", rules.let("asset_left_out", exempt == 1, "豁免的财产", article),
               "{path} 属于规定的豁免情形，不计入财产", article=article)  # fmt: skip
    _financial(rules, kind, where(exempt == 1, 0, fen), standard, n, article)
    for name, of_kind, label, unit in COUNTED:
        mine = (kind == ASSET_KINDS.index(of_kind)) & (exempt == 0)
        _count(rules, name, mine, label, unit, article)
    _business_value(rules, kind, where(exempt == 1, 0, fen), article)


def _financial(rules: RuleBook, kind: Expr, fen: Expr, standard: Expr, n: Expr, article: str) -> None:
    name = "assets.financial"

    def read(key: str) -> Any:
        def limit(reading: Reading) -> Value:
            rule = reading.value(name)
            if isinstance(rule, Unknown):
                return UNKNOWN
            if key == "per_person":
                return int(rule["per"] == "person")
            if key == "months":
                return basis_points(rule["months_of_standard"]) if "months_of_standard" in rule else 0
            return _fen(rule["amount"]) * FINE_PER_MONTHLY_FEN if "amount" in rule else 0

        return limit

    months = rules.param("financial_months", "金融资产限额（月标准倍数）", name, read("months"))
    amount = rules.param("financial_amount", "金融资产限额", name, read("amount"))
    per_person = rules.param("financial_per_person", "按人计算", name, read("per_person"))
    codes = tuple(ASSET_KINDS.index(each) for each in FINANCIAL_ASSETS)
    owned = rules.let("financial", total(where(one_of(kind, codes), fen, 0), "household"), "金融资产", article, FEN)
    by_months = where(months == 0, 0, divide(standard * months, BASIS_POINTS, "half_up"))
    heads = where(per_person == 1, most(n, 1), 1)
    limit = rules.let("financial_limit", (by_months + amount) * heads, "金融资产限额", article)
    rules.test(
        "assets_financial",
        (owned == 0) | (owned * FINE_PER_MONTHLY_FEN <= limit),
        "金融资产 {financial} 元，没有超过规定",
        "金融资产 {financial} 元，超过限额 {financial_limit} 元",
        label="金融资产符合规定",
        article=article,
        parameter=name,
        left="financial",
        right="financial_limit",
    )


def _fen(amount: str) -> int:
    return basis_points(amount) // (BASIS_POINTS // 100)


def _count(rules: RuleBook, name: str, mine: Expr, label: str, unit: str, article: str) -> None:
    parameter = f"assets.{name}"

    def most_allowed(reading: Reading) -> Value:
        rule = reading.value(parameter)
        return UNKNOWN if rule is UNKNOWN else int(rule["max"])

    limit = rules.param(f"{name}_max", f"{label}限额", parameter, most_allowed)
    owned = rules.let(name, total(mine, "household"), f"{label}数", article, COUNT)
    allowed = rules.let(f"{name}_limit", where(owned == 0, 0, limit), f"{label}限额", article, COUNT)
    rules.test(
        f"assets_{name}",
        (owned == 0) | (owned <= allowed),
        f"{label} {{{name}}} {unit}，没有超过规定",
        f"{label} {{{name}}} {unit}，超过规定的 {{{name}_limit}} {unit}",
        label=f"{label}符合规定",
        article=article,
        parameter=parameter,
        left=name,
        right=f"{name}_limit",
    )


def _business_value(rules: RuleBook, kind: Expr, fen: Expr, article: str) -> None:
    name = "assets.business"
    unlimited = -1

    def read(reading: Reading) -> Value:
        rule = reading.value(name)
        if isinstance(rule, Unknown):
            return UNKNOWN
        return _fen(rule["amount"]) if "amount" in rule else unlimited

    limit = rules.param("business_capital", "经营主体出资限额", name, read)
    is_business = kind == ASSET_KINDS.index("business")
    # Where the place sets no limit on the capital, its amount need not be known.
    capital = total(where(is_business & (limit != unlimited), fen, 0), "household")
    owned = rules.let("capital", capital, "经营主体出资额", article, FEN)
    allowed = rules.let("capital_limit", where(owned == 0, 0, limit), "经营主体出资限额", article, FEN)
    rules.test(
        "assets_business_capital",
        (owned == 0) | (owned <= allowed),
        "经营主体出资额 {capital} 元，没有超过规定",
        "经营主体出资额 {capital} 元，超过限额 {capital_limit} 元",
        label="经营主体出资额符合规定",
        article=article,
        parameter=name,
        left="capital",
        right="capital_limit",
    )
