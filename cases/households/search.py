"""Finding a person by name, pinyin initials, or the last four places of the ID number; inside the area of a post."""

import re

from django.db.models import Q, QuerySet

from assistance.fields import blind_index
from cases.households.models import Member
from cases.staff.models import Post

_TAIL = re.compile(r"^[0-9]{3}[0-9X]$")
_NUMBER = re.compile(r"^[0-9]{17}[0-9X]$")
_LATIN = re.compile(r"^[A-Z]{1,20}$")


def tail_index(id_number: str) -> bytes:
    """Blind index of the last four places; the column `id_tail_index` holds it."""
    return blind_index(id_number[-4:], "id_tail")


def find_people(post: Post, text: str, *, limit: int) -> list[Member]:
    """Living records that match, in the order of names; nothing for an empty text."""
    wanted = _condition("".join(text.split()).upper())
    if wanted is None:
        return []
    rows: QuerySet[Member] = Member.objects.visible_to(post).filter(wanted, voided_at__isnull=True)
    return list(rows.select_related("household").order_by("name", "pk")[:limit])


def _condition(text: str) -> Q | None:
    if not text:
        return None
    if _NUMBER.match(text):
        return Q(id_index=blind_index(text, "person"))
    if _TAIL.match(text):
        return Q(id_tail_index=tail_index(text)) | Q(household__number__endswith=text)
    if _LATIN.match(text):
        return Q(initials__startswith=text.lower()) | Q(pinyin__startswith=text.lower())
    return Q(name__startswith=text) | Q(household__number=text)
