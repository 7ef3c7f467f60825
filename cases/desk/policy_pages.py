"""What the policy pages show: places to choose, figures in force by subject, one figure through the years, a version compared."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from cases.desk.figure_changes import Line, compared
from cases.desk.figures import Block, drawn
from cases.staff.models import Area, Post
from cases.staff.selectors import area_path, names_of
from eligibility import api
from eligibility.words.figures import ORDER, subject_of

NATION = "0"
_BY_ROWS = (
    "authority",
    "route",
)  # read row by row: a place that regulates one benefit leaves the others to those above
_LEVELS = {"province": "省", "city": "市", "county": "县", "township": "乡镇", "village": "村"}
Places = list[tuple[str, str]]


def places_of(post: Post) -> Places:
    """The post's own place, those below it, and those above it."""
    below = list(Area.objects.filter(parent_id=post.area_code).order_by("code"))
    above = [place for place in area_path(post.area_code) if place.code != post.area_code]
    rows = [(post.area_code, f"{post.area.name}（本地）"), *((one.code, one.name) for one in reversed(above))]
    return [*rows, (NATION, "全国"), *((one.code, one.name) for one in below)]


def own_places_of(post: Post) -> Places:
    """The places a post may write for."""
    below = Area.objects.filter(parent_id=post.area_code).order_by("code")
    return [(post.area_code, post.area.name), *below.values_list("code", "name")]


class Sources:
    """The words for where a figure comes from, seen from one place."""

    def __init__(self, area: str, codes: Iterable[str]) -> None:
        self.area = area
        self.names = names_of({*codes, area})

    def words(self, code: str) -> str:
        """本地, or the name of the place above."""
        if code == NATION:
            return "全国"
        name = self.names.get(code, code)
        return f"本地（{name}）" if code == self.area else name


@dataclass(frozen=True)
class Entry:
    """One parameter as the list shows it; without a figure nobody has published it."""

    name: str
    meaning: str
    figure: api.Figure | None
    blocks: list[Block]
    source: str
    late: int

    @property
    def short(self) -> list[str]:
        """The value in a few lines; a table or a long record in one."""
        if any(block.head for block in self.blocks):
            return [f"共 {sum(len(block.rows) for block in self.blocks)} 条"]
        lines = [line for block in self.blocks for line in _lines(block)]
        return lines if len(lines) <= _FEW else [f"共 {len(lines)} 项"]

    @property
    def is_long(self) -> bool:
        """Whether the lines do not say everything."""
        return bool(self.blocks) and (
            any(block.head for block in self.blocks) or len([1 for block in self.blocks for _ in _lines(block)]) > _FEW
        )


_FEW = 4


def _lines(block: Block) -> list[str]:
    return [*block.lines, *(f"{label}：{words}" for label, words in block.rows)]


@dataclass(frozen=True)
class Group:
    """The parameters of one subject."""

    title: str
    entries: list[Entry]
    unset: list[api.Parameter]


def groups_on(area: str, day: date) -> list[Group]:
    """Every parameter of the registry for a place on a day, by subject."""
    figures = api.figures_on(area, day)
    chains = {name: _shown(figures, name) for name in api.REGISTRY}
    sources = Sources(area, {one.area for chain in chains.values() for one in chain})
    entries: dict[str, list[Entry]] = {title: [] for title in ORDER}
    unset: dict[str, list[api.Parameter]] = {title: [] for title in ORDER}
    for name, parameter in api.REGISTRY.items():
        entries[subject_of(name)] += [entry_of(parameter, figure, sources) for figure in chains[name]]
        if not chains[name]:
            unset[subject_of(name)].append(parameter)
    return [Group(title, entries[title], unset[title]) for title in ORDER]


def _shown(figures: api.Figures, name: str) -> tuple[api.Figure, ...]:
    chain = figures.chain(name)
    return chain if name in _BY_ROWS else chain[:1]


def entry_of(parameter: api.Parameter, figure: api.Figure, sources: Sources) -> Entry:
    """A figure with its words."""
    return Entry(
        parameter.name,
        parameter.meaning,
        figure,
        drawn(parameter.name, figure.value),
        sources.words(figure.area),
        late_days(figure),
    )


def late_days(figure: api.Figure) -> int:
    """How many days after it began to hold a figure was published; 0 when in time."""
    published = timezone.localtime(figure.published_at).date()
    return max((published - figure.start).days, 0)


def last_day(end: date | None) -> date | None:
    """The last day of a period whose end is the first day outside it."""
    return end - timedelta(days=1) if end else None


# --- a version beside what is in force ---


@dataclass(frozen=True)
class Compared:
    """One parameter of a version, line by line beside what it takes the place of."""

    name: str
    meaning: str
    document: str
    changed: list[Line]
    same: list[Line]
    blocks: list[Block]


def compared_of(version_id: int) -> list[Compared]:
    """Every parameter of a version beside what is in force."""
    found = []
    for change in api.changes(version_id):
        lines = compared(change.name, change.before, change.after)
        found.append(
            Compared(
                change.name,
                api.REGISTRY[change.name].meaning,
                change.document,
                [line for line in lines if line.changed],
                [line for line in lines if not line.changed],
                drawn(change.name, change.after),
            )
        )
    return found


# --- a year of the calendar ---


@dataclass(frozen=True)
class Month:
    """One month as weeks of days, Monday first; None pads the first and last week."""

    number: int
    weeks: list[list[api.CalendarDay | None]]


def months_of(days: list[api.CalendarDay]) -> list[Month]:
    """A year's days as twelve months."""
    months = []
    for number in range(1, 13):
        own: list[api.CalendarDay | None] = [one for one in days if one.day.month == number]
        first = days[0].day.replace(month=number)
        padded = [None] * first.weekday() + own
        padded += [None] * (-len(padded) % 7)
        months.append(Month(number, [padded[n : n + 7] for n in range(0, len(padded), 7)]))
    return months
