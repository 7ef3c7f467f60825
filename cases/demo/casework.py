"""Open cases at every step of the table of moves: each goes its way day by day through the services that the screens use."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from io import BytesIO
from typing import Any

import xlsxwriter
from django.utils import timezone

from cases.applications import routes, services
from cases.applications.models import Application
from cases.applications.services import Ask
from cases.demo.applicants import STEPS, WAY, Asker
from cases.demo.county import COUNTY
from cases.households import services as households
from cases.households.models import Household, Member
from cases.matching.gateways.spreadsheet import HEADER, number_of
from cases.matching.models import Enquiry
from cases.staff.models import Post, Role


class Stuck(Exception):
    """A step that the demo counts on was refused; the text says which, and why."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The officers of one township."""

    first: Post
    second: Post
    head: Post


@dataclass(slots=True)
class Agenda:
    """What happens when, up to today; done in the order of time, as it would have been."""

    today: date
    acts: list[tuple[datetime, int, Callable[[datetime], None]]] = field(default_factory=list)

    def on(self, day: date, hour: int, act: Callable[[datetime], None], *, any_day: bool = False) -> None:
        """Put an act on a day. People do a weekend's act on Monday, or on the Friday before when Monday is yet to come."""
        worked = day if any_day or day.weekday() < 5 else day + timedelta(days=7 - day.weekday())
        if worked > self.today >= day:
            worked = day - timedelta(days=day.weekday() - 4)
        self.acts.append((timezone.make_aware(datetime.combine(worked, time(hour))), len(self.acts), act))

    def run(self) -> None:
        """Do everything up to today's opening hour, whatever was put before or after."""
        until = timezone.make_aware(datetime.combine(self.today, time(8)))
        for at, _, act in sorted(self.acts, key=lambda entry: entry[:2]):
            if at <= until:
                act(at)


class Casework:
    """Puts every case's acts on the agenda and does them."""

    def __init__(self, posts: dict[str, Post], applicants: list[Asker], today: date) -> None:
        self.askers = applicants
        self.agenda = Agenda(today)
        self.county, self.reviewer = [post for post in posts.values() if post.role == Role.COUNTY_APPROVER][:2]
        self.desks = _desks(posts)
        numbers = [one.key for one in applicants]
        self.households = {row.number: row for row in Household.objects.filter(number__in=numbers)}

    def run(self) -> None:
        """Everything that would have happened by this morning."""
        for one in self.askers:
            self._plan(one)
        for day in sorted({one.start for one in self.askers}):
            self.agenda.on(day + timedelta(days=WAY["check"]), 8, self._registers_answer, any_day=True)
            for later in range(WAY["notice"] + 8, WAY["end_notice"] + 1):  # each night, as the timetable has it
                self.agenda.on(day + timedelta(days=later), 1, self._end_notices, any_day=True)
        self.agenda.run()

    def _plan(self, one: Asker) -> None:
        last = STEPS.index(one.wish.upto)
        own = {
            "open": self._open,
            "accept": self._accept,
            "visit": self._visit,
            "opinion": self._opinion,
            "notice": self._notice,
        }
        for place, step in enumerate(STEPS[: last + 1]):
            if step in own:
                self._put(one, one.start + timedelta(days=WAY[step]), own[step], 8 + place)
        if one.wish.then:
            following = _THEN[one.wish.then]
            self._put(one, one.start + timedelta(days=WAY[one.wish.upto] + 1), partial(following, self), 15)

    def _put(self, one: Asker, day: date, act: Callable[[Asker, datetime], None], hour: int) -> None:
        urgent = one.wish.benefit.endswith(":emergency")
        self.agenda.on(day, hour + 8 * urgent, partial(act, one), any_day=urgent)

    def _desk(self, one: Asker) -> Desk:
        return self.desks[one.place.township]

    # --- the way ---

    def _open(self, one: Asker, at: datetime) -> None:
        household, officer = self.households[one.key], self._desk(one).first
        benefit, _, kind = one.wish.benefit.partition(":")
        relief = (
            {"cause": "illness", "amount_requested_fen": 300_000, "reason": "突发重病，住院押金无着"} if kind else {}
        )
        asked = services.open_intake(household, benefits=[Ask(benefit, kind, **relief)], actor=officer, at=at)  # type: ignore[arg-type]
        one.case = _done(asked, one, "open")[0]
        if one.wish.upto == "open":
            return
        for member in Member.objects.filter(household=household).order_by("pk"):
            signed = households.record_consent(member, signed_on=timezone.localdate(at), actor=officer, at=at)
            _done(signed, one, "consent")

    def _accept(self, one: Asker, at: datetime) -> None:
        self._do(one, services.accept, self._desk(one).second, at)

    def _registers_answer(self, at: datetime) -> None:
        """One file comes back for everybody who was asked; for some it knows of a wage nobody declared."""
        checked = {
            one.case.pk: one for one in self.askers if one.case and STEPS.index(one.wish.upto) >= STEPS.index("check")
        }
        rows = Enquiry.objects.filter(subject_id__in=checked, answered_at__isnull=True, asked_at__lt=at)
        waiting = list(rows.select_related("member").order_by("pk"))
        if waiting:
            lines = [_answer(row, checked[row.subject_id].wish.then == "difference") for row in waiting]
            taken = services.take_back(_file(lines), f"核对返回{at:%m%d}.xlsx", self.county, at)
            if not taken or taken.bad:  # type: ignore[union-attr]
                raise Stuck(f"核对返回：{taken}")

    def _visit(self, one: Asker, at: datetime) -> None:
        desk = self._desk(one)
        answer = services.record_visit(
            self._case(one), first=desk.first.officer, second=desk.second.officer, visited_on=timezone.localdate(at),
            place=self.households[one.key].address, present="户主", findings="住房一处，室内陈设简单，与申报相符",
            agrees=True, actor=desk.first, at=at,
        )  # fmt: skip
        _done(answer, one, "visit")

    def _opinion(self, one: Asker, at: datetime) -> None:
        if routes.has_step(self._case(one), "appraisal"):
            self._appraise(one, at - timedelta(hours=2))
        self._do(one, services.give_opinion, self._desk(one).first, at, text="入户和核对情况与申报相符，建议给予")

    def _notice(self, one: Asker, at: datetime) -> None:
        posted = {"posted_on": timezone.localdate(at), "place": f"{one.place.name}村务公开栏"}
        self._do(one, services.post_notice, self._desk(one).first, at, **posted)

    def _end_notices(self, at: datetime) -> None:
        services.end_notices(COUNTY, on=timezone.localdate(at), at=at)

    # --- what follows for some ---

    def _tell_gaps(self, one: Asker, at: datetime) -> None:
        lines = ["全体成员签字的核对授权书", "近一年的住院费用结算单"]
        self._do(one, services.tell_gaps, self._desk(one).first, at, lines=lines)

    def _appraise(self, one: Asker, at: datetime) -> None:
        self._do(one, services.hold_appraisal, self._desk(one).first, at)

    def _advise_refusal(self, one: Asker, at: datetime) -> None:
        self._do(one, services.advise_refusal, self._desk(one).first, at, text="家庭月人均收入高于低保标准")

    def _decider(self, one: Asker) -> Post:
        return self._desk(one).head if self._case(one).decision_level == "township" else self.county

    def _review(self, one: Asker, at: datetime) -> None:
        self._do(one, services.review, self.reviewer, at)

    def _grant(self, one: Asker, at: datetime) -> None:
        if self._case(one).state == "review":
            self._review(one, at - timedelta(hours=2))
        self._do(one, services.grant, self._decider(one), at, note="同意")

    def _refuse(self, one: Asker, at: datetime) -> None:
        self._advise_refusal(one, at - timedelta(hours=2))
        answer = services.refuse_application(
            self._case(one),
            actor=self._decider(one),
            at=at,
            expected=None,
            codes=["conditions"],
            note="家庭月人均收入高于低保标准",
        )
        _done(answer, one, "refuse")

    def _send_back(self, one: Asker, at: datetime) -> None:
        self._do(one, services.send_back, self._decider(one), at, lines=["补充残疾证复印件"])

    def _order_visit(self, one: Asker, at: datetime) -> None:
        self._do(one, services.order_visit, self._decider(one), at, note="自理能力评估与入户记录不一致，请再入户")

    def _object(self, one: Asker, at: datetime) -> None:
        told = {"text": "有村民反映其子在县城经商", "by_whom": "村民"}
        self._do(one, services.register_objection, self._desk(one).first, at, **told)

    def _grant_first(self, one: Asker, at: datetime) -> None:
        self._do(one, services.grant_first, self._desk(one).head, at, amount_fen=300_000, note="突发重病，先行救助")

    def _withdraw(self, one: Asker, at: datetime) -> None:
        self._do(one, services.withdraw, self._desk(one).first, at, note="子女接走赡养，本人撤回")

    def _terminate(self, one: Asker, at: datetime) -> None:
        self._do(one, services.terminate, self._desk(one).head, at, note="两次入户均拒绝配合调查")

    def _case(self, one: Asker) -> Application:
        if one.case is None:
            raise Stuck(f"{one.key} has no case yet")
        one.case.refresh_from_db()
        return one.case

    def _do(self, one: Asker, act: Callable[..., Any], actor: Post, at: datetime, **more: Any) -> None:
        _done(act(self._case(one), actor=actor, at=at, expected=None, **more), one, act.__name__)


