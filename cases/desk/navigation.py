"""The menu: a line appears when its page exists and the view lets the post's role in."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, resolve, reverse

from cases.staff.models import Post, Role


@dataclass(frozen=True)
class Item:
    """One line of the menu."""

    label: str
    url: str
    key: str
    current: bool


# label, URL name, key; in the order of a working day
_LINES = (
    ("工作台", "workbench", ""),
    ("受理", "applications-list", ""),
    ("待确认", "decisions-queue", "g q"),
    ("救助家庭", "households-list", ""),
    ("资金发放", "payouts-list", ""),
    ("复核", "reaudits-list", ""),
    ("政策", "policies-list", ""),
    ("台账导入", "register-list", ""),
    ("日志", "journal-list", ""),
)


def items_for(post: Post, request: HttpRequest) -> list[Item]:
    """The lines this post may open; the one we are on is marked by the stem of the URL's name."""
    match = getattr(request, "resolver_match", None)
    here = (match.url_name or "").split("-")[0] if match is not None else ""
    found = []
    for label, name, key in _LINES:
        url = address_for(post, name)
        if url is not None:
            found.append(Item(label, url, key, current=name.split("-")[0] == here))
    return found


def address_for(post: Post, name: str) -> str | None:
    """The address of a desk page without arguments, when it exists and the post may open it."""
    try:
        url = reverse(f"desk:{name}")
    except NoReverseMatch:
        return None
    roles: frozenset[Role] = getattr(resolve(url).func, "roles", frozenset())
    return url if Role(post.role) in roles else None


def links_for(post: Post, lines: Iterable[tuple[str, str]]) -> list[Item]:
    """Those of some (label, URL name) that exist and that the post may open."""
    found = ((label, address_for(post, name)) for label, name in lines)
    return [Item(label, url, "", current=False) for label, url in found if url is not None]


def exists(name: str) -> bool:
    """Whether the desk has a page of this name that takes one number."""
    try:
        reverse(f"desk:{name}", args=[1])
    except NoReverseMatch:
        return False
    return True


def may_search(post: Post) -> bool:
    """Whether the search box is drawn."""
    return address_for(post, "search") is not None
