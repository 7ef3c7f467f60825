"""The route a case was accepted on, as it is pinned there, and the clocks that run along it."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from cases.applications.models import Application
from cases.workflow.perform import Act, Clock
from eligibility import api as law

Json = dict[str, Any]
_OPINION, _NOTICE = "opinion", "notice"
# A special case may take longer (P83 四（一）): asked elsewhere than at the place of registration, objected to, hard to survey.
SPECIAL = {
    "elsewhere": "在户籍地以外申请",
    "separated": "人户分离",
    "objection": "公示有异议",
    "hard_survey": "调查核实困难",
}


def level_and_route(case: Application, amount_fen: int | None, on: date, persons: int) -> tuple[str, law.Route | None]:
    """Who decides this amount, and the steps of the place for that level."""
    kind = case.kind or None
    if (
        case.relative_flag
    ):  # a relative of staff is confirmed by the county, whoever else was given the power (L57 art.20)
        return "county", law.route_for(case.area_code, case.benefit, kind, on, level="county")
    answer = law.decider_for(case.area_code, case.benefit, kind, amount_fen, on, persons=persons)
    level = answer.level if amount_fen is not None or answer.allowed else None
    route = law.route_for(case.area_code, case.benefit, kind, on, level=level)
    return (level or (route.decides if route else None) or answer.level), route


def pinned(route: law.Route, accepted_at: datetime) -> Json:
    """The route as it is kept on the case, with the moment its clocks began."""
    return {**route.to_json(), "accepted_at": accepted_at.isoformat()}


def route_of(case: Application) -> law.Route | None:
    """The route pinned on a case."""
    return law.Route.from_json(case.route) if case.route else None


def accepted_at(case: Application) -> datetime | None:
    """When the clocks of a case began."""
    return datetime.fromisoformat(case.route["accepted_at"]) if case.route else None


def has_step(case: Application, code: str) -> bool:
    """Whether every case on this route takes a step; one that is taken only in some event does not count."""
    route = route_of(case)
    step = route.step(code) if route else None
    return step is not None and step.only_if is None


def has_notice(case: Application) -> bool:
    """Whether the case must be posted in the village: the place publishes a notice for it, or its route has the step."""
    route = route_of(case)
    return route is not None and (route.notice is not None or has_step(case, _NOTICE))


def offers(case: Application, do: str) -> bool:
    """Whether a move lies on the way of this case at all; what else is missing is said when it is tried."""
    appraised = has_step(case, "appraisal")
    on_the_way = {
        "hold_appraisal": appraised or case.round > 1,
        "give_opinion": not appraised or case.state == "appraisal",
        "post_notice": has_notice(case),
        "send_on": not has_notice(case) and not has_step(case, "review"),
        "grant_first": case.kind == "emergency",
    }
    return on_the_way.get(do, True)


def notice_days(case: Application) -> int | None:
    """How many days the notice hangs; None where nobody has published it."""
    route = route_of(case)
    if route is None:
        return None
    step = route.step(_NOTICE)
    return route.notice.days if route.notice else step.term.n if step and step.term else None


def last_notice_day(case: Application, posted_on: date, days: int) -> date:
    """The last day of a notice: the day after posting is day 1 unless the place counts the day itself (民法典 art.201)."""
    route = route_of(case)
    first_counts = route is not None and route.notice is not None and route.notice.first_day_counts
    return posted_on + timedelta(days=days - 1 if first_counts else days)


def clock(case: Application, act: Act) -> Clock:
    """When the step that begins now is due, and the whole procedure."""
    route, start = route_of(case), accepted_at(case)
    if route is None or start is None:
        return Clock(act.move.starts or "", None, None, provisional=False)
    total = _total(case, route, start)
    due = _step_due(case, route, start, act) or total
    if due is not None and total is not None and case.state != "notice":
        due = min(due, total, key=lambda each: each.at)
    return Clock(
        step=act.move.starts or "",
        step_due_at=due.at if due else None,
        due_at=total.at if total else None,
        provisional=bool((due and due.provisional) or (total and total.provisional)),
    )


def _total(case: Application, route: law.Route, start: datetime) -> law.Due | None:
    term = route.extended if case.extended and route.extended else route.total
    return law.due_on(start, term, case.area_code) if term else None


def _step_due(case: Application, route: law.Route, start: datetime, act: Act) -> law.Due | None:
    code = str(act.move.starts)
    if code == "notice":
        last = act.data.get("ends_on")
        return law.due_on(last - timedelta(days=1), law.Term(1, "day")) if last else None
    if code == "survey" and case.kind == "emergency":
        code = "relief" if route.step("relief") else "answer"
    elif code == "survey":  # the township's work up to its opinion is one clock
        code = _OPINION if _dated(route, _OPINION) else "survey"
    step = route.step(code)
    if step is None or step.term is None or step.bounds == "start":
        return None
    return law.due_on(start if step.since == "acceptance" else act.at, step.term, case.area_code)


def _dated(route: law.Route, code: str) -> bool:
    step = route.step(code)
    return step is not None and step.term is not None


def day_of(at: datetime) -> date:
    """The day of the law in which a moment lies."""
    return timezone.localtime(at).date()
