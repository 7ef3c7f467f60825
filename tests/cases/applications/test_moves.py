"""Every move of an application: when it is allowed, and in which words it is refused."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from assistance.outcome import Refused
from cases.applications import services
from cases.applications.models import Application, Decision, Gap, Notice, Objection, Opinion
from cases.applications.services import Ask
from cases.awards.models import Award
from cases.households import services as households
from cases.households.selectors import members_on
from cases.matching.models import Enquiry
from cases.staff.models import Relative
from cases.staff.scope import acting_in
from cases.workflow.models import JournalLine, OutboxMessage, Participation
from tests.cases.applications.steps import (
    DAY,
    NOW,
    accepted,
    checked,
    drafted,
    noticed,
    posted,
    proposed,
    ready,
    reasons,
    sign_and_bank,
    visited,
    whole,
)
from tests.cases.assessments.test_services import tell_the_rest, wang
from tests.people import COUNTY, Town

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("policies")]
LATER = NOW + timedelta(days=8)


@pytest.fixture(autouse=True)
def county(town: Town) -> Iterator[None]:
    with acting_in(COUNTY):
        yield


# --- acceptance ---


def test_a_draft_may_be_incomplete_and_acceptance_names_everything_that_is_missing(town: Town) -> None:
    case = drafted(wang(town), town.officer)
    answer = services.accept(case, actor=town.officer, at=NOW, expected=0)
    assert {"missing", "consent", "account"} <= reasons(answer)
    texts = str(answer)
    for words in ("李强：缺少核对授权书", "缺少发放账户", "李小雨"):
        assert words in texts
    case.refresh_from_db()
    assert (case.state, case.route, JournalLine.objects.filter(subject_kind="application").count()) == (
        "draft",
        None,
        1,
    )


def test_acceptance_pins_the_route_starts_the_clocks_and_asks_the_registers(town: Town) -> None:
    case = accepted(whole(town), town.officer)
    assert [step["step"] for step in case.route["steps"]] == [
        "accept",
        "survey",
        "check",
        "opinion",
        "notice",
        "decide",
    ]
    assert case.route["document"]
    assert case.decision_level == "township"
    assert timezone.localtime(case.step_due_at).date().isoformat() == "2026-11-12"  # opinion: 8 working days
    assert timezone.localtime(case.due_at).date().isoformat() == "2026-11-30"  # the whole: 20 working days
    assert Enquiry.objects.filter(subject_kind="application", subject_id=case.pk).count() == 3
    assert OutboxMessage.objects.filter(topic="acceptance").count() == 1


def test_what_was_told_as_missing_must_be_filled_first(town: Town) -> None:
    case = drafted(whole(town), town.officer)
    assert reasons(services.tell_gaps(case, actor=town.officer, at=NOW, expected=0, lines=[" "])) == {"no_reasons"}
    assert services.tell_gaps(case, actor=town.officer, at=NOW, expected=0, lines=["李强：离职证明"])
    assert reasons(services.accept(case, actor=town.officer, at=NOW, expected=1)) == {"gap"}
    services.fill_gap(Gap.objects.get(), actor=town.officer, at=NOW)
    assert services.accept(case, actor=town.officer, at=NOW, expected=1)


def test_the_same_benefit_is_not_asked_twice_at_once(town: Town) -> None:
    household = whole(town)
    drafted(household, town.officer)
    assert reasons(services.open_intake(household, benefits=[Ask("dibao")], actor=town.officer, at=NOW)) == {"running"}


def test_one_visit_asks_for_several_benefits(town: Town) -> None:
    asks = [Ask("dibao"), Ask("temporary_relief", "expenditure", cause="illness")]
    cases = services.open_intake(whole(town), benefits=asks, actor=town.officer, at=NOW)
    assert isinstance(cases, list)
    assert len({case.intake_id for case in cases}) == 1
    assert len({case.number for case in cases}) == 2


@pytest.mark.parametrize(
    ("ask", "code"),
    [
        (Ask("gold"), "benefit"),
        (Ask("temporary_relief"), "kind"),
        (Ask("dibao", "emergency"), "kind"),
        (Ask("dibao", basis="moon"), "basis"),
        (Ask("dibao", amount_requested_fen=-1), "amount"),
    ],
)
def test_an_impossible_wish_is_refused_in_words(town: Town, ask: Ask, code: str) -> None:
    assert code in reasons(services.open_intake(wang(town), benefits=[ask], actor=town.officer, at=NOW))


def test_a_relative_of_staff_is_flagged_and_goes_to_the_county(town: Town) -> None:
    household = whole(town)
    head = members_on(household, DAY)[0]
    Relative.objects.create(
        officer=town.third.officer,
        person_index=bytes(head.id_index or b""),
        name=head.name,
        relation="姐姐",
        recorded_at=NOW,
    )
    case = accepted(household, town.officer)
    assert (case.relative_flag, case.decision_level) == (True, "county")
    checked(case, town.officer)
    visited(case, town.officer, town.second)
    answer = services.give_opinion(case, actor=town.third, at=NOW, expected=None, text="符合")
    assert reasons(answer) == {"kin"}


# --- survey and opinion ---


def test_an_opinion_waits_for_the_visit_and_for_every_answer(town: Town) -> None:
    case = accepted(whole(town), town.officer)
    answer = services.give_opinion(case, actor=town.officer, at=NOW, expected=1, text="符合")
    assert reasons(answer) == {"no_visit", "not_answered"}
    checked(case, town.officer)
    visited(case, town.officer, town.second)
    assert services.give_opinion(case, actor=town.officer, at=NOW, expected=1, text="符合")
    opinion = Opinion.objects.get()
    assert (opinion.amount_fen, opinion.assessment_id) == (case.proposed_fen, case.assessment_id)
    assert opinion.assessment is not None
    assert opinion.assessment.figures


def test_an_opinion_waits_for_the_differences(town: Town) -> None:
    case = accepted(whole(town), town.officer)
    checked(case, town.officer, ("李强", "务工收入", "1850", "每月", "养老保险缴费"))
    visited(case, town.officer, town.second)
    assert reasons(services.give_opinion(case, actor=town.officer, at=NOW, expected=None, text="符合")) == {
        "differences"
    }


def test_a_visit_needs_two_different_officers(town: Town) -> None:
    case = accepted(whole(town), town.officer)
    answer = services.record_visit(
        case, first=town.officer.officer, second=town.officer.officer, visited_on=DAY, place="家", present="", findings="看了",
        agrees=True, actor=town.officer, at=NOW,
    )  # fmt: skip
    assert reasons(answer) == {"two"}


def test_both_visitors_have_handled_the_round(town: Town) -> None:
    case = accepted(whole(town), town.officer)
    visited(case, town.second, town.head)
    handled = set(Participation.objects.filter(subject_id=case.pk).values_list("officer__login", flat=True))
    assert handled == {"officer", "second", "head"}


# --- notice ---


def test_the_notice_runs_seven_days_from_the_day_after_posting_and_ends_by_the_daily_task(town: Town) -> None:
    case = accepted(whole(town), town.officer)
    proposed(case, town.officer, town.second)
    posted(case, town.officer)
    notice = Notice.objects.get()
    assert (notice.days, notice.ends_on) == (7, DAY + timedelta(days=7))
    last_day = NOW + timedelta(days=7)
    assert services.end_notices(COUNTY, on=last_day.date(), at=last_day) == 0
    assert services.end_notices(COUNTY, on=LATER.date(), at=LATER) == 1
    assert services.end_notices(COUNTY, on=LATER.date(), at=LATER) == 0
    case.refresh_from_db()
    assert case.state == "decision"
    assert case.step_due_at is not None


def test_a_notice_cannot_be_dated_back_before_its_opinion(town: Town) -> None:
    case = accepted(whole(town), town.officer)
    later = NOW + timedelta(days=9)
    proposed(case, town.officer, town.second, later)
    for back, code in ((9, "posted_on"), (1, "posted_on"), (-1, "posted_on")):
        day = later.date() - timedelta(days=back)
        answer = services.post_notice(
            case, actor=town.officer, at=later, expected=None, posted_on=day, place="村务公开栏"
        )
        assert reasons(answer) == {code}
    assert "公示不能倒填" in str(
        services.post_notice(case, actor=town.officer, at=later, expected=None, posted_on=DAY, place="村务公开栏")
    )
    posted(case, town.officer, later)


def test_an_objection_begins_a_new_round_with_a_new_survey_and_more_time(town: Town) -> None:
    case = accepted(whole(town), town.officer)
    before = case.due_at
    proposed(case, town.officer, town.second)
    posted(case, town.officer)
    assert services.register_objection(
        case, actor=town.officer, at=NOW, expected=None, text="有一辆货车", by_whom="村民"
    )
    assert (case.state, case.round, case.extended) == ("survey", 2, True)
    assert before is not None
    assert case.due_at is not None
    assert case.due_at > before
    assert Objection.objects.get().round == 1
    assert reasons(services.give_opinion(case, actor=town.officer, at=NOW, expected=None, text="符合")) == {"no_visit"}
    visited(case, town.officer, town.second)
    assert services.give_opinion(case, actor=town.officer, at=NOW, expected=None, text="货车已报废")
    assert Objection.objects.get().outcome == "货车已报废"


# --- decision ---


def test_a_grant_writes_decision_award_and_message_at_once(town: Town) -> None:
    case, at = ready(town, scope=COUNTY)
    assert services.grant(case, actor=town.head, at=at, expected=case.version)
    decision = Decision.objects.get()
    award = Award.objects.get(decision_id=decision.pk)
    assert decision.amount_fen == case.proposed_fen == award.periods.get().amount_fen
    assert (decision.first_month, award.period.lower) == (DAY.replace(month=12, day=1),) * 2
    assert decision.limit["level"] == "township"
    assert decision.document
    assert case.step_due_at is None
    assert OutboxMessage.objects.filter(topic="decision").count() == 1


def test_nobody_decides_who_handled_the_round(town: Town) -> None:
    case = accepted(whole(town), town.officer)
    checked(case, town.officer)
    visited(case, town.officer, town.head)
    assert services.give_opinion(case, actor=town.officer, at=NOW, expected=None, text="符合")
    posted(case, town.officer)
    at = noticed(case, COUNTY)
    assert reasons(services.grant(case, actor=town.head, at=at, expected=None)) == {"four_eyes"}
    assert not Decision.objects.exists()


def test_the_wrong_level_may_not_decide(town: Town) -> None:
    case, at = ready(town, scope=COUNTY)
    assert reasons(services.grant(case, actor=town.approver, at=at, expected=None)) == {"over_limit"}
    assert reasons(services.grant(case, actor=town.officer, at=at, expected=None)) == {"wrong_role"}
    assert reasons(services.grant(case, actor=town.outside_head, at=at, expected=None)) == {"wrong_area"}


def test_above_the_townships_limit_the_county_decides(town: Town) -> None:
    household = whole(town)
    for order, name in enumerate(("李一", "李二"), start=1):
        member = households.add_member(
            household, name=name, relation="child", id_number=_child(order), actor=town.officer, at=NOW
        )
        assert not isinstance(member, Refused), member
        households.record_consent(member, signed_on=DAY, actor=town.officer, at=NOW)
    tell_the_rest(town, household)
    household.refresh_from_db()
    case, at = ready(town, household, scope=COUNTY)
    assert case.decision_level == "county"
    assert reasons(services.grant(case, actor=town.head, at=at, expected=None)) == {"over_limit"}
    assert services.grant(case, actor=town.approver, at=at, expected=case.version)


def _child(order: int) -> str:
    from datetime import date

    from tests.cases.households.people import number

    return number(date(2012, 5, order), 40 + order)


def test_a_sum_that_has_moved_since_the_notice_is_not_granted(town: Town) -> None:
    case, at = ready(town, scope=COUNTY)
    husband = next(member for member in members_on(case.household, DAY) if member.name == "李强")
    households.record_income(husband, kind="wage", amount_fen=10_000, per="month", actor=town.officer, at=NOW)
    assert reasons(services.grant(case, actor=town.head, at=at, expected=None)) == {"amount_moved"}


def test_a_refusal_carries_reasons_articles_appeal_and_its_delivery_day(town: Town) -> None:
    case = accepted(whole(town), town.officer)
    husband = next(member for member in members_on(case.household, DAY) if member.name == "李强")
    households.record_income(husband, kind="wage", amount_fen=900_000, per="month", actor=town.officer, at=NOW)
    checked(case, town.officer)
    visited(case, town.officer, town.second)
    assert reasons(services.give_opinion(case, actor=town.officer, at=NOW, expected=None, text="x")) == {"not_eligible"}
    assert services.advise_refusal(case, actor=town.officer, at=NOW, expected=None, text="收入超过标准")
    decider = town.approver if case.decision_level == "county" else town.head
    named = {"actor": decider, "at": NOW, "expected": None, "note": "收入超过标准"}
    assert reasons(services.refuse_application(case, codes=[], **named)) == {"no_reasons"}  # type: ignore[arg-type]
    assert reasons(services.grant(case, actor=decider, at=NOW, expected=None)) >= {"not_eligible", "no_opinion"}
    assert services.refuse_application(case, codes=["conditions"], **named)  # type: ignore[arg-type]
    decision = Decision.objects.get()
    assert decision.reasons[0]["article"].startswith("民发〔2021〕57号")
    assert len(decision.reasons) > 1
    assert "60 日" in decision.appeal
    assert "6 个月" in decision.appeal
    assert decision.deliver_by is not None
    assert timezone.localtime(decision.deliver_by).date().isoformat() == "2026-11-05"
    assert not Award.objects.exists()


def test_who_sends_a_case_back_may_decide_it_when_it_returns(town: Town) -> None:
    case, at = ready(town, scope=COUNTY)
    assert services.send_back(case, actor=town.head, at=at, expected=None, codes=["papers"], lines=["李强：银行流水"])
    assert reasons(services.resubmit(case, actor=town.officer, at=at, expected=None)) == {"gap"}
    for gap in Gap.objects.all():
        services.fill_gap(gap, actor=town.officer, at=at)
    assert services.resubmit(case, actor=town.officer, at=at, expected=None)
    assert services.grant(case, actor=town.head, at=at, expected=None)


def test_an_ordered_visit_is_filled_by_going_there(town: Town) -> None:
    case, at = ready(town, scope=COUNTY)
    assert services.order_visit(case, actor=town.head, at=at, expected=None, note="看看货车")
    assert reasons(services.resubmit(case, actor=town.officer, at=at, expected=None)) == {"gap"}
    visited(case, town.officer, town.second, at)
    assert services.resubmit(case, actor=town.officer, at=at, expected=None)


# --- relief, withdrawal ---


def test_emergency_relief_comes_first_and_the_papers_follow(town: Town) -> None:
    household = wang(town)
    households.record_account(
        household, holder="王秀兰", bank="农商银行", number="6228480000000012345", actor=town.officer, at=NOW
    )
    ask = Ask("temporary_relief", "emergency", basis="emergency_place", cause="fire", amount_requested_fen=200_000)
    case = accepted(household, town.officer, ask)
    assert case.step_due_at == NOW + timedelta(hours=24)
    named = {"actor": town.head, "at": NOW, "expected": None}
    assert reasons(services.grant_first(case, amount_fen=600_000, note="房屋烧毁", **named)) == {"over_limit"}  # type: ignore[arg-type]
    assert services.grant_first(case, amount_fen=200_000, note="房屋烧毁", **named)  # type: ignore[arg-type]
    award = Award.objects.get()
    assert (case.state, award.periods.get().amount_fen) == ("papers", 200_000)
    answer = services.complete_papers(case, actor=town.officer, at=NOW, expected=None)
    assert {"consent", "no_visit"} <= reasons(answer)


def test_only_an_emergency_is_relieved_first(town: Town) -> None:
    case = accepted(whole(town), town.officer)
    answer = services.grant_first(case, actor=town.head, at=NOW, expected=None, amount_fen=100, note="急")
    assert "not_emergency" in reasons(answer)


def test_a_withdrawal_needs_its_reason(town: Town) -> None:
    case = accepted(whole(town), town.officer)
    assert reasons(services.withdraw(case, actor=town.officer, at=NOW, expected=None, note=" ")) == {"note_missing"}
    assert services.withdraw(case, actor=town.officer, at=NOW, expected=None, note="已就业")
    assert reasons(services.grant(case, actor=town.head, at=NOW, expected=None)) == {"no_such_move"}


def test_a_stale_screen_is_refused(town: Town) -> None:
    case, at = ready(town, scope=COUNTY)
    assert reasons(services.grant(case, actor=town.head, at=at, expected=case.version - 1)) == {"stale"}


def test_a_move_of_the_system_is_nobodys(town: Town) -> None:
    from cases.workflow.perform import perform

    case = accepted(whole(town), town.officer)
    proposed(case, town.officer, town.second)
    posted(case, town.officer)
    assert reasons(perform(case, "end_notice", actor=town.head, at=LATER, expected=None)) == {"wrong_role"}


def test_an_account_and_consents_make_a_family_whole(town: Town) -> None:
    household = wang(town)
    tell_the_rest(town, household)
    household.refresh_from_db()
    case: Application = drafted(household, town.officer)
    assert reasons(services.accept(case, actor=town.officer, at=NOW, expected=0)) == {"consent", "account"}
    sign_and_bank(household, town.officer)
    assert services.accept(case, actor=town.officer, at=NOW, expected=0)
