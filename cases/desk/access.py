"""Who may open a page: the roles stand beside the view, the menu reads them from there."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from cases.staff.models import Officer, Post, Role


class OfficerRequest(HttpRequest):
    """A request that passed `may`: somebody is signed in and acts in a post."""

    user: Officer
    post: Post
    htmx: HtmxDetails


View = Callable[..., HttpResponse]


def may(*roles: Role) -> Callable[[View], View]:
    """Let in officers whose active post has one of the roles; without roles, any post."""
    allowed = frozenset(roles or Role)

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: OfficerRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return to_login(request)
            refuse_outsiders(request, allowed)
            return view(request, *args, **kwargs)

        guarded.roles = allowed  # type: ignore[attr-defined]  # read by the menu and by the matrix of URLs in the tests
        return guarded

    return guard


def refuse_outsiders(request: OfficerRequest, allowed: frozenset[Role]) -> None:
    """Raise PermissionDenied with a sentence that says who does this work."""
    post: Post | None = request.post
    if post is None:
        raise PermissionDenied("这个账号现在没有在任的岗位，请系统管理员登记岗位和任期。")
    if Role(post.role) not in allowed:
        who = "、".join(str(role.label) for role in Role if role in allowed)
        raise PermissionDenied(f"这一页由{who}办理，现在的岗位是{post.get_role_display()}。")


def to_login(request: OfficerRequest) -> HttpResponse:
    """To the login page and back; a fragment request moves the whole browser there."""
    back = request.get_full_path() if request.method == "GET" else ""
    if request.htmx:
        back = request.htmx.current_url_abs_path or ""
    address = reverse("desk:login") + (f"?{urlencode({'next': back})}" if back else "")
    return HttpResponseClientRedirect(address) if request.htmx else HttpResponseRedirect(address)


def way_back(request: HttpRequest, asked: str, otherwise: str) -> str:
    """The page asked for when it is one of ours, else the other one: no open redirect."""
    ours = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return asked if asked and ours else reverse(otherwise)
