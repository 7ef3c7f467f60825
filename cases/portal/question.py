"""What a visitor told, as a question to the law: what was left open stays unknown, and every lack leads to its question."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from cases.portal.forms.family import CARE, INCOMES
from cases.portal.sheet import Sheet
from eligibility import api
from eligibility.words.codes import RELATIONS

Json = dict[str, Any]
Said = Mapping[str, Any]

# 临时救助: which kind, and the cause as the places' formulas name it
_EVENTS: Final = {
    "fire": ("emergency", "fire"),
    "accident": ("emergency", "accident"),
    "illness": ("emergency", "illness"),
    "illness_cost": ("expenditure", "illness"),
    "study_cost": ("expenditure", "study"),
}
_SPENT: Final = {"medical": "medical", "education": "education", "rehabilitation": "disability_rehabilitation"}
_SIX: Final = ("eat", "dress", "bed", "toilet", "walk", "bathe")
# of L43 art.21 only the number of things that cannot be done counts: 一到三项 half, 四项以上 fully dependent
_DONE_ALONE: Final = dict(zip((code for code, _ in CARE), (6, 4, 0), strict=True))
_THINGS: Final = ("deposit", "vehicle", "house", "business")
_PLACE_IN_LIST = re.compile(r"^(\w+)(?:\[(\d+)\])?\.?(.*)$")


@dataclass(frozen=True)
class Lead:
    """Something that is not known: in words, and which question on the page asks for it (none: the window will)."""

    words: str
    ask: str = ""


@dataclass(frozen=True)
class Asked:
    """A family as it was told; put to the law once for every way its birthdays can fall."""

    sheet: Sheet

    @property
    def home(self) -> Said:
        """The answers about the home, read."""
        return self.sheet.home_form.cleaned_data

    @property
    def people(self) -> list[Said]:
        """The answers about everybody in it, read."""
        return [form.cleaned_data for form in self.sheet.person_forms]

    def questions(self) -> list[api.Question]:
        """One question, or two where a year or month of birth leaves somebody's age today open."""
        eldest = [one["birth"] and one["birth"][0] for one in self.people]
        youngest = [one["birth"] and one["birth"][1] for one in self.people]
        ways = [eldest] if self._ages(eldest) == self._ages(youngest) else [eldest, youngest]
        return [self._question(births) for births in ways]

    def _ages(self, births: list[date | None]) -> list[int | None]:
        today = self.sheet.today
        return [
            None if born is None else today.year - born.year - ((today.month, today.day) < (born.month, born.day))
            for born in births
        ]

    def _question(self, births: list[date | None]) -> api.Question:
        kind, cause = _EVENTS.get(self.home["event"], ("", ""))
        question = api.Question.from_json(
            _told(
                benefit="screen",
                area=self.home.get("township") or self.home["place"],
                on=self.sheet.today.isoformat(),
                setting=self.home["setting"],
                kind=kind,
                application=_told(basis=self.home["basis"], cause=cause),
                members=[self._member(place, births[place]) for place in range(len(births))],
                assets=self._assets(),
                obligors=self._obligors(),
                receives=self._receives(),
            )
        )
        if self.home["event"] == "none":  # the public JSON cannot say that nothing happened, the law can be told so
            question = replace(question, application=replace(question.application, cause=""))
        return question

    def _member(self, place: int, birth: date | None) -> Json:
        said = self.people[place]
        return _told(
            ref=self.name_of(place),
            relation="self" if place == 0 else said["relation"],
            status="at_home",
            birth_date=birth and birth.isoformat(),
            disabilities=_disabilities(said),
            serious_illness=_flag(said["ill"]),
            study=said["study"],
            full_time=said["study"] != "none" if said["study"] else None,
            incomes=_incomes(said),
            expenses=self._expenses(place),
            self_care=_self_care(said["self_care"]),
            support_mode=said["support_mode"],
        )

    def name_of(self, place: int) -> str:
        """How the page calls a person, with the relation where it was told."""
        relation = self.people[place].get("relation")
        return self.sheet.called(place) + (f"（{RELATIONS[relation]}）" if relation else "")

    def _expenses(self, place: int) -> list[Json] | None:
        """The home's own payments stand with the visitor, those for rehabilitation with the first disabled person."""
        home = self.home
        if not home["no_expenses"] and all(home[name] is None for name in _SPENT):
            return None
        disabled = (each for each, said in enumerate(self.people) if said["disability"] not in {"", "none"})
        payer = {"medical": 0, "education": 0, "rehabilitation": next(disabled, 0)}
        return [
            {"kind": kind, "amount": _yuan(home[name]), "per": "year"}
            for name, kind in _SPENT.items()
            if home[name] and payer[name] == place
        ]

    def _assets(self) -> list[Json] | None:
        """Everything owned; a thing of which nothing was told stays in the list as one that nobody knows."""
        told = [self.home[name] not in {None, ""} for name in _THINGS]
        if not any(told):
            return None
        return [asset for name in _THINGS for asset in self._asset(name)]

    def _asset(self, name: str) -> Iterator[Json]:
        said = self.home[name]
        if name == "deposit":
            yield {"kind": "deposit"} | ({} if said is None else {"amount": _yuan(said)})
        elif said == "":
            yield {}
        else:
            yield from [{"kind": name}] * (int(said) if name == "house" else said == "yes")

    def _obligors(self) -> list[Json] | None:
        if self.home["kin"] == "able":
            return [_relative(form.cleaned_data) for form in self.sheet.kin_forms]
        return {"": None, "none": [], "unable": [{"able": False}]}[self.home["kin"]]

    def _receives(self) -> list[Json] | None:
        said = self.home["receives"]
        return None if not said else [] if said == "none" else [{"benefit": said}]

    # --- the way back: which question tells what the law misses ---

    def lead(self, path: str) -> Lead:
        """Where on the page the law's missing path is asked for."""
        if path.startswith("policy."):
            meaning = api.REGISTRY[name].meaning if (name := path.removeprefix("policy.")) in api.REGISTRY else path
            return Lead(f"这里还没有公布“{meaning}”，要问窗口")
        match = _PLACE_IN_LIST.match(path)
        what, place, rest = match.groups() if match else (path, None, "")
        if what == "members" and place is not None:
            return self._member_lead(int(place), rest)
        if what == "obligors" and place is not None and self.home["kin"] == "able":
            return _relative_lead(int(place), rest)
        if what == "assets" and place is not None and rest in api.ASSET_MEASURES:
            return Lead(_AT_THE_WINDOW)
        if what == "assets" and place is not None:
            return _HOME_LEADS[self._thing_at(int(place))]
        return _HOME_LEADS.get(path) or _HOME_LEADS.get(what) or Lead(_AT_THE_WINDOW)

    def _member_lead(self, place: int, rest: str) -> Lead:
        what = rest.partition(".")[0].partition("[")[0]
        if what == "expenses":
            return _HOME_LEADS["expenses"]
        name = "disability_kind" if rest.endswith("].kind") else what
        if name not in _MEMBER_LEADS:
            return Lead(f"{self.name_of(place)}：由工作人员核实的情况")
        ask, words = _MEMBER_LEADS[name]
        return Lead(f"{self.name_of(place)}：{words}", f"p{place}-{ask}")

    def births(self) -> list[Lead]:
        """Whose month or day of birth would settle what a year leaves open."""
        return [
            Lead(f"{self.name_of(place)}：出生年月写得再细一些", f"p{place}-birth")
            for place, said in enumerate(self.people)
            if said["birth"] and len(set(self._ages(list(said["birth"])))) > 1
        ]

    def _thing_at(self, place: int) -> str:
        owners = [name for name in _THINGS for _ in self._asset(name)]
        return owners[place] if place < len(owners) else "assets"


