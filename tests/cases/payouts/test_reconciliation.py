"""The bank's answer: kept row by row, booked only where it fits one sent line to the fen, and once."""

import io

import pytest
import xlsxwriter
from django.db import IntegrityError, connection, transaction

from assistance.outcome import Refused
from cases.payouts.models import BankReturn, BankReturnRow, PayoutLine, PayoutRun, Posting
from cases.payouts.reconciliation import Report, take_return
from cases.payouts.selectors import balances, proof
from tests.cases.awards.families import family
from tests.cases.payouts.paying import (
    HEADER,
    NOV,
    NOW,
    Row,
    answer_to,
    approved,
    award_of,
    csv_of,
    sent,
    states,
    taken,
)
from tests.people import COUNTY, Town

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nation")]


@pytest.fixture
def run(town: Town, nation: None) -> PayoutRun:
    """Three lines with the bank: 100, 200 and 300 yuan."""
    for number in (1, 2, 3):
        award_of(family(str(number)), number * 10_000)
    return sent(town)


def problems(run: PayoutRun) -> dict[int, str]:
    rows = BankReturnRow.objects.filter(bank_return__run=run, accepted=False)
    return dict(rows.values_list("row", "problem"))


def test_every_row_is_booked_and_every_fen_is_somewhere(town: Town, run: PayoutRun) -> None:
    report = taken(town, run, answer_to(run, lambda place: "失败" if place == 1 else "成功"))
    assert (report.settled, report.failed, report.problems) == (2, 1, 0)
    assert states(run) == ["settled", "failed", "settled"]
    assert balances(COUNTY, "dibao", NOV) == {"fund": -60_000, "owed": 20_000, "sent": 0, "paid": 40_000}
    assert proof(run).holds


def test_the_same_bytes_twice_are_refused_and_nothing_is_booked_again(town: Town, run: PayoutRun) -> None:
    rows = answer_to(run)
    taken(town, run, rows)
    before = Posting.objects.count()
    again = take_return(run, csv_of(rows), "另一个名字.csv", actor=town.maker, at=NOW)
    assert isinstance(again, Refused)
    assert "已导入过" in str(again)
    assert (BankReturn.objects.count(), Posting.objects.count()) == (1, before)


def test_the_same_answers_in_another_file_are_kept_but_not_booked_again(town: Town, run: PayoutRun) -> None:
    rows = answer_to(run)
    taken(town, run, rows)
    report = taken(town, run, list(reversed(rows)))
    assert (report.settled, report.problems) == (0, 3)
    assert set(problems(run).values()) == {"这笔已经有银行结果"}
    assert proof(run).holds


def test_a_row_with_another_amount_is_kept_with_both_amounts_and_not_booked(town: Town, run: PayoutRun) -> None:
    first, *rest = answer_to(run)
    report = taken(town, run, [(first[0], "100.01", first[2], first[3]), *rest])
    assert (report.settled, report.problems) == (2, 1)
    assert problems(run) == {2: "金额不符：发出 100.00 元，回盘 100.01 元"}
    assert states(run) == ["sent", "settled", "settled"]


def test_a_row_that_stands_twice_is_booked_once(town: Town, run: PayoutRun) -> None:
    rows = answer_to(run)
    report = taken(town, run, [*rows, rows[0]])
    assert (report.settled, report.problems) == (3, 1)
    assert problems(run) == {5: "与第 2 行重复"}


def test_two_rows_that_contradict_each_other_book_nothing(town: Town, run: PayoutRun) -> None:
    first, *rest = answer_to(run)
    taken(town, run, [first, *rest, (first[0], first[1], "失败", "户名不符")])
    assert states(run) == ["sent", "settled", "settled"]
    assert len(problems(run)) == 2


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({0: "P202611-999999999"}, "没有这个流水号"),
        ({0: "12345"}, "不是本系统的流水号"),
        ({0: "P202613-1"}, "不是本系统的流水号"),
        ({1: "一百"}, "金额读不出来"),
        ({1: "-100.00"}, "金额读不出来"),
        ({2: "处理中"}, "结果应为"),
    ],
)
def test_a_row_that_cannot_be_matched_is_kept_with_its_reason(
    town: Town, run: PayoutRun, changed: dict[int, str], problem: str
) -> None:
    first, *rest = answer_to(run)
    row: Row = tuple(changed.get(place, cell) for place, cell in enumerate(first))  # type: ignore[assignment]
    taken(town, run, [row, *rest])
    assert problem in problems(run)[2]
    assert states(run) == ["sent", "settled", "settled"]


