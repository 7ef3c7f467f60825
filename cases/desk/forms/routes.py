"""The ways a case takes as tables of boxes: for each benefit its steps in order, with level and term, and the total."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory

from cases.desk.figures import readable
from cases.desk.forms.base import DeskForm
from eligibility import api
from eligibility.words.codes import BENEFITS, RELIEF_KINDS
from eligibility.words.figures import LEVELS, STEPS, UNITS

_MOST_ROUTES, _MOST_STEPS = 30, 20
_UNITS = list(UNITS.items())
_HEAD = frozenset({"benefit", "kind", "decides", "total", "extended", "steps"})
_STEP = frozenset({"step", "level", "term", "since", "bounds", "counts"})
_SINCE = {"previous": "上一环节起", "acceptance": "受理起"}
_BOUNDS = {"end": "内办完", "start": "内开始"}


def _count(label: str) -> forms.IntegerField:
    widget = forms.TextInput({"inputmode": "numeric"})
    return forms.IntegerField(label=label, min_value=1, max_value=4000, required=False, widget=widget)


def _unit(label: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=_UNITS, initial="working_day", required=False)


def _term(number: int | None, unit: str) -> dict[str, Any] | None:
    return {"n": number, "unit": unit or "working_day"} if number else None


def _boxes_of(term: Mapping[str, Any] | None, name: str) -> dict[str, Any]:
    return {f"{name}_n": term["n"], f"{name}_unit": term["unit"]} if term else {}


class HeadForm(DeskForm):
    """What a route is for, and how long it takes in all."""

    benefit = forms.ChoiceField(label="救助类型", choices=[("", "选一种"), *BENEFITS.items()])
    kind = forms.ChoiceField(label="类别", choices=[("", "不分"), *RELIEF_KINDS.items()], required=False)
    decides = forms.ChoiceField(label="由谁确认", choices=[("", "不分"), *LEVELS.items()], required=False)
    total_n = _count("全程")
    total_unit = _unit("全程的单位")
    extended_n = _count("延长后全程")
    extended_unit = _unit("延长后的单位")

    @classmethod
    def initial_of(cls, route: Mapping[str, Any]) -> dict[str, Any]:
        """The totals in two boxes each."""
        own = {key: route.get(key) or "" for key in ("benefit", "kind", "decides")}
        return own | _boxes_of(route.get("total"), "total") | _boxes_of(route.get("extended"), "extended")

    def record(self, steps: list[dict[str, Any]]) -> dict[str, Any]:
        """The route for the book."""
        given = self.cleaned_data
        total, extended = (_term(given[f"{name}_n"], given[f"{name}_unit"]) for name in ("total", "extended"))
        return {
            "benefit": given["benefit"],
            **({"kind": given["kind"]} if given["kind"] else {}),
            **({"decides": given["decides"]} if given["decides"] else {}),
            "steps": steps,
            **({"total": total} if total else {}),
            **({"extended": extended} if extended else {}),
        }


class StepForm(DeskForm):
    """One step: who does it, within which term, counted from when."""

    step = forms.ChoiceField(label="环节", choices=[("", "选一个环节"), *STEPS.items()])
    level = forms.ChoiceField(label="哪一级", choices=list(LEVELS.items()), initial="township")
    since = forms.ChoiceField(label="从何时起", choices=list(_SINCE.items()), initial="previous", required=False)
    n = _count("期限")
    unit = _unit("单位")
    bounds = forms.ChoiceField(label="要求", choices=list(_BOUNDS.items()), initial="end", required=False)
    outside = forms.BooleanField(label="不计入全程", required=False)

    @classmethod
    def initial_of(cls, step: Mapping[str, Any]) -> dict[str, Any]:
        """The term in two boxes."""
        term = step.get("term") or {}
        return {**step, "n": term.get("n"), "unit": term.get("unit", "working_day"), "outside": not step.get("counts", True)}  # fmt: skip

    def record(self) -> dict[str, Any]:
        """The step for the book; what goes without saying is left out."""
        given = self.cleaned_data
        return {
            "step": given["step"],
            "level": given["level"],
            "term": _term(given["n"], given["unit"]),
            **({"since": "acceptance"} if given["since"] == "acceptance" else {}),
            **({"bounds": "start"} if given["bounds"] == "start" else {}),
            **({"counts": False} if given["outside"] else {}),
        }


class OneRoute:
    """A route's head and its steps."""

    def __init__(self, prefix: str, route: Mapping[str, Any] | None, data: Any) -> None:
        held = route or {}
        self.prefix = prefix
        self.head = HeadForm(data, initial=HeadForm.initial_of(held), prefix=prefix)
        steps = [StepForm.initial_of(step) for step in held.get("steps", [])]
        sheet = formset_factory(
            StepForm, extra=0 if steps else 3, can_delete=True, max_num=_MOST_STEPS, absolute_max=_MOST_STEPS
        )
        self.steps: BaseFormSet[StepForm] = sheet(data, initial=None if data else steps, prefix=f"{prefix}-steps")
        self.gone = data is not None and f"{prefix}-gone" in data

    @property
    def title(self) -> str:
        """What the route is for, in words."""
        held = self.head["benefit"].value() or "", self.head["kind"].value() or "", self.head["decides"].value() or ""
        marks = [words for words in (RELIEF_KINDS.get(held[1]), LEVELS.get(held[2], "")) if words]
        return BENEFITS.get(held[0], "新流程") + (f"（{'，'.join(marks)}）" if marks else "")

    def is_valid(self) -> bool:
        """Whether head and steps are in order; a route that is to go has no faults."""
        return self.gone or all([self.head.is_valid(), self.steps.is_valid()])

    def sheets(self) -> list[DeskForm]:
        """The forms whose faults the page lists."""
        deleted = self.steps.deleted_forms if self.steps.is_bound and self.steps.is_valid() else []
        return [] if self.gone else [self.head, *[one for one in self.steps.forms if one not in deleted]]

    def record(self) -> dict[str, Any]:
        """The route for the book."""
        kept = [one for one in self.steps.forms if one not in self.steps.deleted_forms]
        return self.head.record([one.record() for one in kept if one.has_changed() or not one.empty_permitted])


