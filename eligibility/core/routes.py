"""Which steps a case takes, at which level, and in what time: a route is a policy figure, pinned at acceptance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from eligibility.core.workdays import BadTerm, Due, Term, Workdays, law_day

__all__ = ("Due", "Notice", "Route", "Step", "StepDue", "Term", "chosen", "law_day")

LEVELS = ("township", "county", "committee")
LEVEL_WORDS = {"township": "乡镇（街道）", "county": "县级民政部门", "committee": "县级协调机制（一事一议）"}
STEPS = {
    "accept": "受理",
    "survey": "入户调查",
    "check": "信息核对",
    "appraisal": "民主评议",
    "care_assessment": "生活自理能力评估",
    "opinion": "审核意见",
    "notice": "公示",
    "review": "县级复核",
    "decide": "审核确认",
    "answer": "答复",
    "relief": "先行救助",
    "papers": "补办手续",
    "pay": "发放",
}
SINCE = ("acceptance", "previous")
BOUNDS = ("start", "end")


def _term(plain: Any) -> Term | None:
    return None if plain is None else Term.from_json(plain)


@dataclass(frozen=True)
class Step:
    """One step: its term runs from the previous step or from acceptance, and bounds its end or only its start."""

    code: str
    level: str
    term: Term | None = None
    counts: bool = True  # whether its days count inside the total (Chongqing leaves out the notice)
    only_if: str | None = None
    since: str = "previous"
    bounds: str = "end"

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Step:
        """Read one step of the `route` parameter."""
        return cls(
            code=plain["step"],
            level=plain["level"],
            term=_term(plain.get("term")),
            counts=plain.get("counts", True),
            only_if=plain.get("only_if"),
            since=plain.get("since", "previous"),
            bounds=plain.get("bounds", "end"),
        )

    def to_json(self) -> dict[str, Any]:
        """Write the step as the `route` parameter has it."""
        return {
            "step": self.code,
            "level": self.level,
            "term": self.term.to_json() if self.term else None,
            "counts": self.counts,
            "only_if": self.only_if,
            "since": self.since,
            "bounds": self.bounds,
        }


@dataclass(frozen=True)
class Notice:
    """The public notice: so many days, whether the day of posting is the first, and a second notice if any."""

    days: int = 7
    first_day_counts: bool = False
    second_days: int | None = None
    benefits: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Notice:
        """Read the `notice` parameter."""
        return cls(
            plain["days"], plain.get("first_day_counts", False), plain.get("second_days"), tuple(plain.get("for", ()))
        )

    def to_json(self) -> dict[str, Any]:
        """Write the `notice` parameter."""
        return {
            "days": self.days,
            "first_day_counts": self.first_day_counts,
            "second_days": self.second_days,
            "for": list(self.benefits),
        }


@dataclass(frozen=True)
class StepDue:
    """A step with the moment by which it is due; None where its start is not known yet."""

    step: Step
    due: Due | None


@dataclass(frozen=True)
class Route:
    """The steps of one benefit in one place, with the total, the extended total and where they are published."""

    benefit: str
    kind: str | None
    steps: tuple[Step, ...]
    total: Term | None = None
    extended: Term | None = None
    notice: Notice | None = None
    document: str = ""
    version: str = ""
    decides: str | None = None  # the level this route is for; None is for all
    first_day_counts: bool = False
    pauses: tuple[str, ...] = field(default=())

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Route:
        """Read a route as `to_json` wrote it, or an entry of the `route` parameter."""
        return cls(
            benefit=plain["benefit"],
            kind=plain.get("kind"),
            steps=tuple(Step.from_json(step) for step in plain["steps"]),
            total=_term(plain.get("total")),
            extended=_term(plain.get("extended")),
            notice=Notice.from_json(plain["notice"]) if plain.get("notice") else None,
            document=plain.get("document", ""),
            version=plain.get("version", ""),
            decides=plain.get("decides"),
            first_day_counts=plain.get("first_day_counts", False),
            pauses=tuple(plain.get("pauses", ())),
        )

    def to_json(self) -> dict[str, Any]:
        """Write the whole route, so that a case can pin it."""
        return {
            "benefit": self.benefit,
            "kind": self.kind,
            "decides": self.decides,
            "steps": [step.to_json() for step in self.steps],
            "total": self.total.to_json() if self.total else None,
            "extended": self.extended.to_json() if self.extended else None,
            "notice": self.notice.to_json() if self.notice else None,
            "first_day_counts": self.first_day_counts,
            "pauses": list(self.pauses),
            "document": self.document,
            "version": self.version,
        }

    @property
    def decided_by(self) -> str | None:
        """The level of the deciding step."""
        levels = [step.level for step in self.steps if step.code in {"decide", "answer"}]
        return levels[-1] if levels else self.decides

    def decided_at(self, level: str | None) -> Route:
        """The same route with its deciding step at this level: an entry for all levels is written once."""
        if level is None:
            return self
        steps = tuple(replace(step, level=level) if step.code == "decide" else step for step in self.steps)
        return replace(self, steps=steps)

    def step(self, code: str) -> Step | None:
        """The step of this name, if the route has it."""
        return next((step for step in self.steps if step.code == code), None)

    def plan(self, accepted: date | datetime, workdays: Workdays) -> tuple[StepDue, ...]:
        """When each step is due at the latest, as far as acceptance alone fixes it."""
        planned: list[StepDue] = []
        previous: date | datetime | None = accepted
        for step in self.steps:
            begin = accepted if step.since == "acceptance" else previous
            due = self._due(begin, step.term, workdays, first=begin is accepted)
            planned.append(StepDue(step, due))
            if step.bounds == "end":
                previous = due.at if due else None
        return tuple(planned)

    def due(self, accepted: date | datetime, workdays: Workdays, *, extended: bool = False) -> Due | None:
        """When the whole procedure is due; the extended total where the case is special."""
        return self._due(accepted, self.extended if extended and self.extended else self.total, workdays)

    def _due(
        self, begin: date | datetime | None, term: Term | None, workdays: Workdays, *, first: bool = True
    ) -> Due | None:
        if begin is None or term is None:
            return None
        try:
            return workdays.add(begin, term, first_day_counts=first and self.first_day_counts)
        except BadTerm:  # an hour term, and only the day of acceptance is known
            return None


def chosen(
    entries: Sequence[Mapping[str, Any]], benefit: str, kind: str | None, level: str | None
) -> Mapping[str, Any] | None:
    """The entry for a benefit and kind that fits the deciding level; an entry without `decides` fits all."""
    fitting = [entry for entry in entries if entry["benefit"] == benefit and entry.get("kind") in {None, kind}]
    exact = [entry for entry in fitting if level is not None and entry.get("decides") == level]
    general = [entry for entry in fitting if entry.get("decides") is None]
    by_kind = sorted(exact or general, key=lambda entry: entry.get("kind") is None)
    return by_kind[0] if by_kind else None
