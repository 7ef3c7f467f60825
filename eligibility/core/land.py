"""Town or country of a destitute person, by his land and where he was moved to (L43 art.19).

Used where nobody told whether the family is of the town or the country; a told one stands, and is only spoken against.
"""

from datetime import date
from typing import Final

from eligibility.core.binding import Bound
from eligibility.core.facts import RELATIONS, SETTINGS, UNKNOWN
from eligibility.core.fields import day_number
from eligibility.core.graph import CODE, Expr, RuleBook, any_of, greatest, known, listed, where
from eligibility.core.household import day_of

ARTICLE = "民发〔2021〕43号 第十九条"
SINCE: Final = day_number(date(2021, 7, 1))
URBAN, RURAL = (SETTINGS.index(each) for each in ("urban", "rural"))
SELF = RELATIONS.index("self")
LABELS = {"land": "有无承包地或者集体经济收益", "relocated": "是否易地搬迁到城镇"}
NO_FIGURES: Final = Bound({}, {}, {}, ())  # the article leaves nothing to a place


def side(rules: RuleBook) -> Expr:
    """Moved to a town: of the town. Not moved, but with land or a share of the collective: of the country. Else unknown."""
    land, moved = (_of_applicant(rules, name) for name in LABELS)
    says = where(moved == 1, URBAN, where(land == 1, RURAL, UNKNOWN))
    return where(day_of(rules) >= SINCE, says, UNKNOWN)


def _of_applicant(rules: RuleBook, name: str) -> Expr:
    """1 or 0 of the applicant himself; unknown where he has not said, or nobody is known to be the applicant."""
    told = rules.input("member", name, LABELS[name], name)
    relation = rules.input("member", "relation", "与申请人关系", "relation")
    himself = where(known(relation), relation == SELF, False)
    is_there = where(listed("member"), any_of(himself, "household"), False)
    return where(is_there, greatest(where(himself, told, 0), "household"), UNKNOWN)


def _alone() -> RuleBook:
    rules = RuleBook("城乡", ARTICLE)
    rules.let("side", side(rules), "按土地和搬迁确定的城乡（0 城市，1 农村）", ARTICLE, CODE)
    return rules


SIDE: Final = _alone()  # asked before the figures are chosen, which hang on it


def say(rules: RuleBook) -> None:
    """Which standard the article gives, and that a told one is not it; who has told a part is asked for the rest."""
    told = rules.input("household", "setting", "城乡", "setting")
    land, moved = (_of_applicant(rules, name) for name in LABELS)
    rules.let("land_told", known(land) | known(moved), "说明了土地或者搬迁情况", ARTICLE, only_if="land_told")
    says = rules.let(
        "side", side(rules), "按土地和搬迁确定的城乡（0 城市，1 农村）", ARTICLE, CODE, only_if="land_told"
    )
    for code, by_article, as_told, text in (
        ("setting_by_land", RURAL, RURAL, "申请人有承包地或者参加农村集体经济收益分配，按农村标准供养"),
        ("setting_by_move", URBAN, URBAN, "申请人易地搬迁到城镇，按城市标准供养"),
        (
            "setting_against_land", RURAL, URBAN,
            "填报为城市，而申请人有承包地或者参加农村集体经济收益分配，没有搬迁到城镇，一般应按农村标准供养，请核对",
        ),
        ("setting_against_move", URBAN, RURAL, "填报为农村，而申请人易地搬迁到城镇，应按城市标准供养，请核对"),
    ):  # fmt: skip
        fits = (says == by_article) & (told == as_told)
        rules.note(
            code, rules.let(code, fits, "城乡与土地、搬迁情况", ARTICLE, only_if="land_told"), text, article=ARTICLE
        )
    partly = (known(land) | known(moved)) & ~(known(land) & known(moved)) & ~known(told)
    rules.ask(
        "side_open",
        rules.let(
            "side_open", where(partly, says >= 0, True), "城乡可以按土地和搬迁确定", ARTICLE, only_if="land_told"
        ),
        "没有填城乡类别；承包地、集体收益和搬迁情况只填了一部分，还不能据以确定",
        article=ARTICLE,
    )
