"""What was in force where, on which day, as known when: any day since 2018, over every shipped place."""

from datetime import date, datetime, time
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from eligibility import api
from eligibility.core.workdays import SHANGHAI

pytestmark = pytest.mark.django_db

QINGHAI, WUHAN, JIAYUGUAN, NANZHENG, DEMO = "632500000000", "420106", "620200", "610703", "990101"
# place, day in force, day by which it must have been published, urban and rural of the dibao standard as published
STANDARDS = [
    (QINGHAI, "2017-12-31", None, None, None),
    (QINGHAI, "2018-01-01", None, "500.00/month", "3700.00/year"),
    (QINGHAI, "2019-12-31", None, "500.00/month", "3700.00/year"),
    (QINGHAI, "2020-01-01", None, "640.00/month", "4800.00/year"),
    (QINGHAI, "2021-01-01", "2021-10-31", "640.00/month", "4800.00/year"),
    (QINGHAI, "2021-01-01", "2021-11-01", "672.00/month", "5184.00/year"),
    (QINGHAI, "2020-12-31", "2021-11-01", "640.00/month", "4800.00/year"),
    (QINGHAI, "2021-01-01", "2019-12-31", "500.00/month", "3700.00/year"),
    (QINGHAI, "2026-11-22", None, "672.00/month", "5184.00/year"),
    (WUHAN, "2023-04-01", "2023-06-14", None, None),
    (WUHAN, "2023-04-01", "2023-06-15", "940.00/month", "820.00/month"),
    (WUHAN, "2023-03-31", None, None, None),
    (JIAYUGUAN, "2022-01-01", "2022-05-31", None, None),
    (JIAYUGUAN, "2022-01-01", "2022-06-01", "784.00/month", "784.00/month"),
    (NANZHENG, "2025-10-01", "2025-12-31", "655.00/month", "5400.00/year"),
    (NANZHENG, "2025-10-01", "2026-01-01", "675.00/month", "5700.00/year"),
    (NANZHENG, "2025-09-30", "2026-01-01", "655.00/month", "5400.00/year"),
    (NANZHENG, "2022-12-31", None, None, None),
    (DEMO, "2026-07-01", "2026-10-14", "786.00/month", "609.00/month"),
    (DEMO, "2026-07-01", "2026-10-15", "820.00/month", "650.00/month"),
    (DEMO, "2026-06-30", None, "786.00/month", "609.00/month"),
    ("230103", "2021-06-30", None, "732.00/month", "4404.00/year"),
    ("230103", "2022-01-01", None, "835.00/month", "625.00/month"),
    ("230184", "2021-06-30", None, None, None),
    ("230184", "2022-01-01", None, "669.00/month", "441.00/month"),
    ("231025", "2025-12-31", None, "780.00/month", "585.00/month"),
    ("231025", "2026-04-01", None, "832.00/month", "632.00/month"),
    ("321283", "2018-01-01", None, "520.00/month", "520.00/month"),
    ("321202", "2018-01-01", None, "610.00/month", "610.00/month"),
    ("320102", "2022-06-30", None, "985.00/month", "985.00/month"),
    ("320102", "2022-07-01", None, "1030.00/month", "1030.00/month"),
    ("610902", "2022-12-31", None, "610.00/month", "4830.00/year"),
    ("610902", "2023-01-01", None, "645.00/month", "5370.00/year"),
    ("530581", "2022-03-31", None, "660.00/month", "4800.00/year"),
    ("530581", "2022-04-01", None, "670.00/month", "5000.00/year"),
    ("421381", "2022-01-01", None, None, "438.00/month"),
    ("350305", "2023-01-01", None, "820.00/month", None),
    ("230202", "2021-08-01", None, None, None),
]  # fmt: skip


def moment(day: str | None) -> datetime | None:
    """The last second of a day in China."""
    return datetime.combine(date.fromisoformat(day), time(23, 59, 59), SHANGHAI) if day else None


@pytest.mark.parametrize(("area", "day", "known", "urban", "rural"), STANDARDS)
def test_the_standard_of_a_place_on_a_day_as_known_by_then(policies, area, day, known, urban, rural):
    figure = api.standards_on(area, date.fromisoformat(day), moment(known)).get("dibao.standard")
    said = figure.value if figure else {}
    shown = [f"{money['amount']}/{money['per']}" if money else None for money in map(said.get, ("urban", "rural"))]
    assert shown == [urban, rural]


def test_every_day_since_2018_has_one_answer_and_it_changes_on_first_days_only(policies):
    """Over every place at once: between two first days of any figure the answer stays the same."""
    for area in ("632500", "230103", "231025", "610703", "530581"):
        history = [figure for name in api.REGISTRY for figure in api.history_of(area, name)]
        turns = sorted({day for figure in history for day in (figure.start, figure.end) if day} | {date(2018, 1, 1)})
        for day in [turn for turn in turns if turn >= date(2018, 1, 1)]:
            found = api.standards_on(area, day)
            assert all(figure.holds_on(day) for figure in found.values())
            assert {figure.name for figure in history if figure.holds_on(day)} == set(found)