def test_a_row_of_another_run_is_not_booked_here(town: Town, run: PayoutRun) -> None:
    award_of(family("4"))
    other = sent(town)
    taken(town, run, answer_to(other))
    assert "别的批次" in problems(run)[2]
    assert states(other) == ["sent"]


def test_the_month_in_the_serial_must_be_the_month_of_the_line(town: Town, run: PayoutRun) -> None:
    first, *rest = answer_to(run)
    taken(town, run, [(first[0].replace("202611", "202610"), *first[1:]), *rest])  # type: ignore[list-item]
    assert states(run) == ["sent", "settled", "settled"]


def test_a_workbook_is_read_like_a_csv(town: Town, run: PayoutRun) -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        for place, (serial, amount, result, reason) in enumerate(answer_to(run), start=1):
            sheet.write_row(place, 0, [serial, float(amount), result, reason])
    report = take_return(run, stream.getvalue(), "回盘.xlsx", actor=town.maker, at=NOW)
    assert isinstance(report, Report)
    assert report.settled == 3


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig"])
def test_a_csv_is_read_in_the_encodings_banks_write(town: Town, run: PayoutRun, encoding: str) -> None:
    report = take_return(run, csv_of(answer_to(run), encoding), "r.csv", actor=town.maker, at=NOW)
    assert isinstance(report, Report)
    assert report.settled == 3


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "缺少"),
        ("流水号,结果\nP202611-1,成功\n".encode(), "金额(元)"),
        ("流水号,金额(元),结果\n".encode(), "没有回盘明细"),
        (b"PK\x03\x04 not a workbook", "读不出来"),
        (b"\x00\x01\x02\xff\xfe", "读不出来"),
        (b"\x81", "读不出来"),
    ],
)
def test_a_file_that_is_no_answer_is_refused_whole(town: Town, run: PayoutRun, data: bytes, words: str) -> None:
    answer = take_return(run, data, "x", actor=town.maker, at=NOW)
    assert isinstance(answer, Refused)
    assert words in str(answer)
    assert not BankReturn.objects.exists()


def test_only_finance_takes_answers_in_and_only_for_a_sent_run(town: Town) -> None:
    award_of(family("1"))
    run = approved(town)
    for actor in (town.officer, town.maker):
        assert isinstance(take_return(run, csv_of([("P202611-1", "1", "成功", "")]), "x", actor=actor, at=NOW), Refused)


def test_wall_a_second_result_for_a_line_is_refused_by_the_database(town: Town, run: PayoutRun) -> None:
    taken(town, run, answer_to(run))
    row = BankReturnRow.objects.order_by("pk")[0]
    row.pk, row.row = None, 99
    with pytest.raises(IntegrityError, match="one_result_a_line"), transaction.atomic():
        row.save(force_insert=True)


def test_negative_control_without_the_wall_a_second_result_is_stored(town: Town, run: PayoutRun) -> None:
    taken(town, run, answer_to(run))
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE; DROP INDEX one_result_a_line; SET ROLE assistance_app")
    row = BankReturnRow.objects.order_by("pk")[0]
    row.pk, row.row = None, 99
    row.save(force_insert=True)
    assert BankReturnRow.objects.filter(line=row.line, accepted=True).count() == 2


def test_wall_another_amount_cannot_be_stored_as_booked(town: Town, run: PayoutRun) -> None:
    taken(town, run, answer_to(run)[:1])
    row = BankReturnRow.objects.get()
    row.pk, row.row, row.line = None, 99, PayoutLine.objects.order_by("-pk")[0].pk
    with pytest.raises(IntegrityError, match="accepted_row_has_the_amount"), transaction.atomic():
        row.save(force_insert=True)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_wall_what_was_paid_cannot_be_reissued(town: Town, run: PayoutRun) -> None:
    taken(town, run, answer_to(run))
    line = PayoutLine.objects.order_by("pk")[0]
    line.reissue_of, line.pk, line.kind, line.state = line.pk, None, "reissue", "planned"
    with pytest.raises(IntegrityError, match="reissue_of_a_failed_line"), transaction.atomic():
        line.save(force_insert=True)


def test_wall_a_posting_is_neither_changed_nor_deleted_nor_doubled(town: Town, run: PayoutRun) -> None:
    posting = Posting.objects.order_by("pk")[0]
    for sql in ("UPDATE cases_posting SET amount_fen = 1", "DELETE FROM cases_posting", "TRUNCATE cases_posting"):
        with pytest.raises(Exception, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE NONE; UPDATE cases_posting SET amount_fen = 1")
    posting.pk = None
    with pytest.raises(IntegrityError, match="unique"), transaction.atomic():
        posting.save(force_insert=True)
