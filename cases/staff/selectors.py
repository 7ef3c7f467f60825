"""Reading staff and places."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from cases.staff.models import Area, Officer, Post, Relative, Role, SignInAttempt, scope_range

LOCK_AFTER = 5  # failures in a row
LOCK_FOR = timedelta(minutes=15)


def locked_until(login: str, at: datetime) -> datetime | None:
    """Until when a login is locked: five failures in a row, the last one less than 15 minutes ago."""
    recent = list(SignInAttempt.objects.filter(login=login, at__gt=at - 4 * LOCK_FOR).order_by("-at")[:LOCK_AFTER])
    if len(recent) < LOCK_AFTER or any(attempt.succeeded for attempt in recent):
        return None
    until = recent[0].at + LOCK_FOR
    return until if until > at else None


def posts_of(officer: Officer, day: date) -> list[Post]:
    """Posts an officer holds on a day, in a fixed order."""
    return list(Post.objects.held_on(day).filter(officer=officer).select_related("area").order_by("pk"))


def colleagues(
    post: Post, day: date, roles: Iterable[str] = (Role.TOWNSHIP_OFFICER, Role.TOWNSHIP_HEAD, Role.VILLAGE_ASSISTANT)
) -> QuerySet[Officer]:
    """Officers in post on a day inside the area of a post, to choose a second investigator from."""
    first, below = scope_range(post.area_code)
    held = Post.objects.held_on(day).filter(area__code__gte=first, area__code__lt=below, role__in=list(roles))
    return Officer.objects.filter(is_active=True, pk__in=held.values("officer")).order_by("name", "pk")


def areas_within(area_code: str) -> QuerySet[Area]:
    """The area and everything below it."""
    first, below = scope_range(area_code)
    return Area.objects.filter(code__gte=first, code__lt=below).order_by("code")


def villages_within(area_code: str) -> QuerySet[Area]:
    """Villages and communities inside an area."""
    return areas_within(area_code).filter(level=Area.Level.VILLAGE)


def area_path(area_code: str) -> list[Area]:
    """The area and its parents, from the top."""
    codes = {area_code[:width].ljust(12, "0") for width in (2, 4, 6, 9, 12)}
    return list(Area.objects.filter(code__in=codes).order_by("code"))


def names_of(codes: Iterable[str]) -> dict[str, str]:
    """Names of areas by division code, in one query."""
    return dict(Area.objects.filter(code__in=set(codes)).values_list("code", "name"))


def related_staff(person_indexes: Iterable[bytes]) -> QuerySet[Relative]:
    """Recorded close relatives of staff among these persons (L57 art.11)."""
    return Relative.objects.filter(person_index__in=list(person_indexes)).select_related("officer")
