"""What the law answers: findings with their reasons, what is missing, and the assessment that carries them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal, NamedTuple, cast, overload

from eligibility.core.money import parse_yuan, yuan

Outcome = Literal["yes", "no", "unknown"]
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Finding:
    """One test: whether it holds (None: cannot tell), what was compared, on whose authority, in one sentence."""

    code: str
    holds: bool | None
    text: str
    article: str = ""
    left: str | None = None
    right: str | None = None
    parameter: str | None = None
    version: str | None = None
    document: str | None = None
    member: str | None = None

    def to_json(self) -> Json:
        compared = None if self.left is None and self.right is None else {"left": self.left, "right": self.right}
        return {
            "code": self.code, "holds": self.holds, "compared": compared, "parameter": self.parameter,
            "version": self.version, "document": self.document, "article": self.article, "text": self.text,
            "member": self.member,
        }  # fmt: skip

    @classmethod
    def from_json(cls, raw: Json) -> "Finding":
        compared = raw.get("compared") or {}
        plain: Json = {name: raw[name] for name in ("code", "holds", "text", "article")}
        optional: Json = {name: raw.get(name) for name in ("parameter", "version", "document", "member")}
        return cls(**plain, **optional, left=compared.get("left"), right=compared.get("right"))


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that must be known before the question can be answered: a path of the input or of the policy."""

    path: str
    text: str

    def to_json(self) -> Json:
        return {"path": self.path, "text": self.text}


@dataclass(frozen=True, slots=True)
class Part:
    """One line of the amount: the base of the household, or a person's supplement, basic living or care."""

    what: str
    fen: int
    member: str | None = None

    def to_json(self) -> Json:
        return {"what": self.what, "member": self.member, "amount": yuan(self.fen)}


@dataclass(frozen=True, slots=True)
class Used:
    """A published figure the answer rests on, copied so that the answer can be read without the book."""

    name: str
    value: Any
    version: str
    document: str
    article: str

    def to_json(self) -> Json:
        return {name: getattr(self, name) for name in self.__slots__}


class Step(NamedTuple):
    """One named variable of the calculation: label, printed value, formula in words, article, of whom, in which unit."""

    name: str
    label: str
    value: str
    formula: str
    article: str
    of: str | None = None
    unit: str = ""

    def to_json(self) -> Json:
        return self._asdict()


class Steps(Sequence[Step]):
    """The steps of a calculation, put into words when somebody looks: they are most of what an answer costs."""

    def __init__(self, words: Callable[[], Iterable[Step]]) -> None:
        self._words = words

    @cached_property
    def _told(self) -> tuple[Step, ...]:
        return tuple(self._words())

    @overload
    def __getitem__(self, place: int) -> Step: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Step]: ...

    def __getitem__(self, place: int | slice) -> Step | Sequence[Step]:
        return self._told[place]

    def __len__(self) -> int:
        return len(self._told)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class Assessment:
    """The whole answer to one question. `route`, `first_month`, `next_review_by` come from the book's api."""

    id: str | None
    benefit: str
    outcome: Outcome
    amount_fen: int | None = None
    per: str | None = None
    parts: tuple[Part, ...] = ()
    covered: tuple[str, ...] = ()
    figures: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    missing: tuple[Missing, ...] = ()
    warnings: tuple[str, ...] = ()
    route: Json | None = None
    first_month: str | None = None
    next_review_by: str | None = None
    answers: tuple["Assessment", ...] = ()
    used: tuple[Used, ...] = ()
    steps: Sequence[Step] = ()

    def __post_init__(self) -> None:
        if self.answers:
            return
        if self.outcome == "no" and not any(finding.holds is False for finding in self.findings):
            raise ValueError("a refusal must carry at least one finding that fails")
        if self.outcome == "unknown" and not self.missing:
            raise ValueError("an answer that cannot be given must say what is missing")

    def with_route(self, **changes: Any) -> "Assessment":
        """The same answer with the fields the book knows: route, first_month, next_review_by, warnings."""
        return replace(self, **changes)

    def to_json(self, *, full: bool = False) -> Json:
        """The public answer of assess.md; `full` adds the figures used and every step of the calculation."""
        answer: Json = {
            "id": self.id, "benefit": self.benefit, "outcome": self.outcome,
            "amount": None if self.amount_fen is None else yuan(self.amount_fen), "per": self.per,
            "parts": [part.to_json() for part in self.parts], "covered": list(self.covered),
            "figures": dict(self.figures), "findings": [finding.to_json() for finding in self.findings],
            "missing": [missing.to_json() for missing in self.missing], "warnings": list(self.warnings),
            "route": self.route, "first_month": self.first_month, "next_review_by": self.next_review_by,
        }  # fmt: skip
        if self.answers:
            answer["answers"] = [each.to_json(full=full) for each in self.answers]
        if full:
            answer["used"] = [used.to_json() for used in self.used]
            answer["steps"] = [step.to_json() for step in self.steps]
        return answer

    @classmethod
    def from_json(cls, raw: Json) -> "Assessment":
        amount = raw["amount"]
        return cls(
            id=raw["id"], benefit=raw["benefit"], outcome=cast(Outcome, raw["outcome"]),
            amount_fen=None if amount is None else parse_yuan(amount), per=raw["per"],
            parts=tuple(Part(each["what"], parse_yuan(each["amount"]), each["member"]) for each in raw["parts"]),
            covered=tuple(raw["covered"]), figures=dict(raw["figures"]),
            findings=tuple(Finding.from_json(each) for each in raw["findings"]),
            missing=tuple(Missing(**each) for each in raw["missing"]), warnings=tuple(raw["warnings"]),
            route=raw["route"], first_month=raw["first_month"], next_review_by=raw["next_review_by"],
            answers=tuple(cls.from_json(each) for each in raw.get("answers", ())),
            used=tuple(Used(**each) for each in raw.get("used", ())),
            steps=tuple(Step(**each) for each in raw.get("steps", ())),
        )  # fmt: skip