class RouteEditor:
    """All routes of a place; speaks like a form."""

    name = prefix = "route"
    grid = rows = None

    def __init__(self, value: Any, data: Any = None) -> None:
        held = list(value or [])
        self.problems: list[str] = []
        count = self._count(data, len(held)) if data is not None else max(len(held), 1)
        self.routes = [
            OneRoute(f"route-{place}", held[place] if place < len(held) else None, data) for place in range(count)
        ]

    def _count(self, data: Any, otherwise: int) -> int:
        said = data.get("route-TOTAL_FORMS", "")
        if said.isdecimal() and len(said) < 4 and int(said) <= _MOST_ROUTES:
            return int(said)
        self.problems = [f"流程的条数读不出来，或者超过 {_MOST_ROUTES} 条，请重新打开这一页"]
        return otherwise

    @staticmethod
    def fits(value: Any) -> bool:
        """Whether the boxes can show these routes without losing anything."""
        return all(
            route.keys() <= _HEAD and all(step.keys() <= _STEP for step in route["steps"]) for route in value or []
        )

    @property
    def sheets(self) -> list[DeskForm]:
        """The forms whose faults the page lists."""
        return [sheet for route in self.routes for sheet in route.sheets()]

    def is_valid(self) -> bool:
        """Whether every route that stays is in order, and the whole has the registry's form."""
        valid = [one.is_valid() for one in self.routes]  # every one, so that all faults show at once
        if not all(valid) or self.problems:
            broken = [f"{one.title}：{fault}" for one in self.routes for fault in one.steps.non_form_errors()]
            self.problems = [*self.problems, *broken]
            return False
        try:
            api.check_value(self.name, self.value(), self.name)
        except api.BadValue as bad:
            self.problems = [readable(f"{bad.path}：{bad.message}")]
        return not self.problems

    def value(self) -> list[dict[str, Any]]:
        """The routes for the book."""
        return [one.record() for one in self.routes if not one.gone]
