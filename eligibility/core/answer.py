"""Turning the values of a rule into an answer: findings in words, lines of the amount, figures, what is missing."""

from collections.abc import Iterator, Mapping
from typing import Any

from eligibility.core.binding import Bound, Case, bound_for, path_of
from eligibility.core.executors.scalar import Trace, run
from eligibility.core.facts import SETTING_WORDS, Unknown
from eligibility.core.findings import Assessment, Finding, Outcome, Part, Step, Steps, Used
from eligibility.core.floor_area import square_metres
from eligibility.core.graph import AREA, FEN, FINE, TRUTH, RuleBook, Test
from eligibility.core.missing import Causes
from eligibility.core.money import FINE_PER_MONTHLY_FEN, divide, monthly_fen, yuan
from eligibility.core.parameters import Figures
from eligibility.core.question import Question
from eligibility.core.wording import ASSET_WORDS, INCOME_WORDS, UNKNOWN_WORDS, formulas

TEN_THOUSANDTHS = 100


class Answer:
    """One question under one rule: bound, run, and put into words."""

    def __init__(self, book: RuleBook, question: Question, figures: Figures) -> None:
        self.book, self.question = book, question
        self.bound: Bound = bound_for(book, figures, question)
        self.case: Case = Case(question, self.bound)
        self.trace: Trace = run(book, self.case)
        self.causes = Causes(book, self.case, self.bound.lacking, f"{question.area} 在 {question.on}")

    def assessment(self) -> Assessment:
        """The whole answer."""
        outcome = self.outcome()
        question = self.question
        payable = outcome == "yes" and self.book.amount is not None
        for name in self.book.optional if outcome != "no" else ():
            if isinstance(self.trace[name], Unknown):
                self.causes.of(name)
        return Assessment(
            id=question.id,
            benefit=question.benefit,
            outcome=outcome,
            amount_fen=self.amount(outcome),
            per=self.book.per,
            parts=tuple(self.parts()) if payable else (),
            covered=tuple(self.covered()) if outcome == "yes" else (),
            figures=self.figures(),
            findings=tuple(self.findings(outcome)),
            missing=tuple(self.causes.found.values()) if outcome != "no" else (),
            warnings=tuple(self.warnings()),
            used=tuple(
                Used(each.name, each.value, each.version, each.document, each.article)
                for each in self.bound.read.values()
            ),
            steps=Steps(self.steps),
        )

    def outcome(self) -> Outcome:
        """Yes, no, or not to be told: an amount that cannot be told keeps a household waiting as well."""
        eligible = self.trace[self.book.eligible or "eligible"]
        if eligible == 0:
            return "no"
        needed = [name for name in (self.book.eligible, self.book.amount) if name is not None]
        open_ones = [name for name in needed if isinstance(self.trace[name], Unknown)]
        for name in open_ones:
            self.causes.of(name)
        return "unknown" if open_ones else "yes"

    def amount(self, outcome: Outcome) -> int | None:
        if self.book.amount is None or outcome == "unknown":
            return None
        return int(self.trace[self.book.amount]) if outcome == "yes" else 0

    def rows(self, name: str) -> tuple[Any, ...]:
        value = self.trace[name]
        return value if isinstance(value, tuple) else (value,)

    def ref(self, row: int) -> str:
        members = self.question.household.members
        return "" if isinstance(members, Unknown) else members[row].ref

    def parts(self) -> Iterator[Part]:
        for part in self.book.parts:
            of_household = self.book.vars[part.var].expr.entity == "household"
            for row, fen in enumerate(self.rows(part.var)):
                if not isinstance(fen, Unknown) and (fen or of_household):
                    yield Part(part.what, fen, None if of_household else self.ref(row))

    def covered(self) -> Iterator[str]:
        if self.book.covered is not None:
            yield from (self.ref(row) for row, counts in enumerate(self.rows(self.book.covered)) if counts == 1)

    def figures(self) -> dict[str, str]:
        values = ((name, self.trace[var], self.book.vars[var].unit) for name, var in self.book.figures.items())
        return {name: printed(value, unit) for name, value, unit in values if not isinstance(value, Unknown)}

    def findings(self, outcome: Outcome) -> Iterator[Finding]:
        deciding = [test for test in self.book.tests if test.decides]
        for test in deciding + [test for test in self.book.tests if not test.decides]:
            entity = self.book.vars[test.holds].expr.entity
            for row, holds in enumerate(self.rows(test.holds)):
                if self.is_said(test, holds, outcome):
                    yield self.finding(test, entity, row, holds)

    def is_said(self, test: Test, holds: Any, outcome: Outcome) -> bool:
        """Tests are always said; a note only where it is true, an open point only while it is open."""
        if test.only_if is not None and self.trace[test.only_if] != 1 and holds != 0:
            return False
        if test.decides:
            return True
        if test.holds in self.book.optional:
            return isinstance(holds, Unknown)
        return bool(not isinstance(holds, Unknown) and holds == 1 and (outcome == "yes" or test.code in _ALWAYS))

    def finding(self, test: Test, entity: str, row: int, holds: Any) -> Finding:
        known = None if isinstance(holds, Unknown) else bool(holds)
        names = (test.parameter,) if isinstance(test.parameter, str) else test.parameter or ()
        figure = next((self.bound.read[name] for name in names if name in self.bound.read), None)
        left, right = self.side(test.left, row), self.side(test.right, row)
        words = self.words(test, entity, row)
        unknown = f"暂不能判断：{self.book.vars[test.holds].label}"
        says = {True: test.yes, False: test.no}
        text = (says[known] if known is not None else test.no if not test.decides else unknown).format_map(words)
        return Finding(
            code=test.code,
            holds=known,
            text=text,
            article=test.article,
            left=left,
            right=right,
            parameter=figure.name if figure else names[-1] if names else None,
            version=figure.version if figure else None,
            document=" ".join(filter(None, (figure.document, figure.article))) if figure else None,
            member=self.ref(self.causes.row_of("member", entity, row)) if entity not in _OF_HOUSEHOLD else None,
        )

    def side(self, name: str | None, row: int) -> str | None:
        if name is None:
            return None
        values = self.rows(name)
        value = values[row] if len(values) > row else values[0]
        return None if isinstance(value, Unknown) else printed(value, self.book.vars[name].unit)

    def words(self, test: Test, entity: str, row: int) -> Mapping[str, str]:
        """What a sentence may name; two sides that print the same but differ are told apart."""
        words = _Words(self, entity, row)
        if test.left and test.right and words[test.left] == words[test.right]:
            words.update(self.finer(test.left, test.right))
        return words

    def kind_word(self, entity: str, row: int) -> str:
        """The kind of an income or an asset in Chinese."""
        words = _KINDS[entity]
        kind = self.case.rows.records[entity][row].kind
        return "" if isinstance(kind, Unknown) else words[kind]

    def word(self, name: str, entity: str, row: int) -> str:
        """One named thing as it stands in a sentence about this row."""
        if name == "setting":
            return SETTING_WORDS.get(str(self.question.setting), "")
        if name == "who":
            return self.ref(self.causes.row_of("member", entity, row))
        if name == "kind":
            return self.kind_word(entity, row)
        var = self.book.vars[name]
        values = self.rows(name)
        return shown(values[row] if var.expr.entity == entity else values[0], var.unit)

    def finer(self, left: str, right: str) -> dict[str, str]:
        one, other = self.trace[left], self.trace[right]
        units = {self.book.vars[left].unit, self.book.vars[right].unit}
        if units != {FINE} or isinstance(one, tuple) or isinstance(other, tuple) or one == other:
            return {}
        return {left: four_decimals(one), right: four_decimals(other)}

    def warnings(self) -> Iterator[str]:
        """What was taken as the ordinary case because nobody said otherwise; the check has to settle it."""
        household = self.question.household
        asked = self.question.application
        if isinstance(asked.basis, Unknown):
            yield "未说明在本地申请的依据（户籍、居住证或急难发生地），受理前须核对"
        untold = all(isinstance(each, Unknown) for each in (asked.permit_from, asked.permit_until, asked.permit_months))
        if asked.basis == "residence_permit" and untold:
            yield "未说明居住证的签发日期和有效期，受理前须核对其在申请之日有效"
        if isinstance(household.receives, Unknown):
            yield "未说明是否正在享受其他救助，决定前须核对"
        if not isinstance(household.members, Unknown):
            for place, member in enumerate(household.members):
                if isinstance(member.status, Unknown):
                    yield f"members[{place}].status 未说明，按共同生活的家庭成员计算"
                if member.status == "clergy_away" and isinstance(member.status_since, Unknown):
                    yield f"members[{place}].status_since 未说明，按脱离家庭已满规定年数计算"

    def steps(self) -> Iterator[Step]:
        words = formulas(self.book, self.bound.frozen)
        named: dict[str, list[str | None]] = {}
        for name, var in self.book.vars.items():
            if var.only_if is not None and self.trace[var.only_if] == 0:
                continue
            entity, values = var.expr.entity, self.rows(name)
            if entity not in named:
                named[entity] = [self.whose(entity, row) for row in range(len(values))]
            for of, value in zip(named[entity], values, strict=True):
                yield Step(name, var.label, shown(value, var.unit), words[name], var.article, of, var.unit)

    def whose(self, entity: str, row: int) -> str | None:
        """Whom or what a row is about, in words: nobody for the household, a person, his income, a thing."""
        if entity == "household":
            return None
        if entity in _OF_HOUSEHOLD:
            return self.kind_word(entity, row) if entity in _KINDS else path_of(self.case, entity, row)
        who = self.ref(self.causes.row_of("member", entity, row))
        return f"{who}的{self.kind_word(entity, row)}" if entity in _KINDS else who


