"""Whether somebody outside the household who owes support is able to give it (L43 art.8)."""

from eligibility.core.binding import Reading
from eligibility.core.days import full_years
from eligibility.core.facts import STATUSES, UNKNOWN, Unknown
from eligibility.core.fields import NONE_OR_BENEFITS, Value
from eligibility.core.graph import FINE, Expr, RuleBook, fine, known, one_of, where
from eligibility.core.household import day_of
from eligibility.core.money import MONTHS, PERS

OLD_IN_DIBAO, OLD = 60, 70  # L43 art.8 (2), (3)
TEKUN, DIBAO = (NONE_OR_BENEFITS.index(each) for each in ("tekun", "dibao"))
GONE = tuple(STATUSES.index(each) for each in ("prison", "declared_missing"))
CEILING = "rigid.income_ceiling"


def ability(rules: RuleBook, article: str) -> Expr:
    """As the officer says; where he does not say but the obligor's circumstances are told, as the article says."""
    told = rules.input("obligor", "able", "义务人有无履行能力", "able")
    draws = rules.input("obligor", "receives", "义务人享受的救助（没有请写 none）", "receives")
    born = rules.input("obligor", "birth_date", "义务人出生日期", "birth_date")
    status = rules.input("obligor", "status", "义务人生活状态", "status")
    disabled = rules.input(
        "obligor", "severe_disability", "义务人是否重度残疾或三级智力、精神残疾", "severe_disability"
    )
    property_inside = rules.input("obligor", "property_inside", "义务人财产是否符合规定", "property_inside")
    years = full_years(born, day_of(rules))
    poor = (property_inside == 1) & _below_disposable(rules, article)
    unable = (
        (draws == TEKUN)
        | ((draws == DIBAO) & (years >= OLD_IN_DIBAO))
        | (((years >= OLD) | (disabled == 1)) & poor)
        | (one_of(status, GONE) & (property_inside == 1))
    )
    described = known(draws) | known(born) | known(status) | known(disabled)
    return where(known(told), told == 1, where(described, ~unable, told == 1))


def _below_disposable(rules: RuleBook, article: str) -> Expr:
    """The income of one person in the obligor's household below last year's disposable income of the place."""

    def read(reading: Reading) -> Value:
        published = reading.value(CEILING)
        return UNKNOWN if isinstance(published, Unknown) else reading.yearly(published)

    limit = rules.param("obligor_ceiling", "上年度人均可支配收入", CEILING, read)
    fen = rules.input("obligor", "income_fen", "义务人家庭收入", "income.amount")
    per = rules.input("obligor", "income_per", "义务人家庭收入的周期", "income.per")
    size = rules.input("obligor", "household_size", "义务人家庭人数", "household_size")
    year = fine(where(per == PERS.index("month"), fen * MONTHS, fen))
    income = rules.let("obligor_income", year, "义务人家庭收入", article, FINE)
    return income < limit * size
