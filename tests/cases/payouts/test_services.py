"""A payout run from draft to answer: nothing twice, nothing lost, two people, sealed, and honest about what it does not know."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.utils import timezone

from assistance.outcome import Refused
from cases.awards.services import change, end
from cases.payouts import bankfile, drafting, services
from cases.payouts.models import BankFile, PayoutLine, PayoutRun, Posting
from cases.payouts.selectors import balances, failed, failures, proof
from cases.workflow.models import BatchRun, JournalLine
from tests.cases.awards.families import family, give_account
from tests.cases.payouts.paying import (
    DEC,
    NOV,
    NOW,
    answer_to,
    approved,
    award_of,
    drafted,
    rows_of,
    sent,
    states,
    taken,
    work,
)
from tests.people import COUNTY, OTHER_COUNTY, TOWNSHIP, Town

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nation")]

SEP = date(2026, 9, 1)
LATER = NOW + timedelta(days=3)
IN_DECEMBER = datetime(2026, 12, 2, 2, tzinfo=UTC)


def kinds(run: PayoutRun) -> list[tuple[str, date, int]]:
    return list(PayoutLine.objects.filter(run=run).order_by("month", "pk").values_list("kind", "month", "amount_fen"))


def refusal(answer: object) -> str:
    assert isinstance(answer, Refused)
    return str(answer)


def test_a_first_run_pays_the_month_and_the_months_before_it_that_were_never_paid(town: Town) -> None:
    award_of(family("1"), first=SEP)
    run = drafted(town)
    assert run.state == "drafted"
    assert kinds(run) == [
        ("arrears", SEP, 50_000),
        ("arrears", date(2026, 10, 1), 50_000),
        ("regular", NOV, 50_000),
    ]
    assert (run.lines, run.amount_fen) == (3, 150_000)


@pytest.mark.usefixtures("shipped")
def test_a_run_says_by_when_the_place_pays_and_an_earlier_working_day_when_that_one_is_off(town: Town) -> None:
    award_of(family("1"))
    run = drafted(town)
    assert run.pay_by is not None
    assert timezone.localtime(run.pay_by).date() <= date(2026, 11, 10)


def test_drafting_twice_gives_the_same_run_and_no_second_line(town: Town) -> None:
    award_of(family("1"))
    first = drafted(town)
    second = drafted(town)
    assert first.pk == second.pk
    assert PayoutLine.objects.count() == Posting.objects.count() == 1


def test_going_over_the_same_awards_again_changes_nothing(town: Town) -> None:
    for number in range(5):
        award_of(family(str(number)), first=SEP)
    run = drafted(town)
    before = (PayoutLine.objects.count(), Posting.objects.count())
    assert run.batch is not None
    BatchRun.objects.filter(pk=run.batch.pk).update(state="running", cursor=0)
    batch = BatchRun.objects.get(pk=run.batch.pk)
    assert drafting.draft_chunk(batch, NOW).done == 5
    assert (PayoutLine.objects.count(), Posting.objects.count()) == before


def test_a_late_raise_is_paid_as_arrears_by_the_next_run(town: Town) -> None:
    award = award_of(family("1"), first=SEP)
    taken(town, run := sent(town), answer_to(run))
    change(award, 60_000, SEP, None, "late standard", LATER)
    run = drafted(town, DEC, at=IN_DECEMBER)
    assert [line[2] for line in kinds(run)] == [10_000, 10_000, 10_000, 60_000]


def test_a_reduction_after_payment_becomes_a_claim_and_no_line_is_negative(town: Town) -> None:
    award = award_of(family("1"))
    taken(town, run := sent(town), answer_to(run))
    change(award, 30_000, NOV, None, "income found", LATER)
    run = drafted(town, DEC, at=IN_DECEMBER)
    assert kinds(run) == [("regular", DEC, 30_000)]
    assert balances(COUNTY, "dibao", NOV) == {"fund": -50_000, "owed": 0, "sent": 0, "paid": 30_000, "overpaid": 20_000}


def test_a_claim_is_used_up_before_a_later_raise_of_the_same_month_is_paid(town: Town) -> None:
    award = award_of(family("1"))
    taken(town, run := sent(town), answer_to(run))
    change(award, 30_000, NOV, None, "income found", LATER)
    taken(town, run := sent(town, DEC, at=IN_DECEMBER), answer_to(run), name="b")
    change(award, 60_000, NOV, None, "appeal", LATER)
    run = drafted(town, DEC, at=IN_DECEMBER)
    assert run.sequence == 1
    assert kinds(run) == [("arrears", NOV, 10_000), ("arrears", DEC, 30_000)]
    assert balances(COUNTY, "dibao", NOV)["overpaid"] == 0


def test_an_award_ended_from_a_paid_month_becomes_a_claim_for_all_of_it(town: Town) -> None:
    award = award_of(family("1"))
    taken(town, run := sent(town), answer_to(run))
    end(award, NOV, "死亡", LATER)
    run = drafted(town, DEC, at=IN_DECEMBER)
    assert states(run) == []
    assert balances(COUNTY, "dibao", NOV)["overpaid"] == 50_000


def test_a_reduction_between_draft_and_check_sends_the_run_back_to_be_drafted_again(town: Town) -> None:
    award = award_of(family("1"))
    run = drafted(town)
    change(award, 30_000, NOV, None, "income found", NOW)
    assert "重新生成" in refusal(services.check(run, actor=town.maker, at=NOW, expected=run.version))
    assert services.redraft(run, actor=town.maker, at=NOW, expected=run.version)
    assert run.batch is not None
    work(run.batch)
    assert states(run) == ["dropped", "planned"]
    assert balances(COUNTY, "dibao", NOV) == {"fund": -30_000, "owed": 30_000}
    run.refresh_from_db()
    assert services.check(run, actor=town.maker, at=NOW, expected=run.version)


def test_a_cancelled_run_leaves_everything_owed_for_the_next(town: Town) -> None:
    award_of(family("1"))
    run = drafted(town)
    assert services.cancel(run, actor=town.maker, at=NOW, expected=run.version, note="月份选错")
    assert sum(balances(COUNTY, "dibao", NOV).values()) == balances(COUNTY, "dibao", NOV)["owed"] == 0
    following = drafted(town)
    assert (following.sequence, states(following)) == (1, ["planned"])


def test_the_one_who_checked_cannot_approve_and_a_maker_cannot_release(town: Town) -> None:
    award_of(family("1"))
    run = drafted(town)
    assert services.check(run, actor=town.maker, at=NOW, expected=run.version)
    assert "岗位" in refusal(services.approve(run, actor=town.maker, at=NOW, expected=run.version))
    town.releaser.officer_id = town.maker.officer_id
    assert "另一人" in refusal(services.approve(run, actor=town.releaser, at=NOW, expected=run.version))


def test_who_sent_a_run_back_may_approve_it_when_it_comes_again(town: Town) -> None:
    award_of(family("1"))
    run = drafted(town)
    assert services.check(run, actor=town.maker, at=NOW, expected=run.version)
    assert services.send_back(run, actor=town.releaser, at=NOW, expected=run.version, note="核对账号")
    assert services.check(run, actor=town.maker, at=NOW, expected=run.version)
    assert services.approve(run, actor=town.releaser, at=NOW, expected=run.version)


def test_a_second_click_with_the_version_of_the_first_is_refused(town: Town) -> None:
    award_of(family("1"))
    run = drafted(town)
    seen = run.version
    assert services.check(run, actor=town.maker, at=NOW, expected=seen)
    assert "更新" in refusal(services.check(run, actor=town.maker2, at=NOW, expected=seen))


def test_the_bank_file_has_the_columns_a_bank_reads_and_the_money_is_in_transit(town: Town) -> None:
    household = family("1")
    household.accounts.update(holder="王㐂")
    award_of(household, 65_005)
    run = sent(town)
    [row] = rows_of(run)
    line = PayoutLine.objects.get()
    assert row == {
        "序号": "1",
        "户名": "王㐂",
        "账号": "6217000000000001",
        "金额(元)": "650.05",
        "用途": "2026年11月低保金",
        "流水号": f"P202611-{line.pk}",
    }
    assert balances(COUNTY, "dibao", NOV) == {"fund": -65_005, "owed": 0, "sent": 65_005}
    assert JournalLine.objects.filter(act="reveal", subject_id=run.pk).count() == 1


def test_the_same_lines_give_the_same_bytes_and_a_lost_file_is_made_again(town: Town) -> None:
    award_of(family("1"))
    run = sent(town)
    file = BankFile.objects.get()
    path = bankfile.path_of(file.area_code, file.number)
    first = path.read_bytes()
    path.unlink()
    assert services.fetch_file(file, actor=town.maker, at=NOW) == first
    assert JournalLine.objects.filter(act="download_bank_file", subject_id=run.pk).count() == 1


def test_a_file_that_was_changed_on_disk_is_not_handed_out(town: Town) -> None:
    award_of(family("1"))
    sent(town)
    file = BankFile.objects.get()
    path = bankfile.path_of(file.area_code, file.number)
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"500.00", b"900.00"))
    assert services.fetch_file(file, actor=town.maker, at=NOW) == whole
    assert "资金" in refusal(services.fetch_file(file, actor=town.officer, at=NOW))
    file.digest = b"x" * 32
    assert "摘要" in refusal(services.fetch_file(file, actor=town.maker, at=NOW))


@pytest.mark.parametrize("change_", [{"amount_fen": 990_000}, {"payee": "别人"}, {"account_box": b"\x01" + b"0" * 40}])
def test_a_line_changed_after_approval_behind_our_back_is_set_aside_and_the_rest_is_sent(
    town: Town, change_: dict[str, object]
) -> None:
    award_of(family("1"))
    award_of(family("2"))
    run = approved(town)
    with connection.cursor() as cursor:
        column, value = next(iter(change_.items()))
        cursor.execute("RESET ROLE")
        cursor.execute(
            f"UPDATE cases_payoutline SET {column} = %s WHERE id = (SELECT min(id) FROM cases_payoutline)", [value]
        )
        cursor.execute("SET ROLE assistance_app")
    batch = services.send(run, actor=town.maker, at=NOW, expected=run.version)
    assert isinstance(batch, BatchRun)
    work(batch)
    assert states(run) == ["in_doubt", "sent"]
    assert len(rows_of(run)) == 1
    assert JournalLine.objects.filter(act="seal_broken", subject_id=run.pk).count() == 1


def test_a_line_set_aside_is_dropped_by_the_releaser_and_paid_by_the_next_run(town: Town) -> None:
    award_of(family("1"))
    award_of(family("2"))
    run = approved(town)
    PayoutLine.objects.filter(pk=PayoutLine.objects.order_by("pk")[0].pk).update(payee="别人")
    batch = services.send(run, actor=town.maker, at=NOW, expected=run.version)
    assert isinstance(batch, BatchRun)
    work(batch)
    line = PayoutLine.objects.get(state="in_doubt")
    assert refusal(services.drop_quarantined(line, actor=town.maker, at=NOW, note="x"))
    assert services.drop_quarantined(line, actor=town.releaser, at=NOW, note="已核查，被误改")
    following = drafted(town)
    assert kinds(following) == [("regular", NOV, 50_000)]
    assert proof(run).holds
    assert proof(following).holds


def test_a_household_without_an_account_does_not_stop_the_others_and_is_paid_later(town: Town) -> None:
    poor = family("1", account=False)
    award_of(poor)
    award_of(family("2"))
    run = sent(town)
    assert len(states(run)) == 1
    assert [row.subject_id for row in failures(run)] == [poor.pk]
    give_account(poor, "621700009999", start=date(2026, 11, 1))
    assert kinds(drafted(town)) == [("regular", NOV, 50_000)]


def test_an_account_that_ends_before_approval_stops_the_run_with_the_family_named(town: Town) -> None:
    household = family("1")
    award_of(household)
    run = drafted(town)
    household.accounts.update(voided_at=NOW)
    assert "户主1" in refusal(services.check(run, actor=town.maker, at=NOW, expected=run.version))


def test_an_empty_run_cannot_be_checked_but_cancelled(town: Town) -> None:
    run = drafted(town)
    assert "作废" in refusal(services.check(run, actor=town.maker, at=NOW, expected=run.version))
    assert services.cancel(run, actor=town.maker, at=NOW, expected=run.version, note="没有待遇")


@pytest.mark.parametrize(
    ("area", "month", "code"),
    [
        (COUNTY, date(2026, 11, 2), "not_a_month"),
        (COUNTY, date(2027, 1, 1), "too_early"),
        (TOWNSHIP, NOV, "not_a_county"),
        (OTHER_COUNTY, NOV, "wrong_area"),
    ],
)
def test_a_run_that_makes_no_sense_is_refused(town: Town, area: str, month: date, code: str) -> None:
    answer = services.draft_run(area, "dibao", month, actor=town.maker, at=NOW)
    assert isinstance(answer, Refused)
    assert answer.reasons[0].code == code
    assert not PayoutRun.objects.exists()


def test_next_month_may_be_drafted_ahead(town: Town) -> None:
    award_of(family("1"), first=DEC)
    assert kinds(drafted(town, DEC)) == [("regular", DEC, 50_000)]


def test_the_first_of_the_month_drafts_every_county_and_benefit_once(town: Town) -> None:
    award_of(family("1"))
    award_of(family("2"), benefit="temporary_relief")
    award_of(family("3", area_code="990102001001"))
    assert services.draft_everywhere(NOV, NOW) == 3
    assert services.draft_everywhere(NOV, NOW) == 0
    assert sorted(PayoutRun.objects.values_list("area_code", "benefit")) == [
        (COUNTY, "dibao"),
        (COUNTY, "temporary_relief"),
        (OTHER_COUNTY, "dibao"),
    ]


def test_a_run_closes_with_unanswered_lines_only_with_a_word_and_they_stay_in_doubt(town: Town) -> None:
    award_of(family("1"))
    award_of(family("2"))
    run = sent(town)
    taken(town, run, answer_to(run)[:1])
    assert "1 笔" in refusal(services.close(run, actor=town.maker, at=LATER, expected=run.version))
    assert services.close(run, actor=town.maker, at=LATER, expected=run.version, note="银行系统升级，已去函")
    assert states(run) == ["settled", "in_doubt"]
    assert states(drafted(town)) == []
    assert proof(run).holds


def test_an_answer_that_comes_after_closing_settles_the_line_in_doubt(town: Town) -> None:
    award_of(family("1"))
    run = sent(town)
    services.close(run, actor=town.maker, at=LATER, expected=run.version, note="未回")
    taken(town, run, answer_to(run))
    assert states(run) == ["settled"]
    assert balances(COUNTY, "dibao", NOV)["paid"] == 50_000


def test_a_failed_line_is_paid_again_once_and_only_to_a_corrected_account(town: Town) -> None:
    household = family("1")
    award_of(household)
    award_of(family("2"))
    run = sent(town)
    taken(town, run, answer_to(run, lambda place: "失败" if place == 0 else "成功"))
    assert states(run) == ["failed", "settled"]
    assert [(line.household_id, line.corrected) for line in failed(town.maker)] == [(household.pk, False)]  # type: ignore[attr-defined]
    first = drafted(town)
    assert states(first) == []
    services.cancel(first, actor=town.maker, at=NOW, expected=first.version, note="账户未更正")
    household.accounts.update(voided_at=NOW)
    give_account(household, "621700008888", start=date(2026, 11, 1))
    assert failed(town.maker).get().corrected  # type: ignore[attr-defined]
    again = sent(town)
    line = PayoutLine.objects.get(run=again)
    assert (line.kind, line.amount_fen, states(run)[0]) == ("reissue", 50_000, "reissued")
    assert rows_of(again)[0]["账号"] == "621700008888"
    taken(town, again, answer_to(again), name="b")
    assert states(drafted(town)) == []
    assert balances(COUNTY, "dibao", NOV) == {"fund": -100_000, "owed": 0, "sent": 0, "paid": 100_000}
    assert proof(run).holds
    assert proof(again).holds


def test_a_reissue_is_no_more_than_is_still_owed(town: Town) -> None:
    household = family("1")
    award = award_of(household)
    run = sent(town)
    taken(town, run, answer_to(run, lambda _place: "失败"))
    change(award, 20_000, NOV, None, "income found", LATER)
    household.accounts.update(voided_at=NOW)
    give_account(household, "621700008888", start=date(2026, 11, 1))
    assert kinds(drafted(town)) == [("reissue", NOV, 20_000)]


def test_a_cancelled_reissue_leaves_the_failed_line_to_be_paid_again(town: Town) -> None:
    household = family("1")
    award_of(household)
    run = sent(town)
    taken(town, run, answer_to(run, lambda _place: "失败"))
    household.accounts.update(voided_at=NOW)
    give_account(household, "621700008888", start=date(2026, 11, 1))
    second = drafted(town)
    services.cancel(second, actor=town.maker, at=NOW, expected=second.version, note="再核")
    assert states(run) == ["failed"]
    assert kinds(drafted(town)) == [("reissue", NOV, 50_000)]


def test_the_proof_sees_a_posting_that_does_not_fit_its_line(town: Town) -> None:
    award_of(family("1"))
    run = sent(town)
    assert proof(run).holds
    PayoutLine.objects.filter(run=run).update(state="settled", result_code=F("result_code"))
    assert not proof(run).holds
    assert proof(run).wrong.fen == 50_000
