"""A register is taken in whole or not at all, and the same file twice changes nothing."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext

from assistance.fields import opened
from assistance.outcome import Refused
from cases.assessments.services import question_of
from cases.awards.models import Award, AwardPeriod, AwardPerson
from cases.awards.selectors import owed_between
from cases.awards.services import change
from cases.households.models import Asset, Condition, Expense, Household, Income, Member, PaymentAccount, Residence
from cases.register.plan import Plan
from cases.register.records import Register
from cases.register.selectors import stock_of
from cases.register.services import Taken, preview, take_in
from cases.register.workbook import read_workbook
from cases.staff.models import Area
from cases.staff.scope import NATION, acting_in
from cases.workflow.models import JournalLine
from tests.cases.register.books import SON, WANG, ZHAO, id_number, workbook
from tests.people import COUNTY, OTHER_COUNTY, OTHER_VILLAGE, VILLAGE, Town

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = NOW.date()
TABLES = (
    Household,
    Member,
    Condition,
    Income,
    Expense,
    Asset,
    Residence,
    PaymentAccount,
    Award,
    AwardPeriod,
    AwardPerson,
)


@pytest.fixture
def county(town: Town) -> Iterator[Town]:
    with acting_in(COUNTY):
        yield town


def looked_at(content: bytes, area: str = COUNTY) -> Plan:
    plan = preview("台账.xlsx", content, area, on=TODAY)
    assert isinstance(plan, Plan), plan
    return plan


def taken(content: bytes) -> Taken | Refused:
    register = read_workbook("台账.xlsx", content)
    assert isinstance(register, Register), register
    return take_in(register, "台账.xlsx", COUNTY, actor=None, at=NOW, digest="d" * 64)


def sizes() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in TABLES}


def problems(content: bytes) -> list[str]:
    return [str(problem) for problem in looked_at(content).register.problems]


def test_what_the_register_says_stands_in_the_database(county: Town) -> None:
    assert taken(workbook()) == Taken(households=2, members=3, awards=2, accounts=2)
    wang = Member.objects.get(name="王秀兰")
    assert (wang.id_mask, wang.pinyin, wang.sex, wang.birth_date) == (
        f"990101********{WANG[-4:]}", "wangxiulan", "female", date(1950, 3, 2),
    )  # fmt: skip
    assert opened(wang, "id_number") == WANG
    assert wang.period == DateRange(date(2025, 7, 1), None)
    assert dict(wang.conditions.values_list("name", "value")) == {
        "disabilities": [{"kind": "physical", "grade": 2}], "serious_illness": False, "labour": "none", "study": "none",
        "self_care": dict.fromkeys(("eat", "dress", "bed", "toilet", "walk", "bathe"), True),
    }  # fmt: skip
    assert set(wang.incomes.values_list("kind", "amount_fen", "per")) == {
        ("farming", 120000, "year"),
        ("pension", 18050, "month"),
    }
    award = Award.objects.get(register_key="D-0001")
    assert (award.benefit, award.reviewed_on, award.state) == ("dibao", date(2025, 12, 1), "active")
    amount = award.periods.get()
    assert (amount.amount_fen, amount.period) == (65000, DateRange(date(2026, 10, 1), None))
    assert [person.member.name for person in award.persons.select_related("member")] == ["王秀兰"]
    account = PaymentAccount.objects.get(household__number="Q-0001")
    assert opened(account, "number") == "6228480000000000011"
    assert account.number_mask == "****0011"


def test_what_the_register_leaves_empty_stays_unknown_and_zero_is_no_row(county: Town) -> None:
    taken(workbook())
    son = Member.objects.get(name="王小军")
    assert set(son.conditions.values_list("name", flat=True)) == {"disabilities", "serious_illness", "labour", "study"}
    assert son.expenses_complete is False
    assert not Income.objects.filter(amount_fen=0).exists()
    assert not Asset.objects.filter(household__number="Q-0002").exists()


def test_months_that_the_former_system_paid_are_not_owed_again(county: Town) -> None:
    taken(workbook())
    owed = {(one.month, one.amount_fen) for one in owed_between(COUNTY, "dibao", date(2025, 1, 1), date(2026, 11, 1))}
    assert owed == {(date(2026, 10, 1), 65000), (date(2026, 11, 1), 65000)}
    # the row that leaves the month empty: everything before the month of the import was paid
    (only,) = owed_between(COUNTY, "tekun", date(2024, 1, 1), date(2026, 11, 1))
    assert only.month == date(2026, 11, 1)
    raised = change(Award.objects.get(register_key="D-0001"), 70000, date(2026, 7, 1), None, "raise", NOW)
    assert isinstance(raised, Refused)
    assert "2026年10月以前由原系统发放" in str(raised)


def test_the_same_file_twice_changes_nothing(county: Town) -> None:
    taken(workbook())
    before = sizes()
    plan = looked_at(workbook())
    assert (plan.new_rows, plan.differences, plan.register.problems) == (0, [], [])
    assert taken(workbook()) == Taken(0, 0, 0, 0)
    assert sizes() == before


def test_a_row_with_other_content_is_shown_and_the_database_kept(county: Town) -> None:
    taken(workbook())
    changed = workbook({"待遇!E2": 700, "家庭!F2": "13911111111", "账户!D2": "6228480000000000037"})
    plan = looked_at(changed)
    assert {(d.sheet, d.cell, d.in_file, d.in_database) for d in plan.differences} == {
        ("待遇", "E2", "700.00", "650.00"), ("家庭", "F2", "13911111111", "13900000001"), ("账户", "D2", "尾号 0037", "另一个账号"),
    }  # fmt: skip
    assert taken(changed) == Taken(0, 0, 0, 0)
    assert AwardPeriod.objects.get(award__register_key="D-0001").amount_fen == 65000


def test_a_later_file_adds_only_what_is_new(county: Town) -> None:
    taken(workbook())
    born = id_number("20260301", 131)
    more = {"成员": [["Q-0001", "王小宝", born, "", "", "孙子女", *[""] * 16]]}
    assert taken(workbook(more=more)) == Taken(households=0, members=1, awards=0, accounts=0)
    assert Member.objects.get(name="王小宝").period == DateRange(date(2026, 3, 1), None)


def test_a_person_without_papers_is_found_again_by_name_and_birthday(county: Town) -> None:
    more = {"成员": [["Q-0002", "赵无名", "", "1950-01-01", "男", "兄弟姐妹", *[""] * 16]]}
    assert taken(workbook(more=more)) == Taken(2, 4, 2, 2)
    assert AwardPerson.objects.filter(award__register_key="T-0002").count() == 2
    assert taken(workbook(more=more)) == Taken(0, 0, 0, 0)


ANOTHER = [["Q-0003", "李四", VILLAGE, "农村", "", "", "", "", ""]]


@pytest.mark.parametrize(
    ("changes", "more", "problem"),
    [
        ({"家庭!C3": "990101009009"}, {}, "家庭 C3：990101009009 不是导入地区里的村（社区）"),
        ({"家庭!C3": COUNTY}, {}, "家庭 C3：990101000000 不是导入地区里的村（社区）"),
        ({"家庭!A3": "Q-0001"}, {}, "家庭 A3：户编号和第 2 行重复"),
        ({"成员!F3": "户主"}, {}, "家庭 A2：“成员”表里这一户有 2 个户主"),
        ({"家庭!B2": "王秀蓝"}, {}, "家庭 B2：户主姓名和“成员”表第 2 行的“王秀兰”不一致"),
        ({}, {"家庭": ANOTHER}, "家庭 A4：“成员”表里这一户有 0 个户主"),
        ({"成员!C4": WANG}, {}, "成员 C4：身份证号和第 2 行重复"),
        ({"成员!A3": "Q-0007"}, {}, "成员 A3：“家庭”表里没有户编号 Q-0007"),
        ({"成员!I2": ""}, {}, "成员 I2：残疾类别和残疾等级要一起填"),
        ({"成员!D2": "1950-03-03"}, {}, "成员 D2：和身份证号里的出生日期 1950-03-02 不一致"),
        ({"成员!E2": "男"}, {}, "成员 E2：和身份证号里的性别不一致"),
        ({"成员!C3": ""}, {}, "成员 C3：没有身份证号的，要填出生日期和性别"),
        ({"成员!C3": id_number("20270101", 111)}, {}, "成员 C3：出生日期 2027-01-01 还没有到"),
        ({"成员!V2": "9901"}, {}, "成员 V2：“9901”不是区划代码"),
        ({"待遇!D2": ZHAO}, {}, "待遇 D2：有 1 个身份证号不是这一户的成员"),
        ({"待遇!E2": 0}, {}, "待遇 E2：每月金额必须大于 0"),
        ({"待遇!G2": "2026-12"}, {}, "待遇 G2：2026-12 还没有到，不能已经发了"),
        ({"待遇!F2": "2028-01"}, {}, "待遇 F2：起始月份 2028-01 不可能"),
        ({"待遇!A3": "D-0001"}, {}, "待遇 A3：待遇编号和第 2 行重复"),
        ({}, {"待遇": [["D-0003", "Q-0002", "低保", "", 100, "2026-01"]]}, "待遇 D4：有人在第 3 行已经享受，低保和特困不能重复"),
        ({}, {"账户": [["Q-0001", "王小军", "某银行", "6228480000000000045"]]}, "账户 A2：这一户有 2 个账户"),
        ({"账户!D2": "6228-4800"}, {}, "账户 D2：账号应为8至32位数字"),
    ],
)  # fmt: skip
def test_one_bad_row_refuses_the_whole_file(
    county: Town, changes: dict[str, Any], more: dict[str, Any], problem: str
) -> None:
    content = workbook(changes, more)
    assert any(said.startswith(problem) for said in problems(content)), problems(content)
    answer = taken(content)
    assert isinstance(answer, Refused)
    assert any(reason.text.startswith(problem) for reason in answer.reasons)
    assert sum(sizes().values()) == 0
    assert not JournalLine.objects.filter(act="import_register").exists()


def second_file(household: str, award: str, person: str) -> bytes:
    """The sound register with other keys and one other person, so that only what is named can collide."""
    twin, brother = id_number("19510404", 202), id_number("19820715", 211)
    return workbook({
        "家庭!A2": household, "成员!A2": household, "成员!A3": household, "待遇!B2": household, "账户!A2": household,
        "家庭!A3": "Q-0902", "成员!A4": "Q-0902", "待遇!B3": "Q-0902", "账户!A3": "Q-0902",
        "待遇!A2": award, "待遇!A3": "T-0902", "成员!C2": person, "待遇!D2": person, "成员!C3": brother, "成员!C4": twin,
    })  # fmt: skip


def test_a_person_of_another_household_is_refused_by_its_number(county: Town) -> None:
    taken(workbook())
    found = problems(second_file("Q-0901", "D-0901", WANG))
    assert found[0].startswith("成员 C2：此人登记在户编号 Q-0001")
    assert any(said.startswith("待遇 D2：有人已在享受同类救助") for said in found)


def test_an_award_key_of_another_household_is_refused(county: Town) -> None:
    taken(workbook())
    found = problems(second_file("Q-0901", "D-0001", id_number("19500302", 302)))
    assert [said[:12] for said in found] == ["待遇 A2：这个待遇编号"]


def test_of_another_county_only_elsewhere_is_told(town: Town) -> None:
    from cases.staff.models import Area

    for code, name, level, parent in (
        ("990102001000", "东河镇", "township", OTHER_COUNTY), ("990102001001", "桥头村", "village", "990102001000"),
    ):  # fmt: skip
        Area.objects.create(code=code, name=name, level=level, parent_id=parent)
    with acting_in(COUNTY):
        taken(workbook())
    with acting_in(OTHER_COUNTY):
        moved = workbook({"家庭!C2": "990102001001", "家庭!C3": "990102001001"})
        said = [str(problem) for problem in looked_at(moved, OTHER_COUNTY).register.problems]
    assert said[0].startswith("家庭 A2：户编号在别的地区用着")
    with acting_in(OTHER_COUNTY):
        content = second_file("Q-0901", "D-0901", WANG)
        said = [str(p) for p in looked_at(content, OTHER_COUNTY).register.problems if "此人" in p.reason]
    assert said == ["成员 C2：此人登记在别的地区（先办理迁出，或请联系县级核实）"]
    assert "Q-0001" not in "".join(said)


def test_looking_over_the_nation_leaves_the_asker_in_his_own_place(county: Town) -> None:
    stock_of(["Q-0001"], [], [])
    with acting_in(NATION):
        Household.objects.create(
            number="F", head_name="外县", setting="rural", area_code="990102001001", created_at=NOW
        )
    assert not Household.objects.filter(number="F").exists()


def test_a_race_lost_at_the_constraint_is_a_refusal_and_leaves_nothing(
    county: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken(workbook())
    from cases.register import plan
    from cases.register.selectors import Stock

    monkeypatch.setattr(plan, "stock_of", lambda *_: Stock())  # as if the rows came after we looked
    before = sizes()
    answer = taken(workbook())
    assert isinstance(answer, Refused)
    assert answer.reasons[0].code == "race"
    assert sizes() == before


def test_the_queries_do_not_grow_with_the_rows(county: Town) -> None:
    with CaptureQueriesContext(
        connection,
    ) as small:
        looked_at(workbook())
    more: dict[str, list[list[Any]]] = {"家庭": [], "成员": [], "待遇": []}
    for number in range(200):
        key = f"R-{number:04}"
        more["家庭"].append([key, "孙某", OTHER_VILLAGE, "农村"])
        more["成员"].append([key, "孙某", id_number("19600101", number), "", "", "户主"])
        more["待遇"].append([f"D-{key}", key, "低保", "", 300, "2026-01"])
    with CaptureQueriesContext(connection) as large:
        looked_at(workbook(more=more))
    assert len(large) == len(small)


def test_the_command_imports_previews_and_refuses(
    town: Town, tmp_path: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "register.xlsx"
    path.write_bytes(workbook())
    call_command("import_register", str(path), "--area", COUNTY, "--dry-run")
    assert "家庭：2 行，新增 2" in capsys.readouterr().out
    with acting_in(COUNTY):
        assert sum(sizes().values()) == 0
    call_command("import_register", str(path), "--area", COUNTY)
    assert "已导入家庭 2、成员 3、待遇 2、账户 2" in capsys.readouterr().out
    path.write_bytes(workbook({"成员!C3": SON[:-1] + "?"}))
    with pytest.raises(CommandError, match="成员 C3") as refusal:
        call_command("import_register", str(path), "--area", COUNTY)
    assert refusal.value.returncode == 2
    with pytest.raises(CommandError, match="没有区划"):
        call_command("import_register", str(path), "--area", "110101000000")


def test_the_areas_command_names_every_bad_row(db: None, tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "areas.csv"
    path.write_text(
        "code,name,setting\n980000000000,甲省,\n98000000000,乙省,\n980101000000,丙县,\n", encoding="utf-8-sig"
    )
    with pytest.raises(CommandError, match="第 3 行") as refusal:
        call_command("import_areas", str(path))
    assert "缺少上级" in str(refusal.value)
    path.write_text("code,name,setting\n980000000000,甲省,\n", encoding="utf-8-sig")
    call_command("import_areas", str(path))
    assert capsys.readouterr().out == "区划 1 个\n"


def test_the_command_asks_which_county_where_there_are_two_and_takes_the_only_one(town: Town, tmp_path: Any) -> None:
    path = tmp_path / "register.xlsx"
    path.write_bytes(workbook())
    with pytest.raises(CommandError, match="请用 --area 写明"):
        call_command("import_register", str(path), "--dry-run")
    Area.objects.filter(code=OTHER_COUNTY).update(level=Area.Level.CITY)
    call_command("import_register", str(path), "--dry-run")


def test_permits_come_with_their_days_and_awards_with_their_supplement(county: Town) -> None:
    filled = {"成员!V2": "", "成员!W2": "2025-03-01", "成员!X2": "2027-02-28", "待遇!J2": 60}
    assert isinstance(taken(workbook(filled)), Taken)
    permit = Residence.objects.get(kind="residence_permit")
    assert (permit.place_code, permit.issued_on, permit.valid_until) == (VILLAGE, date(2025, 3, 1), date(2027, 2, 28))
    household = Household.objects.get(number="Q-0001")
    asked = question_of(household, benefit="dibao", on=TODAY)
    assert asked["application"]["permit_until"] == "2027-02-28"
    assert [(one["amount"], one["supplement"]) for one in asked["receives"]] == [("650.00", "60.00")]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"成员!W2": "2027-03-01"}, "成员 W2：签发日期 2027-03-01 还没有到"),
        ({"成员!W2": "2026-03-01", "成员!X2": "2026-02-01"}, "成员 X2：早于签发日期 2026-03-01"),
        ({"待遇!J2": 651}, "待遇 J2：其中的分类施保多于每月金额"),
    ],
)
def test_days_and_supplements_that_cannot_be_are_named_by_cell(
    county: Town, changes: dict[str, Any], expected: str
) -> None:
    assert [problem.startswith(expected) for problem in problems(workbook(changes))] == [True]
