"""What one visitor has typed, read from the request and drawn again; it lives as long as the request and no longer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.http import QueryDict

from cases.portal.forms.family import MOST_KIN, MOST_PEOPLE, HomeForm, KinForm, PersonForm, Questions
from cases.portal.places import Places

Typed = Mapping[str, str]


@dataclass(frozen=True)
class Sheet:
    """The answers as typed: of the home, of each person, of each relative outside; `checked` once they are to be read."""

    places: Places
    today: date
    home: Typed
    people: tuple[Typed, ...]
    kin: tuple[Typed, ...]
    checked: bool = False

    @classmethod
    def blank(cls, places: Places, today: date, place: str) -> "Sheet":
        """Nothing told yet."""
        return cls(places, today, {"place": place or places.home}, ({},), ({},))

    @classmethod
    def of(cls, posted: QueryDict, places: Places, today: date, do: str) -> "Sheet":
        """What was typed, after the button that was pressed: somebody added, somebody taken out, or all to be read."""
        people = [_rows(posted, f"p{place}") for place in range(_count(posted, "person-rows", MOST_PEOPLE))]
        kin = [_rows(posted, f"k{place}") for place in range(_count(posted, "kin-rows", MOST_KIN))]
        what, _, which = do.partition("-")
        rows, most = {"person": (people, MOST_PEOPLE), "kin": (kin, MOST_KIN)}.get(which.split("-")[0], (people, 0))
        if what == "add" and len(rows) < most:
            rows.append({})
        place = which.rpartition("-")[2]
        if what == "drop" and place.isdecimal() and 0 < int(place) < len(rows):
            del rows[int(place)]
        return cls(places, today, _plain(posted), tuple(people), tuple(kin), checked=do == "answer")

    @cached_property
    def home_form(self) -> HomeForm:
        """The home as a whole."""
        return HomeForm(**self._told(self.home, ""), places=self.places, chosen=self.home.get("place", ""))

    @cached_property
    def person_forms(self) -> list[PersonForm]:
        """Everybody who lives there; the visitor first."""
        return [
            PersonForm(**self._told(typed, f"p{place}"), today=self.today, first=place == 0)
            for place, typed in enumerate(self.people)
        ]

    @cached_property
    def kin_forms(self) -> list[KinForm]:
        """Relatives outside who can help."""
        return [KinForm(**self._told(typed, f"k{place}")) for place, typed in enumerate(self.kin)]

    @property
    def kin_told(self) -> bool:
        """Whether the folded questions about relatives have an answer, so that the page shows them."""
        return self.home.get("kin") == "able" or any(any(typed.values()) for typed in self.kin)

    def forms(self) -> Iterator[tuple[str, Questions]]:
        """All of them with whose they are, in the order of the page."""
        yield "", self.home_form
        yield from ((f"{self.called(place)}，", form) for place, form in enumerate(self.person_forms))
        yield from ((f"能帮上忙的第 {place} 家，", form) for place, form in enumerate(self.kin_forms, start=1))

    @staticmethod
    def called(place: int) -> str:
        """How the page calls somebody of whom it knows no name."""
        return f"第 {place + 1} 个人" if place else "您本人"

    def is_sound(self) -> bool:
        """Whether everything that was told can be read."""
        return all(form.is_valid() for _, form in self.forms())

    def _told(self, typed: Typed, prefix: str) -> dict[str, object]:
        named = {f"{prefix}-{name}" if prefix else name: value for name, value in typed.items()}
        # only what is to be read is bound: nobody is told of faults who presses 再加一个人
        return {"prefix": prefix or None, **({"data": named} if self.checked else {"initial": dict(typed)})}


def _count(posted: QueryDict, name: str, most: int) -> int:
    told = posted.get(name, "")
    return min(max(int(told), 1), most) if told.isascii() and told.isdecimal() and len(told) < 4 else 1


def _rows(posted: QueryDict, prefix: str) -> dict[str, str]:
    start = f"{prefix}-"
    return {name.removeprefix(start): said for name, said in _plain(posted).items() if name.startswith(start)}


def _plain(posted: QueryDict) -> dict[str, str]:
    return {name: str(said) for name, said in posted.dict().items()}
