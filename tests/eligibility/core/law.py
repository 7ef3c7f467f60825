"""The shipped policy files as figures without a database, and questions made by changing a plain one."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from eligibility.core import areas
from eligibility.core.engine import assess
from eligibility.core.findings import Assessment
from eligibility.core.parameters import Figure, Figures
from eligibility.core.question import Question
from eligibility.core.workdays import SHANGHAI

ROOT = Path(__file__).resolve().parents[3]
POLICIES = ROOT / "eligibility" / "policies"
EXAMPLES = ROOT / "tests" / "eligibility" / "examples"


@cache
def published() -> tuple[Figure, ...]:
    """Every value of every policy file."""
    return tuple(
        figure for path in sorted(POLICIES.glob("*.yaml")) if path.name != "calendar.yaml" for figure in _figures(path)
    )


def _figures(path: Path) -> list[Figure]:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [
        Figure(
            name=name,
            value=value,
            area=areas.full(str(area)),
            start=document["from"],
            end=document.get("to"),
            published_at=datetime.combine(document.get("published", document["from"]), datetime.min.time(), SHANGHAI),
            document=document["document"],
            article=document.get("article") or "",
            version=f"{path.stem}-{document['from']}",
        )
        for document in content["documents"]
        for area in document.get("areas") or [document.get("area", content["area"])]
        for name, value in document["values"].items()
    ]


def figures_for(question: Question) -> Callable[[date], Figures]:
    return lambda day: Figures(published(), area=question.area, on=day, known_by=question.known_by)


def ask(raw: Mapping[str, Any]) -> Assessment:
    """The answer of the engine under the shipped book."""
    question = Question.from_json(raw)
    return assess(question, figures_for(question))


def changed(base: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """The question with some of its places set: `members.0.incomes` names a place; `~` in YAML makes it unknown."""
    question = deepcopy(dict(base))
    for place, value in changes.items():
        *above, last = (int(step) if step.isdigit() else step for step in _steps(place))
        holder: Any = question
        for step in above:
            holder = holder.setdefault(step, {}) if isinstance(holder, dict) else holder[step]
        if isinstance(holder, list) and isinstance(last, int) and last == len(holder):
            holder.append(deepcopy(value))
        else:
            holder[last] = deepcopy(value)
    return question


def _steps(place: str) -> list[str]:
    """Steps of a path; the name of a parameter keeps its dots: `policy.dibao.standard` has two steps."""
    first, _, rest = place.partition(".")
    return [first, rest] if first == "policy" and rest else place.split(".")


def adult(ref: str, relation: str, **more: Any) -> dict[str, Any]:
    """A member about whom everything is known and nothing is special."""
    return {
        "ref": ref, "relation": relation, "status": "at_home", "birth_date": "1980-01-01", "sex": "female",
        "disabilities": [], "serious_illness": False, "study": "none", "incomes": [], "expenses": [], **more,
    }  # fmt: skip


def family_of(*members: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """A rural dibao question of these members in a place whose only figure is a standard of 500 a month."""
    return {
        "id": "example", "benefit": "dibao", "area": "110000", "setting": "rural", "on": "2022-06-01",
        "policy": {
            "dibao.standard": {"rural": {"amount": "500", "per": "month"}, "urban": {"amount": "700", "per": "month"}},
            "dibao.supplements": [], "expenditure.deductible": [], "income.maintenance": {"method": "none"},
        },
        "application": {"basis": "hukou"}, "members": list(members), "assets": [], "obligors": [], "receives": [],
        **more,
    }  # fmt: skip
