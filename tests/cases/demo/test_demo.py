"""The invented county is as large as Donghai, lawful to the fen, loaded once, and shows a case at every step."""

import io
from collections import Counter
from datetime import date
from random import Random

import openpyxl
import pytest
from django.core.management import call_command

from cases.applications.models import Application
from cases.applications.states import APPLICATION
from cases.assessments.services import trial
from cases.awards.models import Award, AwardPeriod
from cases.demo import applicants, officers, register, reviews
from cases.demo.county import COUNTY, areas_csv, places
from cases.demo.loading import Loading, load
from cases.demo.persons import Population
from cases.demo.register import DONGHAI, Size, Writer
from cases.households.identity import citizen, id_check
from cases.matching.models import Discrepancy
from cases.payouts.models import PayoutLine, PayoutRun
from cases.policies.models import Simulation
from cases.reaudits.models import Reaudit
from cases.staff.models import Area, Officer, Post, Role
from cases.staff.passwords import ThreeKindsValidator
from cases.staff.scope import acting_in
from eligibility import api

TODAY = date(2026, 11, 25)  # a Wednesday
SMALL = Size(rural=(45, 74), urban=(3, 4), tekun=8)


def test_the_county_has_seventeen_townships_and_371_villages_and_communities() -> None:
    found = places()
    assert len(found) == len({place.code for place in found}) == len({place.name for place in found}) == 371
    assert len({place.township for place in found}) == 17
    assert areas_csv().count("\n") == 1 + 3 + 17 + 371


def test_the_register_is_as_large_as_donghais() -> None:
    sizes = register._sizes(Random(1), *DONGHAI.rural)
    assert (len(sizes), sum(sizes)) == (8_084, 13_326)
    assert set(sizes) == {1, 2, 3, 4, 5}
    assert DONGHAI.urban == (114, 167)
    assert DONGHAI.tekun == 1_452


def test_everybody_has_a_number_of_no_place_with_a_right_check_digit() -> None:
    people = Population(3)
    numbers = [people.id_number(people.birthday(age, TODAY), sex) for age in range(1, 90) for sex in ("female", "male")]
    assert len(set(numbers)) == len(numbers)
    assert all(number.startswith("99") and id_check(number, on=TODAY) is None for number in numbers)
    ages = [TODAY.year - person.birth_date.year for number in numbers if (person := citizen(number))]
    assert {age - expected // 2 - 1 for expected, age in enumerate(ages)} <= {0, 1}


def test_rare_characters_and_other_peoples_names_occur() -> None:
    people = Population(5)
    names = {people.name(sex) for _ in range(1500) for sex in ("female", "male")}
    assert any("·" in name for name in names)
    assert any(ord(sign) > 0xFFFF or sign in "㛃䶮" for name in names for sign in name)


@pytest.mark.django_db
def test_the_same_seed_and_day_give_the_same_workbook(policies: None) -> None:
    def cells() -> list[tuple[object, ...]]:
        book = openpyxl.load_workbook(io.BytesIO(register.register(TODAY, size=Size((6, 9), (1, 2), 2))))
        return [row for page in book for row in page.iter_rows(values_only=True)]

    assert cells() == cells()
    assert Writer(TODAY, 1).population.id_number(TODAY, "male") != Writer(TODAY, 2).population.id_number(TODAY, "male")


def test_the_password_meets_the_rules_that_it_is_shown_for() -> None:
    ThreeKindsValidator().validate(officers.PASSWORD, None)
    assert len(officers.PASSWORD) >= 10
    assert {seat.role for seat in officers.seats() if seat.shown} == set(Role)
    logins = [seat.login for seat in officers.seats()]
    assert len(set(logins)) == len(logins) == len([*officers._SEATS]) + 16 * 3


@pytest.mark.slow
@pytest.mark.django_db
def test_the_demo_is_whole_lawful_and_loaded_once(policies: None, capsys: pytest.CaptureFixture[str]) -> None:
    said: list[str] = []
    load(Loading(TODAY, said.append), SMALL)
    assert [line.split("（")[0].strip() for line in said][-1] == "待发布的提标草稿和测算"
    with acting_in(COUNTY):
        _cases_at_every_step()
        _money_paid_and_owed()
        _register_agrees_with_the_law()
        _a_raise_waits_for_its_second_person()
        before = _sizes()
    load(Loading(TODAY, said.append), SMALL)
    with acting_in(COUNTY):
        assert _sizes() == before
    call_command("demo_logins")
    table = capsys.readouterr().out
    assert table.startswith("role ")
    assert "乡镇经办人 | zhangmin   | Qingyang-2026! | 青阳县 青河镇（低保 2,000 元以内由镇里确认）" in table
    assert "乡镇负责人 | shiqiao3   | Qingyang-2026! | 青阳县 石桥镇（低保由县里复核、确认）" in table


def _sizes() -> list[int]:
    models = (Area, Officer, Post, Award, AwardPeriod, Application, PayoutRun, PayoutLine, Reaudit, Simulation)
    return [model.objects.count() for model in models]  # type: ignore[attr-defined]


def _cases_at_every_step() -> None:
    states = Counter(Application.objects.values_list("state", flat=True))
    assert set(states) == set(APPLICATION.states)
    assert sum(states.values()) == len(applicants.askers(TODAY, TODAY))
    dues = [row.step_due_at.date() for row in Application.objects.exclude(step_due_at=None)]
    assert min(dues) < TODAY < max(dues)
    assert TODAY in dues
    assert Discrepancy.objects.filter(agrees=False, verdict="open").count() >= 4
    assert Application.objects.filter(open_differences__gt=0).count() >= 4


def _money_paid_and_owed() -> None:
    last, this = date(2026, 10, 1), date(2026, 11, 1)
    runs = set(PayoutRun.objects.values_list("benefit", "month", "state"))
    assert runs == {
        ("dibao", last, "closed"), ("tekun", last, "closed"), ("dibao", this, "drafted"), ("tekun", this, "drafted"),
    }  # fmt: skip
    assert PayoutLine.objects.filter(run__month=last, state="failed").count() == 1
    backpay = PayoutLine.objects.filter(run__month=this, kind="arrears")
    assert backpay.count() == 2 * reviews._RAISED  # September and October, for each raised award
    assert all(0 < line.amount_fen < 20_000 for line in backpay)


def _a_raise_waits_for_its_second_person() -> None:
    made = Simulation.objects.get()
    waiting = api.version(made.version_id)
    assert waiting is not None
    assert (waiting.state, waiting.start) == ("in_review", date(2026, 10, 1))
    assert made.summary["winners"]["count"] > 40
    assert list(made.summary["back_pay"]) == ["2026-10-01"]


def _register_agrees_with_the_law() -> None:
    """What the imported awards are worth is what the engine answers from the imported facts."""
    awards = list(Award.objects.exclude(register_key=None).select_related("household").order_by("pk"))
    assert len(awards) == 45 + 3 + 8
    wrong = []
    for award in awards[::4]:
        answer = trial(award.household, benefit=award.benefit, on=date(2026, 10, 1))
        amount = AwardPeriod.objects.get(award=award).amount_fen
        if (answer.outcome, answer.amount_fen) != ("yes", amount):
            wrong.append((award.register_key, answer.outcome, answer.amount_fen, amount, answer.missing))
    assert wrong == []
