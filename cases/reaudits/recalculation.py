"""After a publication: every award it touches is weighed anew, month by month from the version's first one.

What the version alone raises is raised by itself, and the next payout run pays what the past months lacked. Nothing is cut,
and nobody's limit is stepped over, without a person: those awards get a re-audit that says why. An award of a taken-over
register whose amount was not the law's before the version is only listed: nobody here ever calculated it, and thousands of
re-audits at once would help no family. What was decided stays as it was decided: amounts are replaced, never edited.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from cases.assessments import anew
from cases.assessments import services as assessments
from cases.assessments.anew import Case, Holding
from cases.awards import services_many as awards
from cases.awards.models import Award
from cases.reaudits.models import Reaudit
from cases.reaudits.services import opened_for
from cases.staff.models import Area, Post
from cases.staff.scope import NATION, acting_in
from cases.workflow import batches, journal
from cases.workflow.batches import Chunk, Job, Stopped
from cases.workflow.models import BatchFailure, BatchRun, JournalLine
from cases.workflow.perform import open_many
from eligibility import api

KIND = "recalculate"
VERSION = "policyversion"  # the subject of journal lines about a version
CHUNK = 300  # families a transaction: a second of work that a killed worker has to do again
_TO_ANSWER = timedelta(days=30)
_WORDS: Mapping[api.Mark, str] = {
    api.Mark.CROSSES: "提高后超出现在确认的一级的权限，须由上一级确认",
    api.Mark.LOWERED: "按新规定金额降低，减发须复核确认",
    api.Mark.ENDS: "按新规定不再符合条件，停发须复核确认",
    api.Mark.UNCLEAR: "按新规定暂不能判断，须补齐情况",
    api.Mark.DIFFERS: "公布以前的登记金额就与规定不一致，须复核",
    api.Mark.APART: "由户主以外的成员申请，须逐户核算",
}


def reason_of(version_id: int) -> str:
    """How re-audits and changed amounts name the publication they follow from."""
    return f"standard:{version_id}"


# --- which versions are due ---


def start_due(now: datetime) -> int:
    """Begin what is due in every county: versions in the order in which they became law, one after another."""
    today = timezone.localdate(now)
    with acting_in(NATION):
        due = sorted(api.published_on_the_desk(today), key=_became_law)
        if not due:
            return 0
        counties = list(Area.objects.filter(level=Area.Level.COUNTY).order_by("code").values_list("code", flat=True))
        states = dict(BatchRun.objects.filter(kind=KIND).values_list("key", "state"))
    return sum(_start_next(county, due, states, now) for county in counties)


def _became_law(version: api.Version) -> tuple[date, datetime]:
    published = version.published_at
    if published is None:
        raise ValueError(f"version {version.id} is not published")
    return max(version.start, timezone.localdate(published)), published


def _start_next(county: str, due: Sequence[api.Version], states: Mapping[str, str], now: datetime) -> int:
    """The first version that has not been worked off here; it waits while the one before it is still running."""
    for version in due:
        if not api.holds_in(version, county) or not api.touched_benefits(version.values):
            continue
        state = states.get(key_of(version.id, county))
        if state == BatchRun.State.DONE:
            continue
        if state is None:
            with acting_in(county):
                _start(version, county, now)
            return 1
        return 0
    return 0


def _start(version: api.Version, county: str, now: datetime) -> BatchRun:
    arguments = {"version": version.id, "on": timezone.localdate(now).isoformat(), "tally": {}}
    return batches.start(
        KIND, key_of(version.id, county), area_code=county, arguments=arguments, actor=None, at=now
    )  # fmt: skip


def key_of(version_id: int, county: str) -> str:
    """One recalculation for a version and a county, for ever."""
    return f"{version_id}:{county}"


# --- the job ---


def _version_of(batch: BatchRun) -> api.Version:
    found = api.version(batch.arguments["version"])
    if found is None:
        raise Stopped("政策簿里没有这份政策")
    return found


def _prepare(batch: BatchRun, _at: datetime) -> int:
    version = _version_of(batch)
    held = Award.objects.within(batch.area_code).filter(
        state=Award.State.ACTIVE, benefit__in=api.touched_benefits(version.values)
    )
    return int(held.values("household").distinct().count())


def _step(batch: BatchRun, at: datetime) -> Chunk:
    version = _version_of(batch)
    benefits = api.touched_benefits(version.values)
    ids = anew.next_households(batch.area_code, benefits, after=batch.cursor, at_most=CHUNK)
    if not ids:
        return Chunk(None)
    list(Award.objects.select_for_update().filter(household__in=ids, benefit__in=benefits).order_by("pk"))
    held = anew.holdings(batch.area_code, ids, benefits)
    months = api.months_of(version.start, version.end, date.fromisoformat(batch.arguments["on"]))
    try:
        cases = anew.weighed(batch.area_code, [one for one in held if one.by_head], api.Laws(version), months)
    except OverflowError as bad:
        raise Stopped(str(bad)) from bad
    _raise(version, [case for case in cases if _rises(case)], at)
    _let_people_look(batch, version, _to_look_at(held, cases), at)
    _count(batch, cases)
    return Chunk(ids[-1], len(ids))


def _finish(batch: BatchRun, at: datetime) -> None:
    detail = {"done": batch.done, **batch.arguments["tally"]}
    journal.record(
        "recalculate_awards", actor=None, at=at, area_code=batch.area_code, kind=VERSION,
        subject_id=batch.arguments["version"], detail=detail,
    )  # fmt: skip


JOB = Job(KIND, _prepare, _step, _finish)


def _rises(case: Case) -> bool:
    return case.weighed.mark == api.Mark.RAISED and not case.holding.changes_after(case.weighed.months[-1].month)


def _raise(version: api.Version, cases: Sequence[Case], at: datetime) -> None:
    """Keep the answer of each month in which an amount changes, and write the amounts from there on."""
    stretches = [(case.holding, month) for case in cases for month in case.weighed.stretches()]
    kept = assessments.keep_all([_wanted(held, month) for held, month in stretches], at=at)
    amounts: dict[int, list[tuple[date, int, int]]] = {}
    for (held, month), answer in zip(stretches, kept, strict=True):
        if answer.amount_fen is None or answer.amount_fen != month.after.fen:
            raise Stopped(f"待遇 {held.id} 成批核算与逐户核算不一致，请先核查计算程序")
        amounts.setdefault(held.id, []).append((month.month, answer.amount_fen, answer.pk))
    changes = [awards.Change(pk, each) for pk, each in amounts.items()]
    refusal = awards.change_all(changes, reason=reason_of(version.id), at=at, detail={"version": version.id})
    if refusal is not None:
        raise Stopped(str(refusal))


def _wanted(held: Holding, month: api.Month) -> assessments.Wanted:
    wish = assessments.Wish(single_person=held.single, grade=held.grade or "")
    return assessments.Wanted(held.household, held.benefit, month.month, wish)


def _to_look_at(held: Iterable[Holding], cases: Iterable[Case]) -> list[tuple[Holding, api.Mark, str]]:
    """The awards that need a person, each with what is the matter."""
    found = [(one, api.Mark.APART, _WORDS[api.Mark.APART]) for one in held if not one.by_head]
    for case in cases:
        mark = case.weighed.mark
        if mark in _WORDS:
            found.append((case.holding, mark, f"{_WORDS[mark]}（{_amounts(case.weighed.months[-1])}）"))
        elif mark == api.Mark.RAISED and not _rises(case):
            found.append((case.holding, api.Mark.DIFFERS, "以后的月份已另定金额，须复核后一并调整"))
    return found


def _amounts(month: api.Month) -> str:
    said = {"yes": "符合", "no": "不符合", "unknown": "不能判断"}
    after = month.after
    new = f"{_yuan(after.fen)} 元" if after.outcome == "yes" and after.fen is not None else said[after.outcome]
    return f"{month.month.year}年{month.month.month}月登记 {_yuan(month.registered)} 元，新规定 {new}"


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


def _let_people_look(
    batch: BatchRun, version: api.Version, look: Sequence[tuple[Holding, api.Mark, str]], at: datetime
) -> None:
    """A re-audit for each award, except where the register of before was wrong already or one is open: those are listed."""
    ids = [held.id for held, _, _ in look]
    running = set(Reaudit.objects.filter(award__in=ids).exclude(state="closed").values_list("award_id", flat=True))
    before = set(Reaudit.objects.filter(award__in=ids, reason=reason_of(version.id)).values_list("award_id", flat=True))
    listed = {
        held.id: words
        for held, mark, words in look
        if (held.imported and mark == api.Mark.DIFFERS) or (held.id in running and held.id not in before)
    }
    batches.fail(batch, listed, at=at)
    due = timezone.localdate(at) + _TO_ANSWER
    wanted = {held.id: words for held, _, words in look if held.id not in listed and held.id not in before}
    found = Award.objects.filter(pk__in=wanted).order_by("pk")
    cases = [opened_for(award, reason=reason_of(version.id), due_on=due) for award in found]
    open_many(cases, at=at, notes=[wanted[case.award_id] for case in cases])


def _count(batch: BatchRun, cases: Sequence[Case]) -> None:
    """Add up what was done, by what happened, and the back-pay; written with the chunk."""
    tally = dict(batch.arguments["tally"])
    this = date.fromisoformat(batch.arguments["on"]).replace(day=1)
    for case in cases:
        mark = case.weighed.mark.value
        tally[mark] = tally.get(mark, 0) + 1
        if _rises(case):
            tally["monthly_fen"] = tally.get("monthly_fen", 0) + case.weighed.gain
            tally["back_pay_fen"] = tally.get("back_pay_fen", 0) + sum(case.weighed.back_pay(this).values())
    batch.arguments = {**batch.arguments, "tally": tally}


# --- reading ---


def runs_of(post: Post, version_id: int) -> "QuerySet[BatchRun]":
    """The recalculations of a version that the post sees, one for each county."""
    seen = BatchRun.objects.visible_to(post).filter(kind=KIND, arguments__version=version_id)
    return seen.order_by("area_code", "pk")


def raised_of(post: Post, version_id: int) -> "QuerySet[JournalLine]":
    """What was raised by itself, the latest first; each line names the award and its amounts."""
    lines: QuerySet[JournalLine] = JournalLine.objects.visible_to(post)
    return lines.filter(act="change_award", subject_kind="award", detail__version=version_id)


def looked_at(post: Post, version_id: int) -> "QuerySet[Reaudit]":
    """The re-audits that a version opened."""
    found: QuerySet[Reaudit] = Reaudit.objects.visible_to(post).filter(reason=reason_of(version_id))
    return found.select_related("household", "award")


def notes_of(ids: Iterable[int]) -> dict[int, str]:
    """Why each re-audit was opened, from the first line of its chain."""
    lines = JournalLine.objects.filter(subject_kind=Reaudit.MACHINE, subject_id__in=list(ids), seq=0)
    return dict(lines.values_list("subject_id", "note"))


def listed_of(post: Post, version_id: int) -> "QuerySet[BatchFailure]":
    """What was left as it is: the register was wrong already, or a re-audit was open."""
    return BatchFailure.objects.filter(run__in=runs_of(post, version_id))


def awards_named(post: Post, ids: Iterable[int]) -> dict[int, Award]:
    """The awards behind lines, with their families, in one query."""
    return {
        award.pk: award for award in Award.objects.visible_to(post).filter(pk__in=list(ids)).select_related("household")
    }


def try_again(run: BatchRun, *, at: datetime) -> BatchRun:
    """Take a stopped recalculation up where it stopped."""
    return batches.again(run, at=at)
