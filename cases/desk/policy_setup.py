"""Setting up a new county: the five steps, what each still lacks, and the drafts they work on."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from cases.desk.figures import told_once
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
    waits: bool


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
    if not versions:
        return []
    everything = set(api.would_stand_in_the_way(_as_one(versions), at))
    return sorted((_page(one, everything, at) for one in versions), key=lambda page: (bool(page.obstacles), page.waits))


def _page(version: api.Version, everything: set[str], at: datetime) -> Page:
    """What stands in the way of a draft by itself, and whether the rest only waits for another draft."""
    borrowed = version.document.startswith(api.BORROWED)
    own = api.stands_in_the_way(version.id, at)
    real = [words for place, words in enumerate(own) if words in everything or (borrowed and place == 0)]
    return Page(
        version,
        borrowed,
        [api.REGISTRY[name].meaning for name in version.values],
        told_once(real),
        waits=len(real) < len(own),
    )


def _as_one(versions: list[api.Version]) -> api.Draft:
    """All drafts as if one document said everything."""
    return api.Draft(
        area=versions[0].area, document="-", start=min(one.start for one in versions), end=None,
        values=together(versions), corrects=any(one.corrects for one in versions),
    )  # fmt: skip


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