_THEN: dict[str, Callable[[Casework, Asker, datetime], None]] = {
    "gaps": Casework._tell_gaps,
    "difference": lambda _work, _one, _at: None,  # it waits for somebody's judgement
    "appraisal": Casework._appraise,
    "advise_refusal": Casework._advise_refusal,
    "review": Casework._review,
    "grant": Casework._grant,
    "refuse": Casework._refuse,
    "send_back": Casework._send_back,
    "order_visit": Casework._order_visit,
    "object": Casework._object,
    "grant_first": Casework._grant_first,
    "withdraw": Casework._withdraw,
    "terminate": Casework._terminate,
}


def _done(answer: Any, one: Asker, what: str) -> Any:
    """The answer, or Stuck: the demo's own cases are never refused."""
    if not answer:
        raise Stuck(f"{one.key} {one.wish.benefit} {what}：{answer}")
    return answer


def _desks(posts: dict[str, Post]) -> dict[str, Desk]:
    by_place: dict[str, dict[str, list[Post]]] = {}
    for post in posts.values():
        by_place.setdefault(post.area_code, {}).setdefault(post.role, []).append(post)
    return {
        place: Desk(roles[Role.TOWNSHIP_OFFICER][0], roles[Role.TOWNSHIP_OFFICER][1], roles[Role.TOWNSHIP_HEAD][0])
        for place, roles in by_place.items()
        if Role.TOWNSHIP_HEAD in roles
    }


def _answer(row: Enquiry, differs: bool) -> list[str]:
    head = [number_of(row.pk), row.member.name, "", "", ""]
    if differs and row.member.relation == "self":
        return [*head, "务工收入", "850", "每月", "县人社局", "工伤保险参保工资"]
    return [*head, "无", "", "", "县大数据局", ""]


def _file(lines: list[list[str]]) -> bytes:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("核对")
        for number, line in enumerate([list(HEADER), *lines]):
            for place, cell in enumerate(line):
                sheet.write_string(number, place, cell)
    return out.getvalue()
