"""Setting up a new county: the five steps, what each still lacks, and the drafts they work on."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from cases.desk.figures import readable
from eligibility import api

STEPS = ("选区县和日期", "选最近的底稿", "核对数值", "看限额、流程和日历", "送审和发布")


@dataclass(frozen=True)
class Task:
    """One step as the bar of steps shows it."""

    label: str
    url: str
    current: bool
    words: str
    tone: str


@dataclass(frozen=True)
class Page:
    """One draft of the county with what is left to do about it."""

    version: api.Version
    is_borrowed: bool
    names: list[str]
    obstacles: list[str]


def tasks_of(current: int, area: str, pages: list[Page]) -> list[Task]:
    """The five steps, each with what it still lacks."""
    left = sum(page.is_borrowed for page in pages)
    in_the_way = sum(bool(page.obstacles) for page in pages)
    waiting = sum(page.version.state == "in_review" for page in pages)
    words = {
        3: (f"{left} 份还是底稿" if left else f"{len(pages)} 份已核对") if pages else "",
        4: (f"{in_the_way} 份有问题" if in_the_way else "没有问题") if pages else "",
        5: f"{waiting} 份已送审" if waiting else "",
    }
    bad = {3: bool(left), 4: bool(in_the_way)}
    query = f"?{urlencode({'area': area})}" if area else ""
    return [
        Task(
            label, reverse("desk:policies-setup", args=[number]) + query, number == current, words.get(number, ""),
            "bad" if bad.get(number) else "",
        )
        for number, label in enumerate(STEPS, start=1)
    ]  # fmt: skip


def pages_of(versions: list[api.Version], at: datetime) -> list[Page]:
    """The drafts with their parameters in words and what stands in their way; first what can be published first."""
    pages = [
        Page(
            one,
            one.document.startswith(api.BORROWED),
            [api.REGISTRY[name].meaning for name in one.values],
            [readable(words) for words in api.stands_in_the_way(one.id, at)],
        )
        for one in versions
    ]
    return sorted(pages, key=lambda page: bool(page.obstacles))


def together(versions: list[api.Version]) -> dict[str, Any]:
    """The values of all drafts, the later ones over the earlier."""
    return {name: value for one in versions for name, value in one.values.items()}


def still_unset(area: str, on: date, values: Mapping[str, Any]) -> list[api.Parameter]:
    """What neither the drafts nor a place above say."""
    figures = api.figures_on(area, on)
    return [one for one in api.REGISTRY.values() if one.name not in values and figures.get(one.name) is None]


def borrowed(lender: str, area: str, start: date, note: str, today: date) -> list[api.Draft] | api.Refused:
    """A lender's figures of today as drafts of another place, all from one day on."""
    file = api.read_place(api.export_place(lender, on=today), area=area, start=start)
    if isinstance(file, api.Refused):
        return file
    return [replace(one, note=note) for one in file.drafts]
