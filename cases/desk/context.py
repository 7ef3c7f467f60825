"""What every page's frame needs: who is here in which post, the menu they may use, the text size, the clock."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from cases.desk.forms.account import SIZES
from cases.desk.navigation import items_for, may_search
from eligibility import api

_SIZE_CODES = {code for code, _ in SIZES}


def desk(request: HttpRequest) -> dict[str, Any]:
    """`shell` for base.html; `now`, `today` and the working calendar of the post's place for filters and clocks."""
    now = timezone.localtime()
    post = getattr(request, "post", None)
    workdays = SimpleLazyObject(lambda: api.workdays_for(post.area_code if post else "0"))
    return {"shell": SimpleLazyObject(lambda: _shell(request)), "now": now, "today": now.date(), "workdays": workdays}


def size_of(request: HttpRequest) -> str:
    """标准, 大 or 特大: from a poster's QR parameter, else from the device's cookie."""
    asked = request.GET.get("zh") or request.COOKIES.get("size", "")
    return asked if asked in _SIZE_CODES else "m"


def _shell(request: HttpRequest) -> dict[str, Any]:
    shell: dict[str, Any] = {
        "size": size_of(request),
        "sizes": SIZES,
        "nav": [],
        "officer": None,
        "post": None,
        "place": "",
    }
    shell |= {"many_posts": False, "may_search": False, "post_words": ""}
    officer = getattr(request, "user", None)
    if officer is None or not officer.is_authenticated:
        return shell
    shell["officer"] = officer
    post = getattr(request, "post", None)
    if post is not None:
        shell |= {
            "post": post,
            "place": post.area.name,
            "post_words": f"{post.area.name} {post.get_role_display()}",
            "nav": items_for(post, request),
            "may_search": may_search(post),
            "many_posts": len(getattr(request, "posts", [post])) > 1,
        }
    return shell
