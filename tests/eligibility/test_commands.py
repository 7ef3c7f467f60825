"""The law's commands: what they print, and what they say when the input cannot be read."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.eligibility.test_api import QUESTION

pytestmark = pytest.mark.django_db


def said(*line: str) -> str:
    out = StringIO()
    call_command(*line, stdout=out)
    return out.getvalue().strip()


def refused(*line: str) -> str:
    with pytest.raises(CommandError) as error:
        said(*line)
    assert error.value.returncode == 2
    return str(error.value)


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        (("2022-09-26", "15", "working_day"), "2022-10-20"),
        (("2022-09-26", "15", "working_day", "--area", "61"), "2022-10-20"),
        (("2025-01-24T16:00", "24", "hour"), "2025-01-25T16:00:00+08:00"),
        (("2025-01-24T08:00:00+00:00", "24", "hour"), "2025-01-25T16:00:00+08:00"),
        (("2022-04-01", "7", "day"), "2022-04-08"),
        (("2024-02-29", "12", "month"), "2025-02-28"),
        (("2024-11-30", "3", "month"), "2025-02-28"),
    ],
)
def test_due_prints_the_last_day_or_moment(policies, line, answer):
    assert said("due", *line) == answer


def test_due_says_when_the_holidays_are_not_published(policies):
    day, warning = said("due", "2026-12-25", "15", "working_day").splitlines()
    assert day == "2027-01-15"
    assert "provisional" in warning
    assert "provisional" in said("due", "2022-01-04", "1", "working_day", "--known-by", "2021-10-24")
    assert said("due", "2022-01-04", "1", "working_day", "--known-by", "2021-10-25") == "2022-01-05"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (("2022-09-31", "15", "working_day"), "起算日不对"),
        (("2022-09-26", "15", "workday"), "working_day、day、hour、month"),
        (("2022-09-26", "0", "day"), "1 至 4000"),
        (("2022-09-26", "-3", "day"), "1 至 4000"),
        (("2022-09-26", "1.5", "day"), "1 至 4000"),
        (("2022-09-26", "12", "hour"), "起算时刻"),
        (("20220926", "15", "day"), "起算日不对"),
        (("2022-W39-1", "15", "day"), "起算日不对"),
        (("9999-12-31", "15", "day"), "只能推算 1880 年至 2199 年的日期，收到 9999-12-31。"),
        (("0001-01-01T00:00+23:00", "15", "hour"), "只能推算 1880 年至 2199 年的日期"),
        (("2022-09-26", "15", "day", "--area", "6"), "2、4、6、9 或 12 位"),
        (("2022-09-26", "15", "day", "--known-by", "yesterday"), "--known-by 不对"),
    ],
)
def test_due_refuses_what_it_cannot_read_and_says_what_is_allowed(policies, line, words):
    if line[1].startswith("-"):
        line = ("--", *line)
    assert words in refused("due", *line)


def test_payday_prints_the_day_by_which_a_month_is_paid(policies):
    assert said("payday", "2022-04", "--area", "61") == "2022-04-08"
    assert "provisional" in said("payday", "2027-04", "--area", "61")
    assert "不能判断" in said("payday", "2010-04")
    assert "2022-04" in refused("payday", "2022-13")
    assert "只能推算 1880 年至 2199 年" in refused("payday", "0001-01")


def test_assess_answers_in_the_form_it_was_asked(policies, tmp_path: Path):
    path = tmp_path / "case.json"
    path.write_text(json.dumps(QUESTION, ensure_ascii=False), encoding="utf-8")
    one = json.loads(said("assess", "--input", str(path)))
    path.write_text(json.dumps([QUESTION, QUESTION], ensure_ascii=False), encoding="utf-8")
    assert json.loads(said("assess", "--input", str(path))) == [one, one]
    line = json.dumps(QUESTION, ensure_ascii=False)
    path.write_text(f"{line}\n\n{line}\n", encoding="utf-8")
    assert [json.loads(each) for each in said("assess", "--input", str(path)).splitlines()] == [one, one]


def test_assess_answers_for_a_whole_month_in_pieces(policies, tmp_path: Path):
    path = tmp_path / "month.json"
    who = {"ref": "a", "relation": "self", "birth_date": "1952-06-16", "incomes": [], "expenses": [], "disabilities": [],
           "serious_illness": False}  # fmt: skip
    case = {"benefit": "dibao", "area": "990101", "setting": "rural", "on": "2025-06-10", "members": [who], "assets": [],
            "obligors": [], "policy": {"dibao.supplements": [{"group": "elder", "age_from": 73, "amount": "30"}]}}  # fmt: skip
    path.write_text(json.dumps(case), encoding="utf-8")
    month = json.loads(said("assess", "--month", "--input", str(path)))
    assert [(piece["from"], piece["to"]) for piece in month["pieces"]] == [
        ("2025-06-01", "2025-06-16"),
        ("2025-06-16", "2025-07-01"),
    ]
    assert [piece["answer"]["amount"] for piece in month["pieces"]] == ["609.00", "639.00"]
    assert (month["month"], month["rule"], month["amount"]) == ("2025-06", "next_month", "609.00")


def test_only_what_is_paid_by_the_month_is_answered_for_a_month(policies, tmp_path: Path):
    path = tmp_path / "once.json"
    path.write_text('{"benefit": "temporary_relief", "area": "63", "on": "2022-06-01"}', encoding="utf-8")
    assert "按月测算只用于按月发放的救助项目：dibao、tekun" in refused("assess", "--month", "--input", str(path))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "不是 JSON"),
        ('[{"benefit": "dibao"}', "不是 JSON"),
        ('{"benefit": "dibao", "benefit": "tekun"}', "'benefit' 出现了两次"),
        ('{"benefit": NaN}', "NaN"),
        ('{"id": "甲", "benefit": "dibao"}', "案例 '甲'：area"),
        (
            '[{"benefit": "dibao", "area": "63", "on": "2022-06-01"}, {"id": "乙", "benefit": "cash"}]',
            "第 2 个案例 '乙'：benefit",
        ),
        ("[]]", "不是 JSON"),
        ("3", "应为对象"),
        (" \n", "没有内容；应为一个案例、案例的列表，或每行一个案例"),
        ('{"id": ' + "1" * 5000 + "}", "数字过长"),
        ("[" * 100_000, "嵌套过深"),
        ('{"id": "\\ud800", "benefit": "dibao", "area": "63", "on": "2022-06-01"}', "id：含有不能存储的字符"),
        ('{"\\ud800": 1}', "\\ud800：未知的项"),
        ('{"id":"a","benefit":"dibao","area":"63","on":"2022-06-01"}\n{"x"}', "第 2 行"),
    ],
)
def test_assess_names_the_case_and_the_path_it_cannot_read(policies, tmp_path: Path, text, words):
    path = tmp_path / "bad.json"
    path.write_text(text, encoding="utf-8")
    assert words in refused("assess", "--input", str(path))


def test_a_line_of_cases_ends_where_json_lines_end(policies, tmp_path: Path):
    """A separator of Unicode's own inside a text is a letter of it."""
    path = tmp_path / "lines.json"
    case = json.dumps({"id": "甲\u2028乙", "benefit": "dibao", "area": "63", "on": "2022-06-01"}, ensure_ascii=False)
    path.write_text(f"{case}\r\n{case}\n", encoding="utf-8", newline="")
    first, second = (json.loads(line) for line in said("assess", "--input", str(path)).split("\n"))
    assert first == second
    assert first["id"] == "甲\u2028乙"


def test_assess_says_when_there_is_no_such_file(policies, tmp_path: Path):
    assert "读不了" in refused("assess", "--input", str(tmp_path / "none.json"))


def test_load_policies_says_what_it_did(policies):
    assert said("load_policies", "--demo").startswith("新装载文件 0 份")
