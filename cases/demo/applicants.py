"""Who applies in the demo, for what, and at which step of the table of moves each case shall stand."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import cycle
from random import Random

from django.utils import timezone

from cases.applications.models import Application
from cases.demo import families
from cases.demo.county import COUNTY, Place, places, township_code
from cases.demo.families import Sort
from cases.demo.persons import APPLYING
from cases.demo.register import Writer
from eligibility import api

_SEED = 61
# The way of a case: what happens on which day after the application; a case stops after its last step.
WAY = {"open": 0, "accept": 0, "check": 2, "visit": 3, "opinion": 4, "notice": 5, "end_notice": 16}
STEPS = tuple(WAY)


@dataclass(frozen=True, slots=True)
class Wish:
    """Some cases that stand at one step: which benefit, after which step, begun how many days ago."""

    number: int
    upto: str
    days_ago: int
    benefit: str = "dibao"
    then: str = ""  # what follows the last step: gaps | difference | appraisal | advise_refusal | grant | refuse | …
    township: int = 0  # where they live; 0 is all over the county


DUE_TODAY = -1  # begun so that the township's opinion is due today, or on the next working day
# Waves: the first is late, the second due about now, the others still have time.
WISHES = (
    Wish(2, "accept", 20),
    Wish(1, "visit", 18),
    Wish(2, "end_notice", 27),
    Wish(3, "end_notice", 18),
    Wish(2, "end_notice", 41, "tekun"),
    Wish(3, "end_notice", 36, "tekun"),
    Wish(2, "end_notice", 16, "tekun"),
    Wish(2, "end_notice", 27, then="grant"),
    Wish(2, "check", 12, then="advise_refusal"),
    Wish(1, "check", 20, then="refuse"),
    Wish(1, "end_notice", 22, then="send_back"),
    Wish(1, "end_notice", 24, "tekun", then="order_visit"),
    Wish(2, "notice", 10),
    Wish(1, "notice", 9, "tekun"),
    Wish(1, "notice", 9, then="object"),
    Wish(2, "opinion", 9),
    Wish(2, "visit", 8, then="appraisal"),
    Wish(4, "check", 7, then="difference"),
    Wish(2, "visit", 7),
    Wish(2, "notice", 12),
    Wish(3, "accept", DUE_TODAY),
    Wish(2, "accept", 3),
    Wish(1, "accept", 2, "tekun"),
    Wish(2, "accept", 1, "temporary_relief:emergency"),
    Wish(1, "accept", 2, "temporary_relief:emergency", then="grant_first"),
    Wish(2, "accept", 4, "temporary_relief:expenditure"),
    Wish(2, "open", 1, then="gaps"),
    Wish(4, "open", 0),
    Wish(1, "accept", 6, then="withdraw"),
    Wish(1, "visit", 9, then="terminate"),
    # 石桥镇 was not given the power to decide: the county looks at its cases first, then another county officer decides
    Wish(1, "end_notice", 24, township=2),
    Wish(2, "end_notice", 19, township=2),
    Wish(1, "end_notice", 15, township=2),
    Wish(2, "end_notice", 19, then="review", township=2),
    Wish(1, "visit", 7, then="appraisal", township=2),
)
HISTORY = Wish(7, "end_notice", 0, then="grant")  # decided before the late standard was published


@dataclass(slots=True)
class Asker:
    """One family that applies, and where its case shall stop."""

    key: str
    sort: Sort
    place: Place
    wish: Wish
    start: date
    case: Application | None = None


def askers(today: date, late_since: date | None) -> list[Asker]:
    """Everybody who applies: the open cases, and those of before the late standard."""
    random = Random(_SEED)  # noqa: S311 - invented people, not keys
    anywhere, within = _places(), {number: cycle(_rural(number)) for number in {wish.township for wish in WISHES}}
    found: list[Asker] = []
    for wish in WISHES + ((HISTORY,) if late_since else ()):
        for _ in range(wish.number):
            sort = _sort(random, wish, today)
            start = _start(wish, late_since if wish is HISTORY and late_since else today)
            place = next(within[wish.township] if wish.township else anywhere)
            found.append(Asker(f"SQ{len(found) + 1:06d}", sort, place, wish, start))
    return found


def _start(wish: Wish, today: date) -> date:
    """The day of the application. The window is open from Monday to Friday; an emergency is taken at any hour."""
    if wish.days_ago == DUE_TODAY:
        dues = (today - timedelta(days=back) for back in range(30, 0, -1))
        return next(day for day in dues if day.weekday() < 5 and _opinion_due(day) >= today)
    day = today - timedelta(days=wish.days_ago)
    return day if wish.benefit.endswith(":emergency") else day - timedelta(days=max(0, day.weekday() - 4))


def _opinion_due(accepted_on: date) -> date:
    due = api.due_on(timezone.make_aware(datetime.combine(accepted_on, time(9))), api.Term(8, "working_day"), COUNTY)
    return timezone.localdate(due.at)


def workbook(applicants: list[Asker], on: date) -> bytes:
    """The families that apply, as rows of 家庭, 成员 and 账户."""
    writer = Writer(on, _SEED, APPLYING)
    for one in applicants:
        writer.add(one.key, one.sort, one.place)
    return writer.workbook()


def _sort(random: Random, wish: Wish, on: date) -> Sort:
    if wish.then in {"advise_refusal", "refuse"}:
        return families.well_off(random)
    if wish.benefit == "tekun":
        return families.tekun(random, on)
    if wish.benefit.startswith("temporary_relief"):
        return families.struck(random)
    sizes = (1, 2) if wish is HISTORY else (1, 2, 2, 3, 3, 4)  # small sums: their raise is the township's to confirm
    return families.dibao(random, "rural", random.choice(sizes), on)


def _rural(township: int) -> list[Place]:
    """The villages of one township."""
    return [place for place in places() if place.setting == "rural" and place.township == township_code(township)]


def _places() -> Iterator[Place]:
    """Every other family lives in the first township, the others all over the county."""
    nearest = {township_code(1), township_code(2)}
    others = [place for place in places() if place.setting == "rural"][::17]
    first, second = cycle(_rural(1)), cycle(_rural(2))
    rest = cycle([place for place in others if place.township not in nearest])
    for turn in cycle((first, first, second, first, rest)):
        yield next(turn)