_AT_THE_WINDOW: Final = "由工作人员核实的情况"
_HOME_LEADS: Final = {
    "setting": Lead("住在城镇还是农村", "setting"),
    "basis": Lead("户口在不在这里", "basis"),
    "application": Lead("户口在不在这里", "basis"),
    "application.cause": Lead("最近遇到了什么事", "event"),
    "kind": Lead("最近遇到了什么事", "event"),
    "receives": Lead("是不是在领低保或特困供养", "receives"),
    "expenses": Lead("一年里自己付的看病、上学的钱", "expenses"),
    "assets": Lead("存款、车和房子", "assets"),
    "deposit": Lead("存款有多少", "deposit"),
    "vehicle": Lead("有没有汽车", "vehicle"),
    "house": Lead("有几套房子", "house"),
    "business": Lead("有没有营业执照", "business"),
    "obligors": Lead("不住在一起的子女、父母、配偶", "kin"),
}
_MEMBER_LEADS: Final = {
    "relation": ("relation", "是您的什么人"),
    "birth_date": ("birth", "出生年月"),
    "disabilities": ("disability", "有没有残疾证，几级"),
    "disability_kind": ("disability_kind", "哪类残疾"),
    "serious_illness": ("ill", "有没有大病"),
    "study": ("study", "在不在上学"),
    "full_time": ("study", "在不在上学"),
    "incomes": ("incomes", "每月收入"),
    "self_care": ("self_care", "生活能不能自己料理"),
    "support_mode": ("support_mode", "如果由国家供养，想在哪里生活"),
}
_KIN_ASKS: Final = {"household_size": "household_size", "income": "income", "supports": "supports"}


def _relative_lead(place: int, rest: str) -> Lead:
    ask = _KIN_ASKS.get(rest.partition(".")[0])
    return Lead("不住在一起的亲人家里的情况", f"k{place}-{ask}" if ask else "kin")


def _told(**facts: Any) -> Json:
    """Only what was told: an empty answer is left out, an empty list or a zero is an answer."""
    return {name: value for name, value in facts.items() if value is not None and value not in ("", {})}


def _flag(said: str) -> bool | None:
    return {"yes": True, "no": False}.get(said)


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


def _incomes(said: Said) -> list[Json] | None:
    """Whoever names one income has named them all; who names none and does not tick 没有收入 has told nothing."""
    if not said["no_income"] and all(said[name] is None for name in INCOMES):
        return None
    return [{"kind": name, "amount": _yuan(said[name]), "per": "month"} for name in INCOMES if said[name]]


def _disabilities(said: Said) -> list[Json] | None:
    if said["disability"] in {"", "none"}:
        return None if said["disability"] == "" else []
    grade = {} if said["disability"] == "unsure" else {"grade": int(said["disability"])}
    return [_told(kind=said["disability_kind"], **grade)]


def _self_care(said: str) -> Json | None:
    return {name: place < _DONE_ALONE[said] for place, name in enumerate(_SIX)} if said else None


def _relative(said: Said) -> Json:
    income = None if said["income"] is None else {"amount": _yuan(said["income"]), "per": "month"}
    return _told(able=True, household_size=said["household_size"], income=income, supports=said["supports"])