def test_the_twelve_amounts_of_harbin_in_2021_and_in_2022(policies):
    total = api.standards_on("230102", date(2021, 12, 31))["tekun.total"].value
    yearly = [total[s][m][c]["amount"] for s in ("urban", "rural") for m in ("centralised", "dispersed") for c in ("self", "half", "full")]  # fmt: skip
    assert yearly == [
        "23388.00", "23988.00", "24588.00", "16380.00", "16980.00", "17580.00",
        "9996.00", "10596.00", "11196.00", "7008.00", "7608.00", "8208.00",
    ]  # fmt: skip
    after = {code: api.standards_on(code, date(2022, 1, 1)) for code in ("230102", "230123")}
    assert all("tekun.total" not in found for found in after.values())
    sums = [
        float(found["tekun.basic"].value[s]["amount"]) + float(found["tekun.care"].value[s]["dispersed"][level])
        for found in after.values() for s in ("urban", "rural") for level in ("full", "half", "self")
    ]  # fmt: skip
    assert sums == [2252, 2202, 2152, 1303, 1253, 1203, 1786, 1736, 1686, 1064, 1014, 964]


# place, benefit, kind, day, fen, level that decides
LIMITS = [
    ("370102", "temporary_relief", "emergency", "2019-01-01", 300_000, "township"),
    ("370102", "temporary_relief", "emergency", "2019-01-01", 300_001, "county"),
    ("370102", "temporary_relief", "emergency", "2018-12-31", 1, "county"),
    ("371681", "temporary_relief", "expenditure", "2024-01-01", 200_000, "township"),
    ("371681", "temporary_relief", "expenditure", "2024-01-01", 200_001, "county"),
    ("341525", "temporary_relief", "emergency", "2024-01-01", 199_999, "township"),
    ("341525", "temporary_relief", "emergency", "2024-01-01", 200_000, "county"),
    ("350582", "temporary_relief", "emergency", "2019-06-01", 500_000, "township"),
    ("350582", "temporary_relief", "emergency", "2019-06-01", 500_001, "county"),
    ("620200", "temporary_relief", "emergency", "2021-01-01", 80_000, "township"),
    ("620200", "temporary_relief", "emergency", "2021-01-01", 80_001, "county"),
    ("620200", "temporary_relief", "expenditure", "2021-01-01", 1, "county"),
    ("310101", "dibao", None, "2024-12-30", 1, "county"),
    ("310101", "dibao", None, "2024-12-31", 10**9, "township"),
    ("310101", "tekun", None, "2024-12-31", 10**9, "township"),
    ("310101", "dibao_edge", None, "2024-12-31", 1, "county"),
    ("632500", "temporary_relief", "emergency", "2021-06-01", 4_032_000, "county"),
    ("632500", "temporary_relief", "emergency", "2021-06-01", 4_032_001, "committee"),
    ("632500", "temporary_relief", "emergency", "2020-06-01", 3_840_001, "committee"),
]  # fmt: skip


@pytest.mark.parametrize(("area", "benefit", "kind", "day", "fen", "level"), LIMITS)
def test_who_decides_where(policies, area, benefit, kind, day, fen, level):
    answer = api.decider_for(area, benefit, kind, fen, date.fromisoformat(day))
    assert (answer.level, answer.allowed) == (level, True)


def test_the_steps_that_places_have_of_their_own(policies):
    chongqing = api.route_for("500101", "dibao", None, date(2022, 6, 1))
    assert (chongqing.total.n, chongqing.total.unit) == (30, "day")
    assert [step.code for step in chongqing.steps if not step.counts] == ["appraisal", "notice"]
    assert (chongqing.notice.days, chongqing.notice.second_days) == (7, 3)
    assert api.first_month("500101", "dibao", date(2022, 6, 15)) == date(2022, 6, 1)
    zhejiang = api.route_for("330102", "dibao", None, date(2022, 6, 1))
    assert [(step.code, step.term.n) for step in zhejiang.steps if step.term] == [("opinion", 15), ("notice", 7), ("decide", 5)]  # fmt: skip
    papers = {
        code: api.route_for(code, "temporary_relief", "emergency", date(2022, 6, 1)).step("papers").term
        for code in ("371681", "370102", "341881")
    }
    shown = {code: (term.n, term.unit) for code, term in papers.items()}
    assert shown == {"371681": (5, "working_day"), "370102": (5, "day"), "341881": (20, "working_day")}
    qinghai = [api.route_for("632500", "temporary_relief", "emergency", day) for day in (date(2024, 12, 31), date(2025, 1, 1))]  # fmt: skip
    assert [route.step("papers").term and route.step("papers").term.n for route in qinghai] == [None, 10]
    assert [route.step("answer").term.n for route in qinghai] == [12, 12]


def test_the_command_says_what_was_in_force_and_since_when():
    out = StringIO()
    call_command("load_policies", stdout=StringIO())
    line = ["standards", "63", "--on", "2021-06-01", "--name", "dibao.standard"]
    call_command(*line, "--known-by", "2021-10-31", stdout=out)
    call_command(*line, stdout=out)
    call_command("standards", "2302", "--on", "2021-06-01", "--name", "dibao.standard", stdout=out)
    before, after, nothing = out.getvalue().splitlines()
    assert '"640.00"' in before
    assert '"672.00"' in after
    assert "自 2021-01-01" in after
    assert nothing == "230200000000 在 2021-06-01 没有已公布的值。"
    for wrong, reason in ((["--on", "20210601"], "实际存在的日期"), (["--on", "2021-06-01", "--name", "dibao.standrad"], "是否为 dibao.standard")):  # fmt: skip
        with pytest.raises(CommandError, match=reason):
            call_command("standards", "63", *wrong)
