"""Asking other registers, taking their answers in, and judging where they differ from what the family declared."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.utils import timezone

from assistance.fields import opened
from assistance.outcome import Refused, refused
from cases.households import services as households
from cases.households.models import Asset, Fact, Household, Member
from cases.households.selectors import Family, families_on
from cases.households.services_facts import Measures
from cases.matching.counting import in_a_year
from cases.matching.gateways import spreadsheet
from cases.matching.gateways.spreadsheet import Answered, Asked, BadRow
from cases.matching.models import Discrepancy, Enquiry, ReturnFile
from cases.matching.selectors import UNSETTLED
from cases.matching.selectors import waiting as waiting_for
from cases.matching.vocabulary import ITEMS, VERDICTS, is_money
from cases.staff.models import Area, Post
from cases.workflow.journal import record

_MOST = 5000  # persons in one workbook
_AGREED = "一致"


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What became of a returned file: persons answered, items, items that differ, lines refused with their reason."""

    file: ReturnFile
    answered: int
    items: int
    differing: int
    bad: tuple[BadRow, ...]
    subjects: frozenset[tuple[str, int]]
    empty: int = 0  # lines that came back without an answer
    again: bool = False  # the same bytes had been taken in before; nothing was changed


def ask(
    subject_kind: str,
    subject_id: int,
    round_: int,
    household: Household,
    members: Iterable[Member],
    actor: Post | None,
    at: datetime,
) -> int:
    """Enquire about each member once a round of a case (民发〔2021〕57号 第十七条); how many enquiries the round has."""
    rows = [
        Enquiry(
            area_code=household.area_code,
            household=household,
            member=member,
            subject_kind=subject_kind,
            subject_id=subject_id,
            round=round_,
            asked_at=at,
            asked_by_id=actor.officer_id if actor else None,
        )
        for member in members
    ]
    Enquiry.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def export(post: Post, at: datetime) -> tuple[bytes, int]:
    """The workbook of everybody who waits for an answer, and how many; the act leaves a line with every number given out."""
    with transaction.atomic():
        rows = list(waiting_for(post).select_for_update(of=("self",)).prefetch_related("member__consents")[:_MOST])
        asked = [_asked(row) for row in rows]
        Enquiry.objects.filter(pk__in=[row.pk for row in rows]).update(exported_at=at)
        detail = {"enquiries": [row.pk for row in rows], "gateway": spreadsheet.NAME}
        record("export_enquiries", actor=post, at=at, area_code=post.area_code, kind="enquiry", detail=detail)
    return spreadsheet.written(asked), len(asked)


def _asked(row: Enquiry) -> Asked:
    signed = [consent.signed_on for consent in row.member.consents.all() if consent.voided_at is None]
    return Asked(
        enquiry_id=row.pk,
        name=row.member.name,
        id_number=opened(row.member, "id_number") if row.member.id_number else "",
        household=row.household.number,
        signed_on=max(signed).isoformat() if signed else "",
    )


def take_back(content: bytes, name: str, actor: Post, at: datetime) -> TakenBack | Refused:
    """Take a returned workbook in, person by person: a person with one bad line is left waiting; the same bytes change nothing."""
    digest = sha256(content).digest()
    if (known := ReturnFile.objects.filter(digest=digest).first()) is not None:
        return TakenBack(known, 0, 0, 0, (), frozenset(), again=True)
    try:
        good, bad, empty = spreadsheet.read(content)
    except spreadsheet.Unreadable as error:
        return refused("unreadable", str(error))
    try:
        with transaction.atomic():
            return replace(_take(good, bad, digest, name, actor, at), empty=empty)
    except IntegrityError as error:
        if "digest" not in str(error):
            raise
        return refused("taken_elsewhere", "这个文件已经在别处收过了，不用再传")


