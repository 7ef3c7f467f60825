"""What few families have to say: permits with their days, who came or died, confirmed incomes, obligors, benefits elsewhere."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cases.applications.models import Application
from cases.applications.services import Ask, open_intake
from cases.assessments.services import question_of
from cases.households.models import Aid, Condition, Household, Member, Obligor, Residence
from cases.households.selectors import members_on
from cases.households.services import record_condition
from cases.staff.scope import acting_as, acting_in
from tests.desk.taking_in import asked, at, head_of, post, seen, version
from tests.people import COUNTY, Town, sign_in

pytestmark = pytest.mark.django_db


def permit(client: Client, family: Household, **fields: str) -> tuple[int, str]:
    given = {"kind": "residence_permit", "where": "here", "place_code": "", "since": "", "valid_until": "", **fields}
    return post(client, family, "residences", head_of(family).pk, **given)


def test_a_permit_is_told_with_its_days_and_a_lapsed_one_stays_and_is_said_to_have_lapsed(
    officer: Client, family: Household
) -> None:
    assert permit(officer, family, since="2024-03-01", valid_until="2026-10-31")[0] == 302
    told = asked(family)["application"]
    assert told == {"basis": "residence_permit", "permit_from": "2024-03-01", "permit_until": "2026-10-31"}
    page, shown = seen(officer, family, "residences")
    assert "2024-03-01 签发，有效期至 2026-10-31" in page
    assert "已经过期没有签注" in page
    assert "2024-03-01 签发，有效期至 2026-10-31" in shown


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"since": "2026-03-01", "valid_until": "2026-02-01"}, "有效期至 2026-02-01 早于签发日期 2026-03-01"),
        ({"since": "2099-01-01"}, "在今天以后"),
        ({"since": "2026-03-01", "valid_until": "明年"}, "“明年”看不出是哪一天"),
        ({"kind": "hukou", "valid_until": "2027-02-01"}, "有效期只有居住证才填"),
    ],
)
def test_a_permit_that_cannot_be_loses_nothing(
    officer: Client, family: Household, fields: dict[str, str], words: str
) -> None:
    status, page = permit(officer, family, **fields)
    assert (status, words in page) == (422, True)
    assert all(f'value="{value}"' in page for name, value in fields.items() if name != "kind")
    assert '<details class="more" open>' in page or "valid_until" not in fields
    with acting_in(COUNTY):
        assert not Residence.objects.exists()


def test_hukou_and_home_of_every_member_reach_the_law(officer: Client, family: Household) -> None:
    key = head_of(family).pk
    plain = {"since": "", "valid_until": ""}
    post(officer, family, "residences", key, kind="hukou", where="other", place_code="990102", **plain)
    post(officer, family, "residences", key, kind="actual", where="here", place_code="", **plain)
    head = asked(family)["members"][0]
    assert (head["hukou_area"], head["residence_area"]) == ("990102000000", family.area_code)


def member(client: Client, family: Household, **fields: str) -> tuple[int, str]:
    given = {"name": "李小雨", "relation": "child", "status": "at_home", "birth_date": "2026-03-01", **fields}
    return post(client, family, "members", "home", **given)


def test_who_joined_on_a_day_is_told_so_and_belongs_to_the_family_from_it(officer: Client, family: Household) -> None:
    assert member(officer, family, joined_on="2026-08-01", status="clergy_away", status_since="2026-09-01")[0] == 302
    told = asked(family)["members"][2]
    assert (told["joined_on"], told["status_since"]) == ("2026-08-01", "2026-09-01")
    with acting_in(COUNTY):
        assert Member.objects.get(name="李小雨").period.lower.isoformat() == "2026-08-01"
    assert "2026-08-01 起一起生活" in officer.get(at(family, "members")).content.decode()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"joined_on": "2099-01-01"}, "一起生活的日期 2099-01-01 在今天以后"),
        ({"joined_on": "2025-01-01"}, "一起生活的日期 2025-01-01 早于出生日期 2026-03-01"),
        ({"status_since": "2099-01-01"}, "现在的情况开始的日期 2099-01-01 在今天以后"),
    ],
)
def test_a_day_that_cannot_be_stands_at_its_box_with_what_was_typed(
    officer: Client, family: Household, fields: dict[str, str], words: str
) -> None:
    status, page = member(officer, family, **fields)
    assert (status, words in page, 'value="李小雨"' in page) == (422, True, True)
    assert all(f'value="{value}"' in page for value in fields.values())


def leave(client: Client, family: Household, **fields: str) -> tuple[int, str]:
    with acting_in(COUNTY):
        spouse = Member.objects.get(household=family, relation="spouse")
    answer = client.post(f"/households/{family.pk}/leave/{spouse.pk}/", fields)
    return answer.status_code, answer.content.decode()


def test_a_death_is_told_by_its_day_and_still_counts_on_it(officer: Client, family: Household) -> None:
    today = timezone.localdate()
    with acting_in(COUNTY):
        Member.objects.update(period=f"[{today - timedelta(days=30)},)")
    assert leave(officer, family, died_on=today.isoformat())[0] == 302
    assert asked(family)["members"][1]["died_on"] == today.isoformat()
    assert f"<dd>{today.isoformat()}</dd>" in officer.get(f"/households/{family.pk}/").content.decode()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"died_on": "2099-01-01"}, "去世日期 2099-01-01 在今天以后"),
        ({"died_on": "2026-11-01", "on": "2026-11-05", "reason": "去世"}, "已填去世日期，这一项空着"),
        ({"on": "2026-12-01"}, "写明迁出的原因"),
        ({"reason": "分户"}, "填从哪天起不再共同生活"),
    ],
)
def test_a_leaving_that_is_half_told_says_what_is_wrong(
    officer: Client, family: Household, fields: dict[str, str], words: str
) -> None:
    status, page = leave(officer, family, **fields)
    assert (status, words in page) == (422, True)
    assert all(f'value="{value}"' in page for value in fields.values())


def conditions(client: Client, family: Household, **fields: str) -> tuple[int, str]:
    key = head_of(family).pk
    typed = {f"{key}-{name}": value for name, value in {"labour": "", **fields}.items()}
    answer = client.post(at(family, "conditions"), {**typed, "save": "all", "version": str(version(family))})
    return answer.status_code, answer.content.decode()


def test_somebody_without_a_duty_of_support_is_said_to_be_none_of_the_family(
    officer: Client, family: Household
) -> None:
    assert conditions(officer, family, legal_duty="no")[0] == 302
    assert asked(family)["members"][0]["legal_duty"] is False


def test_an_officer_confirms_a_supposed_income_and_takes_it_back(officer: Client, family: Household) -> None:
    assert conditions(officer, family, imputed_confirmed="yes")[0] == 302
    assert asked(family)["members"][0]["imputed_confirmed"] is True
    assert conditions(officer, family, imputed_confirmed="")[0] == 302
    assert "imputed_confirmed" not in asked(family)["members"][0]
    with acting_in(COUNTY):
        assert Condition.objects.filter(name="imputed_confirmed", voided_at__isnull=False).count() == 1


def test_the_village_cannot_confirm_it(client: Client, town: Town, family: Household, policies: None) -> None:
    sign_in(client, town.assistant)
    status, page = conditions(client, family, imputed_confirmed="yes", employment="打零工")
    assert (status, "由乡镇（街道）经办人确认或否定" in page, 'value="打零工"' in page) == (422, True, True)
    with acting_in(COUNTY):
        assert not Condition.objects.exists()
    with acting_as(town.officer):
        head = members_on(family, timezone.localdate())[0]
        record_condition(head, name="imputed_confirmed", value=True, actor=town.officer, at=timezone.now())
    assert conditions(client, family, imputed_confirmed="")[0] == 422  # nor take back what an officer confirmed
    assert asked(family)["members"][0]["imputed_confirmed"] is True


def test_refusals_of_work_are_one_row_and_three_facts_of_the_law(officer: Client, family: Household) -> None:
    told = {"work_times": "3", "work_first": "20260105", "work_last": "2026-04-05"}
    assert conditions(officer, family, **told, employed_from="2026-05-01", illness_code="c34.1")[0] == 302
    head = asked(family)["members"][0]
    names = ("work_refusals", "work_refused_from", "work_refused_on")
    assert [head[name] for name in names] == [3, "2026-01-05", "2026-04-05"]
    assert (head["employed_from"], head["illness_code"]) == ("2026-05-01", "C34.1")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"work_times": "2", "work_first": "2026-04-05", "work_last": "2026-01-05"}, "最近一次不能早于第一次拒绝"),
        ({"work_first": "2026-04-05"}, "填连续拒绝了几次"),
        ({"work_times": "100"}, "99"),
        ({"illness_code": "癌症"}, "不是疾病编码，写成 C34 或 N18.0"),
        ({"employed_from": "去年"}, "“去年”看不出是哪一天"),
    ],
)
def test_circumstances_that_cannot_be_read_are_named_and_kept(
    officer: Client, family: Household, fields: dict[str, str], words: str
) -> None:
    status, page = conditions(officer, family, **fields)
    assert (status, words in page) == (422, True)
    assert all(f'value="{value}"' in page for value in fields.values())


OBLIGOR = {
    "name": "王建国",
    "relation": "child",
    "able": "",
    "income": "",
    "income_per": "",
    "household_size": "",
    "supports": "",
}


def test_an_obligors_circumstances_let_the_law_judge_his_ability(officer: Client, family: Household) -> None:
    told = {
        "birth_date": "1950-01-01",
        "receives": "tekun",
        "status": "",
        "severe_disability": "no",
        "property_inside": "yes",
    }
    assert post(officer, family, "obligors", "home", **OBLIGOR, **told)[0] == 302
    (obligor,) = asked(family)["obligors"]
    assert obligor == {
        "relation": "child", "birth_date": "1950-01-01", "receives": "tekun", "severe_disability": False,
        "property_inside": True,
    }  # fmt: skip
    assert "1950-01-01 出生，享受特困人员救助供养" in officer.get(at(family, "obligors")).content.decode()


def test_an_obligor_yet_unborn_is_refused_at_his_box(officer: Client, family: Household) -> None:
    status, page = post(officer, family, "obligors", "home", **OBLIGOR, birth_date="2099-01-01")
    assert (status, "义务人出生日期 2099-01-01 在今天以后" in page, 'value="王建国"' in page) == (422, True, True)
    with acting_in(COUNTY):
        assert not Obligor.objects.exists()


AID = {"benefit": "dibao", "place_code": "990102", "amount": "600", "started_on": "2025-01-01", "ended_on": ""}


def test_a_benefit_drawn_in_another_county_shuts_out_ours(officer: Client, family: Household) -> None:
    assert post(officer, family, "aids", "home", **AID, supplement="60", cause="", evidence="")[0] == 302
    assert asked(family)["receives"] == [
        {"benefit": "dibao", "area": "990102000000", "from": "2025-01-01", "amount": "600.00", "supplement": "60.00"}
    ]
    page = officer.get(at(family, "aids")).content.decode()
    assert "正在其他县（市、区）享受低保" in page
    assert "最低生活保障，" in officer.get(f"/households/{family.pk}/").content.decode()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"ended_on": "2024-12-31"}, "停止享受的日期 2024-12-31 早于开始享受的 2025-01-01"),
        ({"supplement": "700"}, "其中的分类施保不能多于金额"),
        ({"place_code": "99"}, "所在地填区划代码：6 位（县）"),
        ({"started_on": "2099-01-01"}, "在今天以后"),
    ],
)
def test_a_benefit_elsewhere_that_cannot_be_is_refused_at_its_box(
    officer: Client, family: Household, fields: dict[str, str], words: str
) -> None:
    status, page = post(officer, family, "aids", "home", **{**AID, **fields})
    assert (status, words in page) == (422, True)
    assert all(f'value="{value}"' in page for value in fields.values())
    with acting_in(COUNTY):
        assert not Aid.objects.exists()


# --- the application's own words, and the way to what is missing ---


@pytest.fixture
def draft(town: Town, family: Household) -> Application:
    """An application for relief that nobody has accepted yet."""
    with acting_as(town.officer):
        made = open_intake(
            family, benefits=[Ask("temporary_relief", "expenditure")], actor=town.officer, at=timezone.now()
        )
        assert isinstance(made, list), made
        return made[0]


def test_a_draft_says_why_its_sum_leaves_the_range(officer: Client, draft: Application) -> None:
    page = f"/applications/{draft.pk}/wish/"
    typed = {"basis": "hukou", "cause": "fire", "amount_requested": "9000", "months": "", "reason": "房屋烧毁",
             "same_cause_justified": "yes", "outside_reason": "全部家产烧毁", "version": str(draft.version)}  # fmt: skip
    wrong = officer.post(page, {**typed, "amount_requested": "0"})
    assert (wrong.status_code, "申请金额须大于零" in wrong.content.decode()) == (422, True)
    assert "全部家产烧毁" in wrong.content.decode()
    assert officer.post(page, typed).status_code == 302
    with acting_in(COUNTY):
        row = Application.objects.get(pk=draft.pk)
        assert (row.outside_reason, row.same_cause_justified, row.amount_requested_fen) == (
            "全部家产烧毁",
            True,
            900_000,
        )
        told = question_of(row.household, benefit=row.benefit, kind=row.kind, on=timezone.localdate(), application=row)
    assert (told["application"]["reason"], told["application"]["same_cause_justified"]) == ("全部家产烧毁", True)


def test_what_is_missing_leads_to_the_box_that_tells_it(officer: Client, family: Household, draft: Application) -> None:
    key = head_of(family).pk
    page = officer.get(f"/applications/{draft.pk}/").content.decode()
    assert f'href="/applications/{draft.pk}/wish/"' in page
    trial = officer.get(at(family, "check")).content.decode()  # lists everything that is missing
    assert f'href="/intake/{family.pk}/conditions/#c_{key}-disabilities"' in trial
    assert f'id="c_{key}-disabilities"' in officer.get(at(family, "conditions")).content.decode()


def test_an_emergency_is_asked_for_where_it_happened_and_nothing_else_is(officer: Client, family: Household) -> None:
    wish = {"benefits": ["dibao", "temporary_relief:emergency"], "basis": "emergency_place", "cause": "accident"}
    assert officer.post(at(family, "wish"), {**wish, "next": "1"}).status_code == 302
    assert officer.post(at(family, "check")).status_code == 302
    with acting_in(COUNTY):
        assert dict(Application.objects.values_list("benefit", "basis")) == {
            "dibao": "hukou", "temporary_relief": "emergency_place",
        }  # fmt: skip
