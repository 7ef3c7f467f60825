"""Keyset pages walk a list forwards and back without losing or repeating a row."""

import pytest
from django.db.models.functions import Length
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.desk.paging import Page, page_of
from cases.staff.models import Area

pytestmark = pytest.mark.django_db

ORDERS = (("name", "pk"), ("-name", "pk"), ("level", "-name", "pk"), ("-pk",))


def ask(order: tuple[str, ...], size: int, **query: str) -> Page[Area]:
    asked = QueryDict(mutable=True)
    asked.update(query)
    return page_of(Area.objects.filter(code__startswith="98"), asked, order=order, size=size)


def walk(order: tuple[str, ...], size: int) -> tuple[list[str], Page[Area]]:
    page = ask(order, size)
    seen = [row.pk for row in page.rows]
    while page.next:
        page = ask(order, size, after=page.next)
        seen += [row.pk for row in page.rows]
    return seen, page


@pytest.fixture
def areas() -> None:
    names = ["甲", "乙", "甲", "丙", "乙", "甲", "丁"]
    for number, name in enumerate(names):
        Area.objects.create(code=f"98{number:010d}", name=name, level="village" if number % 2 else "township")


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("size", [1, 2, 3, 7, 50])
def test_forwards_every_row_comes_once_in_order(areas: None, order: tuple[str, ...], size: int) -> None:
    seen, _ = walk(order, size)
    assert seen == [row.pk for row in Area.objects.filter(code__startswith="98").order_by(*order)]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("size", [1, 2, 3])
def test_backwards_leads_to_the_same_pages(areas: None, order: tuple[str, ...], size: int) -> None:
    seen, page = walk(order, size)
    back = [row.pk for row in page.rows]
    while page.previous:
        page = ask(order, size, before=page.previous)
        back = [row.pk for row in page.rows] + back
    assert back == seen


def test_the_first_page_has_no_page_before_and_the_last_none_after(areas: None) -> None:
    first = ask(("name", "pk"), 3)
    assert first.previous is None
    assert first.next
    _, last = walk(("name", "pk"), 3)
    assert last.next is None
    assert last.previous


def test_an_annotation_may_be_the_order(areas: None) -> None:
    rows = Area.objects.filter(code__startswith="98").annotate(length=Length("name"))
    first = page_of(rows, QueryDict(), order=("length", "pk"), size=4)
    asked = QueryDict(mutable=True)
    asked["after"] = first.next
    second = page_of(rows, asked, order=("length", "pk"), size=4)
    assert len({row.pk for row in first.rows + second.rows}) == 7


@given(mark=st.text(max_size=60))
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_mark_that_is_not_ours_starts_at_the_first_page(areas: None, mark: str) -> None:
    assert [row.pk for row in ask(("name", "pk"), 3, after=mark).rows] == [
        row.pk for row in ask(("name", "pk"), 3).rows
    ]


def test_a_mark_of_another_list_starts_at_the_first_page(areas: None) -> None:
    other = ask(("level", "-name", "pk"), 3).next
    assert other
    assert ask(("name", "pk"), 3, after=other).previous is None
