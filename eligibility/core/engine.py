"""assess: one question, the figures of its place, one answer. Pure: no clock, no database, nothing remembered."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from eligibility.core import land
from eligibility.core.answer import Answer
from eligibility.core.binding import Case
from eligibility.core.executors.scalar import run
from eligibility.core.facts import BENEFITS, SETTINGS, Unknown
from eligibility.core.findings import Assessment, Missing, Outcome
from eligibility.core.parameters import Figures
from eligibility.core.question import Question
from eligibility.core.rules import RULES, pays, rule_for
from eligibility.core.timeline import NotInForce

SCREENED = tuple(benefit for benefit in BENEFITS if benefit != "screen")


def assess(question: Question, figures_on: Callable[[date], Figures]) -> Assessment:
    """What the law answers. BadValue when the question's own `policy` holds what the registry does not take."""
    figures = figures_on(question.on)
    if question.policy:
        figures = figures.laid_over(question.policy)
    if question.benefit == "screen":
        return _screen(question, figures)
    return _one(question, figures)


def _one(told: Question, figures: Figures) -> Assessment:
    question = _placed(told)
    if question.benefit not in RULES:
        return _unanswered(question, "policy", f"{question.area} 尚未公布该项救助的规定，暂不能判断")
    asked = question.application
    in_grace = not isinstance(asked.grace_from, Unknown)
    try:
        book = rule_for(question.benefit, question.on, alone=asked.single_person, in_grace=in_grace, paid=pays(figures))
    except NotInForce as reason:
        return _unanswered(question, "on", str(reason))
    answer = Answer(book, question, figures).assessment()
    return _with_hint(answer, question, figures)


def _placed(question: Question) -> Question:
    """Town or country of a destitute person by his land, where nobody has told (L43 art.19): the figures hang on it."""
    members = question.household.members
    if question.benefit != "tekun" or not isinstance(question.setting, Unknown) or isinstance(members, Unknown):
        return question
    if all(isinstance(each.land, Unknown) and isinstance(each.relocated, Unknown) for each in members):
        return question
    side = run(land.SIDE, Case(question, land.NO_FIGURES))["side"]
    return question if isinstance(side, Unknown) else replace(question, setting=SETTINGS[side])


def _with_hint(answer: Assessment, question: Question, figures: Figures) -> Assessment:
    """Nobody is sent away without being told what else he may ask for (P83 一（一）: 应保尽保)."""
    if question.benefit != "dibao" or answer.outcome != "no":
        return answer
    hints = [words for words, other in _other_ways(question) if _one(other, figures).outcome == "yes"]
    if _left_for_work(answer, question) and figures.value("dibao.grace") is not None:
        hints.append(ASK_FOR_GRACE)
    return replace(answer, warnings=(*answer.warnings, *hints))


def _other_ways(question: Question) -> Iterator[tuple[str, Question]]:
    """The same family under another rule of the same benefit."""
    asked = question.application
    if not asked.single_person and isinstance(asked.grace_from, Unknown):
        yield APPLY_ALONE, replace(question, application=replace(asked, single_person=True))


def _left_for_work(answer: Assessment, question: Question) -> bool:
    """A household that draws dibao and fails by its income alone may be in its months of grace (L57 art.33)."""
    asked, receipts = question.application, question.household.receives
    if asked.single_person or isinstance(receipts, Unknown) or not isinstance(asked.grace_from, Unknown):
        return False
    fails = {finding.code for finding in answer.findings if finding.holds is False}
    return fails == {"income_below_standard"} and any(receipt.benefit == "dibao" for receipt in receipts)


APPLY_ALONE = "整户不符合低保条件，但申请人符合单人保条件，可以改按单人保申请"
ASK_FOR_GRACE = "家庭正在享受低保，如因就业增收，可以填写渐退期开始的日期和原因，按渐退期核定"


def _unanswered(question: Question, path: str, text: str) -> Assessment:
    return Assessment(question.id, question.benefit, "unknown", missing=(Missing(path, text),))


def _screen(question: Question, figures: Figures) -> Assessment:
    """Every benefit at once; yes when there is one to be had, no only when there is certainly none."""
    answers = tuple(_one(replace(question, benefit=benefit), figures) for benefit in SCREENED)
    outcomes = {answer.outcome for answer in answers}
    outcome: Outcome = "yes" if "yes" in outcomes else "unknown" if "unknown" in outcomes else "no"
    missing = tuple(each for answer in answers for each in answer.missing) if outcome == "unknown" else ()
    had = {answer.benefit for answer in answers if answer.outcome == "yes"}
    warnings = (ONE_OF_TWO,) if had >= {"dibao", "tekun"} else ()
    return Assessment(
        question.id, "screen", outcome, missing=tuple(dict.fromkeys(missing)), warnings=warnings, answers=answers
    )


ONE_OF_TWO = "低保和特困人员救助供养都符合条件，只能享受其中一项"