def _take(
    good: Sequence[Answered], bad: list[BadRow], digest: bytes, name: str, actor: Post, at: datetime
) -> TakenBack:
    file = ReturnFile.objects.create(
        area_code=actor.area_code,
        gateway=spreadsheet.NAME,
        digest=digest,
        name=name[-120:],
        rows=len(good) + len(bad),
        received_at=at,
        received_by_id=actor.officer_id,
    )
    by_enquiry: dict[int, list[Answered]] = defaultdict(list)
    for line in good:
        by_enquiry[line.enquiry_id].append(line)
    rows = Enquiry.objects.visible_to(actor).filter(pk__in=by_enquiry).select_related("member", "household")
    enquiries = {row.pk: row for row in rows.select_for_update(of=("self",)).order_by("pk")}
    spoilt = {line.enquiry_id for line in bad}
    for key, lines in by_enquiry.items():
        reason = _refusal(enquiries.get(key), lines, spoilt)
        if reason:
            bad += [BadRow(line.row, key, reason) for line in lines]
            enquiries.pop(key, None)
    items = _differences(enquiries, by_enquiry, at)
    Discrepancy.objects.bulk_create(items, batch_size=500)
    Enquiry.objects.filter(pk__in=enquiries).update(answered_at=at, answered_in=file)
    detail = {"file": file.pk, "answered": len(enquiries), "bad": len(bad)}
    record("take_back_enquiries", actor=actor, at=at, area_code=actor.area_code, subject=file, detail=detail)
    return TakenBack(
        file=file,
        answered=len(enquiries),
        items=len(items),
        differing=sum(not item.agrees for item in items),
        bad=tuple(sorted(bad, key=lambda line: line.row)),
        subjects=frozenset((row.subject_kind, row.subject_id) for row in enquiries.values()),
    )


def _refusal(enquiry: Enquiry | None, lines: Sequence[Answered], spoilt: set[int]) -> str:
    """Why the answer about one person cannot be taken."""
    if enquiry is None:
        return "没有这个核对编号，或者不在您的辖区"
    if enquiry.answered_at is not None:
        return "此人的核对结果已经收过，这一行没有再收"
    other = next((line.name for line in lines if line.name != enquiry.member.name), None)
    if other is not None:
        return f"姓名“{other}”与核对编号不符，这个编号是{enquiry.member.name}，看看是不是错行"
    if enquiry.pk in spoilt:
        return "此人另有一行填得不对，改好后一起收"
    return ""


def _differences(
    enquiries: dict[int, Enquiry], by_enquiry: dict[int, list[Answered]], at: datetime
) -> list[Discrepancy]:
    wanted = {row.household_id: row.household for row in enquiries.values()}
    families = families_on(wanted.values(), timezone.localtime(at).date())
    return [
        _difference(enquiry, families[enquiry.household_id], line)
        for key, enquiry in enquiries.items()
        for line in by_enquiry[key]
        if line.item
    ]


def _difference(enquiry: Enquiry, family: Family, line: Answered) -> Discrepancy:
    declared = declared_of(family, enquiry.member_id, line.item, line.per)
    agrees = declared == line.fen if is_money(line.item) else line.text == _AGREED
    return Discrepancy(
        area_code=enquiry.area_code,
        enquiry=enquiry,
        item=line.item,
        declared_fen=declared,
        returned_fen=line.fen,
        returned_per=line.per,
        text=line.text,
        source=line.source,
        agrees=agrees,
    )


def declared_of(family: Family, member_id: int, item: str, per: str) -> int | None:
    """What the family declared of an item, in the unit of the answer; None is "said nothing", 0 is "said there is none"."""
    area, _, kind = item.partition(":")
    if area == "asset":
        rows = [row for row in family.assets if row.kind == kind]
        if not rows:
            return 0 if family.household.assets_complete else None
        amounts = [row.amount_fen for row in rows]
        return None if None in amounts else sum(fen for fen in amounts if fen is not None)
    person = next((one for one in family.people if one.member.pk == member_id), None)
    if area != "income" or person is None:
        return None
    incomes = [row for row in person.incomes if row.kind == kind]
    if not incomes:
        return 0 if person.member.incomes_complete else None
    year = sum(in_a_year(row.amount_fen, row.per) for row in incomes)
    return year // 12 if per == "month" else year


def explain(difference: Discrepancy, text: str, *, actor: Post, at: datetime) -> Discrepancy | Refused:
    """The township says how a difference came about; whoever decides judges it."""
    if not text.strip():
        return refused("empty", "写明差异的原因和证明")
    with transaction.atomic():
        row = _locked(difference)
        if isinstance(refusal := _may_touch(row, actor), Refused):
            return refusal
        row.explanation = text.strip()[:300]
        row.save(update_fields=["explanation"])
        _journal("explain_difference", row, actor, at)
    return row