class _Words(dict[str, str]):
    """The words of a sentence, found when the sentence asks for them."""

    def __init__(self, answer: Answer, entity: str, row: int) -> None:
        super().__init__()
        self.answer, self.entity, self.row = answer, entity, row

    def __missing__(self, name: str) -> str:
        return self.answer.word(name, self.entity, self.row)


_KINDS = {"income": INCOME_WORDS, "asset": ASSET_WORDS}
_OF_HOUSEHOLD = ("household", "asset", "obligor", "received")
_ALWAYS = (
    "income_exempt", "income_imputed", "asset_exempt", "member_left_out", "transfers_paid_deducted",
    "earnings_left_out_given", "work_refused", "vehicle_old", "not_together_long_enough",
    "setting_against_land", "setting_against_move", "route_income_too_high", "route_rest_too_high", "route_assets_too_high",
)  # fmt: skip


def printed(value: int, unit: str) -> str:
    """A number as the public answer prints it."""
    if unit == FINE:
        return yuan(monthly_fen(value))
    return yuan(value) if unit == FEN else square_metres(value) if unit == AREA else str(value)


def shown(value: Any, unit: str) -> str:
    """A number as a sentence or the sheet says it, unknown included."""
    if isinstance(value, Unknown):
        return UNKNOWN_WORDS
    if unit == TRUTH:
        return "是" if value else "否"
    return printed(value, unit)


def four_decimals(value: int) -> str:
    """A monthly amount with four decimals, where two would hide the difference."""
    parts = divide(value * TEN_THOUSANDTHS, FINE_PER_MONTHLY_FEN, "half_up")
    return f"{parts // 10_000}.{parts % 10_000:04d}"
