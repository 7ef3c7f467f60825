"""What an intake page shows: the rail, the cards of a section with their forms, and the trial beside them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from cases.assessments.missing import lacks
from cases.assessments.services import Wish, trials
from cases.desk.forms.intake import BENEFITS, FactForm
from cases.desk.lacks import Linked, linked
from cases.desk.sections import LABELS, RAIL, Cell, Section, status_of
from cases.households.models import FACTS, Fact, Household
from cases.households.selectors import Family, Person
from cases.staff.selectors import names_of
from eligibility import api
from eligibility.words.codes import RELATIONS, SETTINGS

HOME = "home"
_MODELS = {model._meta.model_name: model for model in FACTS}
_OUTCOMES = {"yes": ("符合条件", "ok"), "no": ("不符合条件", "bad"), "unknown": ("还差情况", "warn")}
_PERS = {"month": "预计每月", "once": "预计一次"}


# --- what the family asks for, kept in the session until the application is made ---


def wish_of(request: HttpRequest, household: Household) -> dict[str, Any]:
    """What was chosen for this family in this session."""
    wishes: dict[str, Any] = request.session.get("wishes", {})
    return dict(wishes.get(str(household.pk), {}))


def keep_wish(request: HttpRequest, household: Household, wish: Mapping[str, Any]) -> None:
    """Remember what was chosen; only the latest families, so that a session stays small."""
    wishes: dict[str, Any] = request.session.get("wishes", {})
    wishes.pop(str(household.pk), None)
    request.session["wishes"] = dict([*wishes.items(), (str(household.pk), dict(wish))][-20:])


def wanted_of(wish: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The chosen benefits as (benefit, kind)."""
    pairs = (code.partition(":") for code in wish.get("benefits", []))
    return [(benefit, kind) for benefit, _, kind in pairs]


def asked_of(wish: Mapping[str, Any], kind: str = "") -> Wish:
    """What the law is told about the application; at the place of an emergency only emergency relief is asked for."""
    return Wish(
        basis=wish.get("basis", "") if kind == "emergency" else "",
        cause=wish.get("cause", ""),
        single_person=bool(wish.get("single_person")),
        grade=wish.get("grade", ""),
        amount_requested_fen=wish.get("amount_requested"),
        months=wish.get("months"),
        outside_reason=wish.get("outside_reason", ""),
        same_cause_justified=wish.get("same_cause_justified"),
    )


# --- the trial ---


@dataclass(frozen=True)
class Trial:
    """One benefit's answer as the panel says it."""

    label: str
    outcome: str
    words: str
    tone: str
    figures: list[tuple[str, str]]
    amount: tuple[str, str] | None
    lacks: list[Linked]
    findings: list[dict[str, Any]]
    standard_from: str
    decides: str


def trials_of(family: Family, wish: Mapping[str, Any]) -> list[Trial]:
    """The law's answers for the chosen benefits (低保 where none is chosen yet); nothing is stored."""
    wanted = wanted_of(wish) or [("dibao", "")]
    answers = trials(family, [(benefit, kind, asked_of(wish, kind)) for benefit, kind in wanted])
    codes = [f"{benefit}:{kind}" if kind else benefit for benefit, kind in wanted]
    return [_trial(BENEFITS.get(code, code), answer, family) for code, answer in zip(codes, answers, strict=True)]


def _trial(label: str, answer: api.Assessment, family: Family) -> Trial:
    words, tone = _OUTCOMES[answer.outcome]
    standard = next((used for used in answer.used if used.name == "dibao.standard"), None)
    return Trial(
        label=label,
        outcome=answer.outcome,
        words=words,
        tone=tone,
        figures=_figures(answer, family),
        amount=_amount(answer),
        lacks=linked(lacks(answer, family), family.household),
        findings=[finding.to_json() for finding in answer.findings],
        standard_from=standard.document if standard else "",
        decides=answer.route["reason"] if answer.outcome == "yes" and answer.route else "",
    )


def _figures(answer: api.Assessment, family: Family) -> list[tuple[str, str]]:
    given = answer.figures
    income, each, standard = (
        given.get(name) for name in ("household_income_month", "per_capita_income_month", "standard_month")
    )
    rows = [("计入收入合计", income), ("家庭人口", f"{len(answer.covered) or len(family.people)} 人")]
    rows += [("月人均收入", each), (f"{SETTINGS[family.household.setting]}低保标准", standard)]
    if each and standard:
        rows.append(("月人均差额", f"{max(Decimal(standard) - Decimal(each), Decimal(0)):,.2f}"))
    return [(label, words) for label, words in rows if words]


def _amount(answer: api.Assessment) -> tuple[str, str] | None:
    if answer.outcome != "yes" or not answer.amount_fen:
        return None
    return _PERS.get(answer.per or "", "预计"), f"{answer.amount_fen // 100:,}.{answer.amount_fen % 100:02d}"


# --- the rail ---


@dataclass(frozen=True)
class Task:
    """One line of the rail."""

    label: str
    url: str
    current: bool
    words: str
    tone: str


def rail_of(family: Family, current: str, wanted: int) -> list[Task]:
    """Every section with how far it is."""
    tasks = []
    for code in RAIL:
        status = status_of(code, family, wanted)
        tasks.append(Task(LABELS[code], address(family.household, code), code == current, status.words, status.tone))
    return tasks


def address(household: Household, code: str) -> str:
    """The page of one section of one family's intake."""
    return reverse("desk:intake-section", args=[household.pk, code])