def judge(difference: Discrepancy, verdict: str, explanation: str, actor: Post, at: datetime) -> Discrepancy | Refused:
    """Settle a difference; what counts becomes a verified fact of the family in place of the declared one."""
    if verdict not in VERDICTS:
        return refused("verdict", f"选一项：{'、'.join(VERDICTS.values())}")
    with transaction.atomic():
        row = _locked(difference)
        if isinstance(refusal := _may_touch(row, actor), Refused):
            return refusal
        if verdict == Discrepancy.Verdict.COUNTED:
            written = _count(row, actor, at)
            if isinstance(written, Refused):
                transaction.set_rollback(True)
                return written
        row.verdict, row.judged_by, row.judged_at = verdict, actor.officer, at
        row.explanation = (explanation.strip() or row.explanation)[:300]
        row.save(update_fields=["verdict", "judged_by", "judged_at", "explanation"])
        _journal("judge_difference", row, actor, at)
    return row


def _locked(difference: Discrepancy) -> Discrepancy:
    rows = Discrepancy.objects.select_related("enquiry__member__household").select_for_update(of=("self",))
    row: Discrepancy = rows.get(pk=difference.pk)
    return row


def _may_touch(row: Discrepancy, actor: Post) -> Refused | None:
    if not Area(code=actor.area_code).covers(row.area_code):
        return refused("wrong_area", "这一项不在您的辖区")
    if row.agrees:
        return refused("agrees", f"“{ITEMS.get(row.item, row.item)}”核对一致，不用判断")
    if row.verdict not in UNSETTLED:
        words = VERDICTS.get(row.verdict, row.verdict)
        return refused("stale", f"这一项已由{row.judged_by}判断为“{words}”，请看过再办")
    return None


def _count(row: Discrepancy, actor: Post, at: datetime) -> Fact | Refused:
    """Write the returned figure as a verified fact and set the declared rows of the same kind aside."""
    if not is_money(row.item) or row.returned_fen is None:
        return refused(
            "not_money", f"“{ITEMS.get(row.item, row.item)}”不能计入收入或财产，请先改家庭资料，再选采信或核对有误"
        )
    member, household = row.enquiry.member, row.enquiry.household
    family = families_on([household], timezone.localtime(at).date())[household.pk]
    kind = row.item.partition(":")[2]
    standing: list[Fact] = [one for one in family.assets if one.kind == kind]
    if row.item.startswith("income:"):
        person = next((one for one in family.people if one.member.pk == member.pk), None)
        standing = [one for one in person.incomes if one.kind == kind] if person else []
    for fact in standing:
        voided = households.void(fact, reason="核对结果计入", actor=actor, at=at)
        if isinstance(voided, Refused):
            return voided
    proof = f"{row.source} {row.text}".strip()[:120]
    if row.item.startswith("asset:"):
        return households.record_asset(
            household, kind=kind, amount_fen=row.returned_fen, told=_measures(standing), source="verified", evidence=proof,
            actor=actor, at=at,
        )  # fmt: skip
    return households.record_income(
        member, kind=kind, amount_fen=row.returned_fen, per=row.returned_per, source="verified", evidence=proof,
        actor=actor, at=at,
    )  # fmt: skip


def _measures(declared: list[Fact]) -> Measures | None:
    """A single declared thing keeps its size and its day: the registers return what it is worth."""
    if len(declared) != 1 or not isinstance(declared[0], Asset):
        return None
    return Measures(**{name: getattr(declared[0], name) for name in Measures.__slots__})


def _journal(act: str, row: Discrepancy, actor: Post, at: datetime) -> None:
    enquiry = row.enquiry
    record(
        act,
        actor=actor,
        at=at,
        area_code=row.area_code,
        kind=enquiry.subject_kind,
        note=f"{enquiry.member.name}{ITEMS.get(row.item, row.item)}：{VERDICTS.get(row.verdict, '待判断')}",
        detail={"difference": row.pk, "case": enquiry.subject_id},
    )
