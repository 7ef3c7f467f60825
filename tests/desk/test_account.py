"""Signing in and out, the password, the post and the text size."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from cases.staff.models import Post, SignInAttempt
from tests.people import PASSWORD, VILLAGE, Town, sign_in

pytestmark = pytest.mark.django_db


def log_in(client: Client, login: str, password: str, **more: str) -> object:
    return client.post("/login/", {"login": login, "password": password, **more})


def test_the_right_password_leads_to_the_workbench(client: Client, town: Town) -> None:
    response = log_in(client, "officer", PASSWORD)
    assert response.status_code == 302
    assert response["Location"] == "/"
    assert "张敏" in client.get("/").content.decode()


def test_a_wrong_password_stays_on_the_page_and_says_so(client: Client, town: Town) -> None:
    response = log_in(client, "officer", "not-the-password")
    assert response.status_code == 422
    assert "登录名或密码不对" in response.content.decode()
    assert "_auth_user_id" not in client.session
    assert SignInAttempt.objects.filter(login="officer", succeeded=False).count() == 1


def test_an_unknown_login_reads_the_same_as_a_wrong_password(client: Client, town: Town) -> None:
    assert "登录名或密码不对" in log_in(client, "nobody-here", "x").content.decode()


def test_five_wrong_passwords_lock_even_the_right_one(client: Client, town: Town) -> None:
    for _ in range(5):
        log_in(client, "officer", "wrong")
    response = log_in(client, "officer", PASSWORD)
    assert response.status_code == 422
    assert "连续输错" in response.content.decode()


def test_empty_fields_are_named(client: Client, town: Town) -> None:
    page = log_in(client, "", "").content.decode()
    assert "填登录名" in page
    assert "填密码" in page
    assert "<title>有错误：登录" in page


def test_after_login_the_page_asked_for_opens(client: Client, town: Town) -> None:
    asked = client.get("/search/", {"q": "王"})
    assert asked["Location"] == "/login/?next=%2Fsearch%2F%3Fq%3D%25E7%258E%258B"
    assert log_in(client, "officer", PASSWORD, next="/search/?q=王")["Location"].startswith("/search/")


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil.example"]
)
def test_login_never_leads_to_another_site(client: Client, town: Town, elsewhere: str) -> None:
    assert log_in(client, "officer", PASSWORD, next=elsewhere)["Location"] == "/"


def test_a_fragment_request_without_a_session_moves_the_whole_browser(client: Client, town: Town) -> None:
    response = client.get("/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/posts/"})
    assert response["HX-Redirect"] == "/login/?next=%2Fposts%2F"


def test_logging_out_needs_a_post_and_ends_the_session(client: Client, town: Town) -> None:
    sign_in(client, town.officer)
    assert client.get("/logout/").status_code == 405
    client.post("/logout/")
    assert client.get("/").status_code == 302


def test_a_form_from_elsewhere_is_refused(town: Town) -> None:
    strict = Client(enforce_csrf_checks=True)
    response = log_in(strict, "officer", PASSWORD)
    assert response.status_code == 403
    assert "没有提交成功" in response.content.decode()


def change(client: Client, current: str, new: str, again: str | None = None) -> object:
    return client.post("/password/", {"current": current, "new": new, "again": again or new})


def test_a_new_password_ends_the_other_sessions_but_not_this_one(client: Client, town: Town) -> None:
    other = Client()
    for each in (client, other):
        sign_in(each, town.officer)
    assert change(client, PASSWORD, "Liulin-2027-new").status_code == 302
    assert client.get("/").status_code == 200
    assert other.get("/").status_code == 302
    town.officer.officer.refresh_from_db()
    assert town.officer.officer.check_password("Liulin-2027-new")


@pytest.mark.parametrize(
    ("current", "new", "again", "words"),
    [
        ("wrong", "Liulin-2027-new", None, "原密码不对"),
        (PASSWORD, PASSWORD, None, "不能和原密码相同"),
        (PASSWORD, "aaaaaaaaaaaa", None, "三种"),
        (PASSWORD, "Liulin-2027-new", "Liulin-2027-nwe", "两遍新密码不一样"),
    ],
)
def test_a_password_that_breaks_a_rule_is_refused_with_the_rule(
    client: Client, town: Town, current: str, new: str, again: str | None, words: str
) -> None:
    sign_in(client, town.officer)
    response = change(client, current, new, again)
    assert response.status_code == 422
    assert words in response.content.decode()


def test_choosing_a_post_changes_the_place_and_the_rights(client: Client, town: Town) -> None:
    both = Post.objects.create(
        officer=town.officer.officer, area_id=VILLAGE, role="village_assistant", period=town.officer.period
    )
    sign_in(client, town.officer)
    assert "青河镇 乡镇经办人" in client.get("/posts/").content.decode()
    client.post("/posts/", {"post": both.pk})
    assert client.get("/").context["request"].post.pk == both.pk


def test_a_post_of_somebody_else_cannot_be_chosen(client: Client, town: Town) -> None:
    sign_in(client, town.officer)
    response = client.post("/posts/", {"post": town.approver.pk})
    assert response.status_code == 422
    assert client.get("/").context["request"].post.pk == town.officer.pk


def test_the_size_is_kept_on_the_device_without_script(client: Client, town: Town) -> None:
    response = client.post("/size/", {"size": "xl", "next": "/login/?next=/posts/"})
    assert response["Location"] == "/login/?next=/posts/"
    assert 'data-size="xl"' in client.get("/login/").content.decode()


def test_an_unknown_size_falls_back_to_the_standard_one(client: Client, town: Town) -> None:
    client.cookies["size"] = '"><script>'
    assert 'data-size="m"' in client.get("/login/").content.decode()
    assert client.post("/size/", {"size": "huge", "next": "//evil.example"})["Location"] == "/"


def test_a_poster_can_ask_for_the_largest_size(client: Client, town: Town) -> None:
    assert 'data-size="xl"' in client.get("/login/?zh=xl").content.decode()


MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=timezone.get_default_timezone())


def test_half_an_hour_without_a_click_ends_the_session_and_says_so(client: Client, town: Town) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        log_in(client, "officer", PASSWORD)
        assert client.get("/").status_code == 200
        clock.shift(timedelta(minutes=29))
        assert client.get("/").status_code == 200
        clock.shift(timedelta(minutes=31))
        assert client.get("/").status_code == 302
        assert "30 分钟没有操作" in client.get("/login/").content.decode()


def test_eight_hours_end_even_a_busy_session(client: Client, town: Town) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        log_in(client, "officer", PASSWORD)
        for _ in range(16 * 3):
            assert client.get("/posts/").status_code == 200
            clock.shift(timedelta(minutes=10))
        clock.shift(timedelta(minutes=1))
        assert client.get("/").status_code == 302
        assert "8 小时" in client.get("/login/").content.decode()


def test_signing_in_gives_a_new_session_key(client: Client, town: Town) -> None:
    client.session.save()
    planted = client.session.session_key
    log_in(client, "officer", PASSWORD)
    assert client.session.session_key != planted


def test_a_stopped_account_is_out_at_once(client: Client, town: Town) -> None:
    sign_in(client, town.officer)
    town.officer.officer.is_active = False
    town.officer.officer.save()
    assert client.get("/").status_code == 302
