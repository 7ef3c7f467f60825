"""Django's own admin is for system administrators in post, journals what it writes, and shows no case and no money."""

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from cases.staff.models import Officer
from cases.staff.scope import NATION, acting_in
from cases.workflow.models import JournalLine
from tests.people import Town, sign_in

pytestmark = pytest.mark.django_db


def test_only_people_and_places_are_in_the_admin() -> None:
    ours = {model._meta.label for model in admin.site._registry if model._meta.app_label in {"cases", "eligibility"}}
    assert ours == {"cases.Officer", "cases.Post", "cases.Area", "cases.Relative", "cases.SignInAttempt"}


@pytest.mark.parametrize(("who", "status"), [("admin", 200), ("approver", 302), ("auditor", 302), ("head", 302)])
def test_only_a_system_administrator_gets_in(client: Client, town: Town, who: str, status: int) -> None:
    sign_in(client, getattr(town, who))
    assert client.get(reverse("admin:index")).status_code == status


def test_a_new_officer_is_journalled_and_one_person_has_one_login(client: Client, town: Town) -> None:
    sign_in(client, town.admin)
    form = {
        "login": "newone",
        "name": "新人",
        "is_active": "on",
        "id_number": "990101199003074514",
        "new_password": "Sunny-Day-2026",
    }
    assert client.post(reverse("admin:cases_officer_add"), form).status_code == 302
    officer = Officer.objects.get(login="newone")
    assert officer.check_password("Sunny-Day-2026")
    again = client.post(reverse("admin:cases_officer_add"), {**form, "login": "second"})
    assert "此人已有登录名" in again.content.decode()
    with acting_in(NATION):
        line = JournalLine.objects.get(act="admin_add", subject_kind="officer")
        assert line.officer == town.admin.officer
        assert "990101199003074514" not in str(line.detail)


def test_a_weak_password_is_refused_in_words(client: Client, town: Town) -> None:
    sign_in(client, town.admin)
    form = {
        "login": "weak",
        "name": "新人",
        "is_active": "on",
        "id_number": "990101199003074514",
        "new_password": "abcdefghij",
    }
    answer = client.post(reverse("admin:cases_officer_add"), form).content.decode()
    assert "三种" in answer
    assert not Officer.objects.filter(login="weak").exists()
