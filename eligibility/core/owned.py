"""The things of a household while the tests of property are written, and how a place's rule about them is read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from eligibility.core.binding import Reading
from eligibility.core.facts import ASSET_KINDS, UNKNOWN, Unknown
from eligibility.core.fields import Value
from eligibility.core.graph import COUNT, Expr, RuleBook, Table, known, one_of, where

Rule = Mapping[str, Any]


def names_of(what: str, first: tuple[str, ...]) -> tuple[str, ...]:
    """The parameters about one sort of things: those of the benefits in `first`, then the one for all benefits."""
    return (*(f"{benefit}.assets_{what}" for benefit in first), f"assets.{what}")


def published(reading: Reading, names: tuple[str, ...]) -> Rule | Unknown:
    """The first published of several parameters; the last one is the one to ask for."""
    values = (reading.value(name) for name in names)
    return next((value for value in values if not isinstance(value, Unknown)), UNKNOWN)


@dataclass(frozen=True)
class Owned:
    """What each asset of a household is; nobody asks who is `free` of the rule, and `first` benefits have rules of their own."""

    rules: RuleBook
    article: str
    kind: Expr
    fen: Expr
    exempt: Expr
    free: Expr
    first: tuple[str, ...]

    def of_kind(self, *kinds: str) -> Expr:
        """Whether an asset is of one of these kinds and no reason leaves it out."""
        codes = tuple(ASSET_KINDS.index(each) for each in kinds)
        return (self.kind == codes[0] if len(codes) == 1 else one_of(self.kind, codes)) & (self.exempt == 0)

    def names(self, what: str) -> tuple[str, ...]:
        """The parameters about one sort of things."""
        return names_of(what, self.first)

    def figure(self, what: str, name: str, label: str, read: Callable[[Rule], Value], otherwise: Value = 0) -> Expr:
        """A figure out of the place's rule about one sort of things; `otherwise` where no such rule is published."""
        names = self.names(what)

        def of_rule(reading: Reading) -> Value | Table:
            rule = published(reading, names)
            return otherwise if isinstance(rule, Unknown) else read(rule)

        return self.rules.param(name, label, names[-1], of_rule)

    def asked(self, name: str, condition: Expr, label: str) -> Expr:
        """Whether a form of the rule that only some places have is asked of this household; elsewhere it leaves no step."""
        of_household = condition & where(known(self.free), ~self.free, True)
        return self.rules.let(name, of_household, label, self.article, only_if=name)

    def named_figure(self, name: str, figure: Expr, label: str, unit: str) -> Expr:
        """A figure that a sentence names: a step only where the place has it."""
        return self.rules.let(name, figure, label, self.article, unit, only_if=name)

    def passes(self, code: str, holds: Expr, words: str, label: str, what: str, only_if: str) -> Expr:
        """Whether the place lets a thing pass, and the sentence about each that passes."""
        passed = self.rules.let(code, holds, label, self.article, only_if=only_if)
        self.rules.note(code, passed, words, article=self.article, parameter=self.names(what))
        return passed

    def form(self, name: str, what: str, condition: Expr, label: str) -> "Form":
        """A form of the rule about one sort of things, asked where the condition holds."""
        return Form(self, what, self.asked(name, condition, label))

    def test(self, code_of_test: str, inside: Expr, yes: str, no: str, **more: Any) -> None:
        """A test of the property rule, which holds for whoever is free of it."""
        more.setdefault("only_if", "property_asked")
        self.rules.test(code_of_test, self.free | inside, yes, no, article=self.article, **more)


@dataclass(frozen=True)
class Form:
    """A form of the rule that only some places have: it leaves steps and sentences only where it is asked."""

    things: Owned
    what: str
    asked: Expr

    def let(self, name: str, expr: Expr, label: str, unit: str = COUNT) -> Expr:
        """A step of the calculation where the form is asked."""
        article, only_if = self.things.article, self.asked.args[0]
        return self.things.rules.let(name, expr, label, article, unit, only_if=only_if)

    def test(self, code: str, inside: Expr, yes: str, no: str, *, label: str, left: Expr, right: Expr | None) -> None:
        """A test that holds for whoever is not asked; its sides are steps."""
        self.things.test(
            code,
            ~self.asked | inside,
            yes,
            no,
            label=label,
            parameter=self.things.names(self.what),
            left=left.args[0],
            right=None if right is None else right.args[0],
            only_if=self.asked.args[0],
        )
