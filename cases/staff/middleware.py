"""Session limits, the active post, and one scoped transaction around each view."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from cases.staff.models import Post
from cases.staff.scope import acting_as

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=8)

View = Callable[..., HttpResponse]


class SessionLimitsMiddleware:
    """Ends a session after 30 idle minutes or 8 hours, and puts the active post on the request as `request.post`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.post = None  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            self._limit(request, timezone.now())
        if request.user.is_authenticated:
            request.post = active_post(request)  # type: ignore[attr-defined]
        return self.get_response(request)

    @staticmethod
    def _limit(request: HttpRequest, now: datetime) -> None:
        session = request.session
        started = datetime.fromisoformat(session.get("started_at", now.isoformat()))
        seen = datetime.fromisoformat(session.get("seen_at", now.isoformat()))
        if now - started > ABSOLUTE or now - seen > IDLE or not request.user.is_active:
            logout(request)
            session["ended_by"] = "idle" if now - seen > IDLE else "absolute"
            return
        if "started_at" not in session or now - seen > timedelta(minutes=1):
            session.setdefault("started_at", now.isoformat())
            session["seen_at"] = now.isoformat()


def active_post(request: HttpRequest) -> Post | None:
    """The post chosen for this session if it is still held, else the officer's first one."""
    posts = Post.objects.held_on(timezone.localdate()).filter(officer=request.user.pk).select_related("area", "officer")
    held = {post.pk: post for post in posts.order_by("pk")}
    request.posts = list(held.values())  # type: ignore[attr-defined]  # the menu offers the others
    chosen = int(request.session.get("post_id") or 0)
    return held.get(chosen) or next(iter(held.values()), None)


class ScopedTransactionMiddleware:
    """Runs each view in one transaction inside the area of the active post; an exception rolls everything back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse:
        """Call the view here, so that reading, acting and rendering share the transaction."""
        post = getattr(request, "post", None)
        with acting_as(post) if post is not None else transaction.atomic():
            response = view(request, *args, **kwargs)
            render = getattr(response, "render", None)
            if callable(render):
                response = render()
        return response
