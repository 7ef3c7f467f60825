"""Deadlines, dates and amounts in words."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from cases.desk.clocks import cdate, clock
from cases.desk.templatetags.desk import cmoment, cmonth, masked, parts_of, thousands, wan, yuan

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=timezone.get_default_timezone())  # a Friday
END = NOW.replace(hour=23, minute=59, second=59)


def weekdays(after: date, until: date) -> int:
    """Working days of a year without a notice."""
    return sum((after + timedelta(days=n)).weekday() < 5 for n in range(1, (until - after).days + 1))


@pytest.mark.parametrize(
    ("at", "unit", "words", "tone"),
    [
        (END - timedelta(days=1), "working_day", "超 1 天", "bad"),
        (END - timedelta(days=40), "day", "超 40 天", "bad"),
        (END, "working_day", "今天到期", "warn"),
        (END + timedelta(days=3), "working_day", "剩 1 个工作日", "warn"),
        (END + timedelta(days=4), "working_day", "剩 2 个工作日", "warn"),
        (END + timedelta(days=6), "working_day", "剩 4 个工作日", ""),
        (END + timedelta(days=1), "working_day", "剩 1 天", "warn"),
        (END + timedelta(days=30), "day", "剩 30 天", ""),
        (NOW + timedelta(hours=5, minutes=10), "hour", "剩 5 小时", "warn"),
        (NOW + timedelta(minutes=40), "hour", "剩 40 分钟", "warn"),
        (NOW - timedelta(hours=3), "hour", "超 3 小时", "bad"),
        (NOW - timedelta(seconds=5), "hour", "超 1 分钟", "bad"),
        (None, "working_day", "没有期限", ""),
    ],
)
def test_a_deadline_says_what_is_left(at: datetime | None, unit: str, words: str, tone: str) -> None:
    said = clock(at, NOW, unit=unit, between=weekdays)
    assert (said.words, said.tone) == (words, tone)


def test_a_deadline_stored_in_utc_is_said_on_the_law_s_day() -> None:
    utc = datetime(2026, 11, 20, 16, 30, tzinfo=timezone.get_fixed_timezone(0))  # 21 November in China
    assert clock(utc, NOW, between=weekdays).date_words == "11月21日（周六）"


def test_an_assumed_calendar_is_said() -> None:
    assert clock(END, NOW, provisional=True, between=weekdays).provisional


def test_the_year_is_written_only_when_it_is_another() -> None:
    assert cdate(date(2026, 11, 24), date(2026, 1, 1)) == "11月24日（周二）"
    assert cdate(date(2027, 1, 1), date(2026, 11, 22)) == "2027年1月1日（周五）"
    assert cmoment(NOW, NOW.date()) == "11月20日 15:00"
    assert cmonth(date(2026, 11, 1)) == "2026年11月"


def test_amounts_are_exact() -> None:
    assert yuan(138600) == "1,386.00"
    assert yuan(-5) == "−0.05"
    assert yuan(None) == "—"
    assert wan(199000000) == "199.0000"
    assert wan(12345678) == "12.3456"
    assert thousands(8084) == "8,084"


def test_numbers_of_persons_and_accounts_are_covered() -> None:
    assert masked("11010519491231002X") == "110105********002X"
    assert masked("6228480402564890018") == "****0018"
    assert masked("123") == "****"
    assert masked("") == "—"


def test_a_bar_ends_where_the_whole_ends() -> None:
    parts = parts_of([(1, "bad"), (0, "warn"), (3, "b")])
    assert [(part.start, part.width) for part in parts] == [("0.00", "25.00"), ("25.00", "75.00")]
    assert parts_of([(0, "b")]) == []