def beside(household: Household, code: str) -> dict[str, str | None]:
    """The sections before and after."""
    place = RAIL.index(code)
    back = RAIL[place - 1] if place else None
    ahead = RAIL[place + 1] if place + 1 < len(RAIL) else None
    return {
        "back_url": address(household, back) if back else reverse("desk:households-detail", args=[household.pk]),
        "next_url": address(household, ahead) if ahead else None,
        "next_label": LABELS[ahead] if ahead else None,
    }


# --- the cards of a section ---


@dataclass
class Card:
    """One member (or the family as a whole) with the rows of a section and perhaps an open form."""

    key: str
    title: str
    subtitle: str
    labels: list[Cell]
    rows: list[tuple[str, tuple[Cell, ...], str]]
    form: FactForm | None
    replaces: str
    ticked: bool


@dataclass
class Sheet:
    """One section of one family: what is typed, what is open, what went wrong."""

    family: Family
    section: Section
    open_card: str = ""
    edit: str = ""
    typed: dict[str, FactForm] = field(default_factory=dict)
    refused: str = ""  # a refusal that belongs to no typed row

    def subjects(self) -> Iterable[tuple[str, Any, Any]]:
        """Card key, what the rows hang on, and what a service is called with."""
        if self.section.of_member:
            return [(str(one.member.pk), one, one.member) for one in self.family.people]
        return [(HOME, self.family, self.family.household)]

    def cards(self, *, focus: bool) -> list[Card]:
        """What the page draws."""
        cards = [self._card(key, held, subject) for key, held, subject in self.subjects()]
        if focus:
            for card in cards:
                if card.form is not None and card.key == self.open_card and not card.form.errors:
                    next(iter(card.form.fields.values())).widget.attrs["autofocus"] = True
        return cards

    def _card(self, key: str, held: Any, subject: Any) -> Card:
        facts: list[Any] = list(self.section.rows(held))
        ticked = bool(self.section.tick and getattr(subject, f"{self.section.tick}_complete"))
        title, subtitle = _heading(held, self.section, self.family.day)
        rows = [(token_of(fact), self.section.cells(fact), fact_label(fact, self.section)) for fact in facts]
        edited = next((fact for fact in facts if token_of(fact) == self.edit), None)
        form = self.typed.get(key) or self._form(key, edited, blank=key == self.open_card or not (facts or ticked))
        replaces = token_of(edited) if edited is not None else ""
        if form is not None and form.is_bound:
            replaces = form.data.get(f"{key}-replaces", "")
        return Card(key, title, subtitle, list(rows[0][1]) if rows else [], rows, form, replaces, ticked)

    def _form(self, key: str, edited: Fact | None, *, blank: bool) -> FactForm | None:
        if edited is not None:
            return self.new_form(key, initial=self.section.form.values_of(edited))
        return self.new_form(key, initial=self._first_values()) if blank else None

    def new_form(self, key: str, data: QueryDict | None = None, initial: dict[str, Any] | None = None) -> FactForm:
        """A form of this section for one card; its fields carry the card's key."""
        return self.section.form(data, prefix=key, auto_id="f_%s", initial=initial or {})

    def _first_values(self) -> dict[str, Any]:
        """What a new row begins with."""
        return {"holder": self.family.household.head_name} if self.section.code == "account" else {}

    def read(self, data: QueryDict, keys: Iterable[str], *, must: str = "") -> dict[str, FactForm]:
        """The forms somebody typed in; `must` is the card whose button was pressed, typed in or not."""
        found = {}
        for key in keys:
            if f"{key}-replaces" not in data:
                continue
            fact = self.fact(data.get(f"{key}-replaces", ""))
            initial = self.section.form.values_of(fact) if fact is not None else self._first_values()
            form = self.new_form(key, data, initial)
            if key == must or form.has_changed():
                found[key] = form
        return found

    def fact(self, token: str) -> Fact | None:
        """The row of this section that a token names."""
        rows = (fact for _, held, _ in self.subjects() for fact in self.section.rows(held))
        return next((fact for fact in rows if token_of(fact) == token), None)


def token_of(fact: Any) -> str:
    """What a button carries to name a row: kind and number."""
    return f"{fact._meta.model_name}:{fact.pk}"


def standing(token: str, household: Household) -> Fact | None:
    """The row of this family that a token names, voided or not; None for anything else."""
    name, _, number = token.partition(":")
    model: Any = _MODELS.get(name)
    if model is None or not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    own = {"household": household} if hasattr(model, "household_id") else {"member__household": household}
    row: Fact | None = model.objects.filter(pk=int(number), **own).first()
    return row


def fact_label(fact: Any, section: Section) -> str:
    """What a screen reader hears on the buttons of a row."""
    first = section.cells(fact)[0].words
    member = getattr(fact, "member", None)
    return f"{member.name}的{first}" if member is not None else first


def _heading(held: Any, section: Section, day: date) -> tuple[str, str]:
    if isinstance(held, Person):
        return held.member.name, person_words(held, day)
    return section.heading, ""


def person_words(person: Person, day: date) -> str:
    """Relation, age and what else tells one member from another."""
    row = person.member
    parts = [RELATIONS.get(row.relation, row.relation)]
    if row.birth_date:
        parts.append(
            f"{day.year - row.birth_date.year - ((day.month, day.day) < (row.birth_date.month, row.birth_date.day))} 岁"
        )
    return "，".join(parts)


def name_places(family: Family) -> None:
    """Put the names of areas beside the codes of residences and of benefits elsewhere, in one query."""
    rows: list[Any] = [row for one in family.people for row in one.residences.values()]
    rows += [row for row in family.aids if row.place_code]
    names = names_of({row.place_code for row in rows}) if rows else {}
    for row in rows:
        row.place_name = names.get(row.place_code, row.place_code)
