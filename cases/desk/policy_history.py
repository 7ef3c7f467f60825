"""One figure of the policy book through the years: the stretches in which it held, and the steps drawn as a line."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from cases.desk.figures import series
from cases.desk.policy_pages import Entry, Sources, entry_of, last_day
from cases.desk.templatetags.desk import yuan
from eligibility import api
from eligibility.words.figures import key_words
from eligibility.words.said import money


@dataclass(frozen=True)
class Amount:
    """One sum of a stretch as it was published, with what it makes a month and how far it moved."""

    label: str
    words: str
    month: str
    step: str


@dataclass(frozen=True)
class Stretch:
    """A time during which one figure held."""

    start: date
    end: date | None
    entry: Entry
    amounts: list[Amount]

    @property
    def last(self) -> date | None:
        """The last day, as people say it."""
        return last_day(self.end)

    @property
    def monthly(self) -> dict[str, int]:
        """Its sums in fen a month, by what they are for; empty where it is no plain money."""
        return series(self.entry.figure.value) if self.entry.figure else {}


def stretches_of(area: str, name: str) -> list[Stretch]:
    """The figures that held here one after another, the nearest place first on each day; the newest first."""
    history = api.history_of(area, name)
    days = sorted({day for one in history for day in (one.start, one.end) if day})
    sources = Sources(area, {one.area for one in history})
    found: list[Stretch] = []
    for day, following in pairwise([*days, None]):
        figure = api.figures_on(area, day).get(name) if day else None
        if figure is None or day is None:
            continue
        before = found[-1] if found else None
        if before is not None and before.entry.figure == figure:
            found[-1] = Stretch(before.start, following, before.entry, before.amounts)
            continue
        entry = entry_of(api.REGISTRY[name], figure, sources)
        found.append(Stretch(day, following, entry, amounts_of(figure, before.monthly if before else {})))
    return found[::-1]


def amounts_of(figure: api.Figure, before: dict[str, int]) -> list[Amount]:
    """The sums of a figure beside those before it."""
    published = {key_words(str(key)): held for key, held in figure.value.items()} if series(figure.value) else {}
    return [
        Amount(
            label,
            money(published.get(label, figure.value), beside=False),
            f"每月 {yuan(fen)} 元" if published.get(label, figure.value)["per"] == "year" else "",
            _step(before.get(label), fen),
        )
        for label, fen in series(figure.value).items()
    ]


def _step(before: int | None, after: int) -> str:
    """How much an amount went up or down; empty where there was none before."""
    if not before:
        return ""
    if after == before:
        return "不变"
    share = abs(after - before) * 1000 // before
    return f"{'增' if after > before else '减'} {yuan(abs(after - before))}（{share // 10}.{share % 10}%）"


def told(stretches: list[Stretch]) -> list[str]:
    """The whole history in a sentence for each sum: from what to what, in how many steps."""
    rows = [(one.start, one.monthly) for one in reversed(stretches)]
    sentences = []
    for label in dict.fromkeys(label for _, monthly in rows for label in monthly):
        own = [(start, monthly[label]) for start, monthly in rows if label in monthly]
        moves = sum(left != right for (_, left), (_, right) in pairwise(own))
        (first, old), (_, new) = own[0], own[-1]
        if moves:
            named = f"{label}自" if label else "自"
            words = f"{first.year}年{first.month}月的 {yuan(old)} 元到现在的 {yuan(new)} 元"
            sentences.append(f"{named} {words}，调整 {moves} 次，共{_step(old, new)}")
    return sentences


# --- the line ---


@dataclass(frozen=True)
class Text:
    """Words at a place of the drawing."""

    x: str
    y: str
    anchor: str
    words: str


@dataclass(frozen=True)
class Curve:
    """One line of the chart in SVG's own words: its path, a dot for each raise, and the sums that find room."""

    label: str
    path: str
    dots: list[tuple[str, str]]
    sums: list[Text]


@dataclass(frozen=True)
class Grid:
    """A line of the grid across the drawing and the words beside it."""

    at: str
    text: Text


@dataclass(frozen=True)
class Chart:
    """A history as steps, drawn for one width; units are px at the standard text size."""

    width: int
    height: int
    left: int
    right: int
    floor: int
    rows: list[Grid]
    years: list[Grid]
    curves: list[Curve]
    today: str | None


Rows = list[tuple[date, dict[str, int]]]
_TOP, _UNDER, _EDGE = 52, 46, 16
_SUM_WIDE = 66  # room for 10,000 in the largest text
_STEPS = (1, 2, 5)


