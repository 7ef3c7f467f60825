"""assess: one question, the figures of its place, one answer. Pure: no clock, no database, nothing remembered."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from eligibility.core.answer import Answer
from eligibility.core.facts import BENEFITS
from eligibility.core.findings import Assessment, Missing, Outcome
from eligibility.core.parameters import Figures
from eligibility.core.question import Question
from eligibility.core.rules import RULES, rule_for
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


def _one(question: Question, figures: Figures) -> Assessment:
    if question.benefit not in RULES:
        return _unanswered(question, "policy", f"尚未公布 {question.benefit} 在 {question.area} 的规定，暂不能判断")
    try:
        book = rule_for(question.benefit, question.on, alone=question.application.single_person)
    except NotInForce as reason:
        return _unanswered(question, "on", str(reason))
    answer = Answer(book, question, figures).assessment()
    return _with_hint(answer, question, figures)


def _with_hint(answer: Assessment, question: Question, figures: Figures) -> Assessment:
    """Nobody who may apply alone is sent away without being told so (P83 一（一）: 应保尽保)."""
    if question.benefit != "dibao" or question.application.single_person or answer.outcome != "no":
        return answer
    alone = replace(question, application=replace(question.application, single_person=True))
    if _one(alone, figures).outcome != "yes":
        return answer
    return replace(answer, warnings=(*answer.warnings, APPLY_ALONE))


APPLY_ALONE = "整户不符合低保条件，但申请人符合单人保条件，可以改按单人保申请"


def _unanswered(question: Question, path: str, text: str) -> Assessment:
    return Assessment(question.id, question.benefit, "unknown", missing=(Missing(path, text),))


def _screen(question: Question, figures: Figures) -> Assessment:
    """Every benefit at once; yes when there is one to be had, no only when there is certainly none."""
    answers = tuple(_one(replace(question, benefit=benefit), figures) for benefit in SCREENED)
    outcomes = {answer.outcome for answer in answers}
    outcome: Outcome = "yes" if "yes" in outcomes else "unknown" if "unknown" in outcomes else "no"
    missing = tuple(each for answer in answers for each in answer.missing) if outcome == "unknown" else ()
    return Assessment(question.id, "screen", outcome, missing=tuple(dict.fromkeys(missing)), answers=answers)
