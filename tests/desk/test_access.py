"""Who may open a page, and what somebody who may not is told."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.db.backends.postgresql.psycopg_any import DateRange
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import get_resolver

from cases.desk.access import may
from cases.desk.navigation import address_for, items_for
from cases.staff.models import Post, Role
from tests.people import Town, sign_in

pytestmark = pytest.mark.django_db

# pages that somebody without a session must be able to open
_OPEN = {"login", "logout", "size", "dev-ui", "dev-split"}


def desk_views() -> list[tuple[str, object]]:
    """Every named page of the desk with its view."""
    desk = next(one for one in get_resolver().url_patterns if getattr(one, "namespace", None) == "desk")
    return [(pattern.name, pattern.callback) for pattern in desk.url_patterns]


def test_every_page_of_the_desk_says_who_may_open_it() -> None:
    named = desk_views()
    assert len(named) > 5
    assert {name for name, view in named if not getattr(view, "roles", None)} == _OPEN


def test_without_a_session_every_page_leads_to_the_login(client: Client, town: Town) -> None:
    for path in ("/", "/posts/", "/password/", "/search/"):
        response = client.get(path)
        assert (response.status_code, response["Location"].split("?")[0]) == (302, "/login/")


def test_a_wrong_role_is_told_whose_work_it_is(client: Client, town: Town) -> None:
    sign_in(client, town.editor)
    response = client.get("/search/", {"q": "王"})
    assert response.status_code == 403
    page = response.content.decode()
    assert "现在的岗位是政策拟稿人" in page
    assert "乡镇经办人" in page


def test_an_officer_whose_post_ended_is_told_so_and_not_shown_anything(client: Client, town: Town) -> None:
    sign_in(client, town.officer)
    Post.objects.filter(pk=town.officer.pk).update(period=DateRange(date(2020, 1, 1), date(2021, 1, 1)))
    response = client.get("/")
    assert response.status_code == 403
    assert "没有在任的岗位" in response.content.decode()


def test_the_guard_lets_in_exactly_the_named_roles(town: Town) -> None:
    @may(Role.TOWNSHIP_HEAD)
    def view(request: object) -> HttpResponse:
        return HttpResponse("in")

    def visit(post: Post) -> HttpResponse:
        request = RequestFactory().get("/")
        request.user, request.post, request.htmx = post.officer, post, SimpleNamespace()  # type: ignore[attr-defined]
        return view(request)

    assert visit(town.head).content == b"in"
    for role, post in {post.role: post for post in town.posts.values() if post.role != Role.TOWNSHIP_HEAD}.items():
        with pytest.raises(PermissionDenied, match="由乡镇负责人办理"):
            visit(post)
        assert role != Role.TOWNSHIP_HEAD


def test_the_menu_shows_only_pages_that_exist_and_let_the_role_in(town: Town) -> None:
    request = RequestFactory().get("/")
    for post in town.posts.values():
        items = items_for(post, request)
        assert items[0].label == "工作台"
        assert all(item.url for item in items)
    assert address_for(town.officer, "no-such-page") is None
    assert address_for(town.editor, "search") is None
    assert address_for(town.officer, "search") == "/search/"


def test_the_menu_marks_the_page_we_are_on(client: Client, town: Town) -> None:
    sign_in(client, town.officer)
    assert '<a href="/" aria-current="page">工作台</a>' in client.get("/").content.decode()
    assert 'aria-current="page">工作台' not in client.get("/posts/").content.decode()


def test_an_address_that_does_not_exist_is_answered_in_the_frame(client: Client, town: Town) -> None:
    sign_in(client, town.officer)
    response = client.get("/no-such-page/")
    assert response.status_code == 404
    assert "没有找到这一页" in response.content.decode()


def test_a_fault_of_ours_is_said_in_plain_words(client: Client, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(*_args: object) -> None:
        raise RuntimeError("broken on purpose")

    sign_in(client, town.officer)
    monkeypatch.setattr("cases.desk.views.workbench.selectors.waits_for", break_down)
    client.raise_request_exception = False
    response = client.get("/")
    assert response.status_code == 500
    assert "系统出错了" in response.content.decode()
    assert "broken on purpose" not in response.content.decode()