def charts_of(stretches: list[Stretch], today: date) -> list[Chart]:
    """The drawing for a desk and for a phone; none where the figure is no money or never changed."""
    rows = [(one.start, one.monthly) for one in reversed(stretches) if one.monthly]
    if len(rows) < 2:
        return []
    return [
        _Paper(rows, today, 1160, 320, 76, 10).chart(most_sums=99),
        _Paper(rows, today, 340, 300, 60, 3).chart(most_sums=2),
    ]


class _Paper:
    """The scales of one drawing."""

    def __init__(self, rows: Rows, today: date, width: int, height: int, left: int, years: int) -> None:
        self.rows, self.today = rows, today
        self.width, self.height, self.left, self.most_years = width, height, left, years
        self.right, self.floor = width - _EDGE, height - _UNDER
        self.first, self.last = rows[0][0], max(today, rows[-1][0] + timedelta(days=90))
        self.tick = _round_step(max(fen for _, values in rows for fen in values.values()))
        self.top = self.tick * -(-max(fen for _, values in rows for fen in values.values()) // self.tick)

    def x(self, day: date) -> float:
        """Where a day lies."""
        span = max((self.last - self.first).days, 1)
        return self.left + (self.right - self.left) * (day - self.first).days / span

    def y(self, fen: int) -> float:
        """Where a sum lies; the floor is zero, so that a small raise does not look like a great one."""
        return self.floor - (self.floor - _TOP) * fen / self.top

    def chart(self, most_sums: int) -> Chart:
        """The whole drawing, with so many sums written on each line."""
        labels = list(dict.fromkeys(label for _, values in self.rows for label in values))
        highest = max(labels, key=lambda label: self.rows[-1][1].get(label, 0))
        return Chart(
            self.width, self.height, self.left, self.right, self.floor,
            [self._row(fen) for fen in range(0, self.top + 1, self.tick)],
            self._years(),
            [self._curve(label, most_sums, above=label == highest) for label in labels],
            f"{self.x(self.today):.1f}" if self.rows[-1][0] > self.today else None,
        )  # fmt: skip

    def _row(self, fen: int) -> Grid:
        y = self.y(fen)
        return Grid(f"{y:.1f}", Text(str(self.left - 10), f"{y + 5:.1f}", "end", short(fen)))

    def _years(self) -> list[Grid]:
        first = self.first.year if self.first == date(self.first.year, 1, 1) else self.first.year + 1
        years = range(first, self.last.year + 1)
        every = -(-len(years) // self.most_years) if years else 1
        places = [(self.x(date(year, 1, 1)), year) for year in years[::every]]
        return [
            Grid(f"{x:.1f}", Text(f"{x:.1f}", str(self.floor + 32), "middle", str(year)))
            for x, year in places
            if x < self.right - 20
        ]

    def _curve(self, label: str, most_sums: int, *, above: bool) -> Curve:
        own = [(start, values[label]) for start, values in self.rows if label in values]
        moves = [own[0], *(right for left, right in pairwise(own) if left[1] != right[1])]
        points = [(self.x(start), self.y(fen)) for start, fen in moves]
        path = f"M{points[0][0]:.1f} {points[0][1]:.1f}" + "".join(f"H{x:.1f}V{y:.1f}" for x, y in points[1:])
        dots = [(f"{x:.1f}", f"{y:.1f}") for x, y in points]
        return Curve(label, f"{path}H{self.right}", dots, self._sums(moves, above=above)[:most_sums])

    def _sums(self, moves: list[tuple[date, int]], *, above: bool) -> list[Text]:
        """The newest sum first, then backwards those that find room beside it, and the oldest."""
        taken: list[float] = []
        texts = []
        for start, fen in [moves[-1], moves[0], *reversed(moves[1:-1])]:
            x = min(self.x(start), self.right - _SUM_WIDE)
            if all(abs(x - other) >= _SUM_WIDE for other in taken):
                taken.append(x)
                y = self.y(fen)
                low = not above and y + 22 < self.floor - 4
                texts.append(Text(f"{x:.1f}", f"{y + 22 if low else y - 9:.1f}", "start", short(fen)))
        return texts


def _round_step(top: int) -> int:
    """The distance of grid lines: 1, 2 or 5 with noughts, so that at most four lie above the floor."""
    power = 100
    while True:
        for step in _STEPS:
            if step * power * 4 >= top:
                return step * power
        power *= 10


def short(fen: int) -> str:
    """A sum for a drawing: 820, 1,086.50."""
    return yuan(fen).removesuffix(".00")
