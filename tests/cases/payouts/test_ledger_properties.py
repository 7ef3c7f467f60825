"""Any order of grants, raises, cuts, ends, runs, answers, corrections and cancellations leaves every fen in one place."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from assistance.outcome import Refused
from cases.awards.models import Award
from cases.awards.services import change, end
from cases.payouts import bankfile, ledger, services
from cases.payouts.models import BankFile, PayoutRun
from cases.payouts.reconciliation import take_return
from cases.payouts.selectors import proof
from cases.staff.scope import NATION, acting_in
from cases.workflow.models import BatchRun
from tests.cases.awards.families import family, give_account
from tests.cases.payouts.paying import NOW, award_of, csv_of, work
from tests.people import COUNTY, make_town

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

MONTHS = [date(2026, 10, 1), date(2026, 11, 1)]
months = st.sampled_from(MONTHS)
amounts = st.sampled_from([10_007, 30_007, 60_007])
Slot = tuple[int, date]  # an award's month

_BOOKED = """
SELECT award_id, month,
  sum(CASE from_account WHEN 'fund' THEN amount_fen ELSE 0 END) - sum(CASE to_account WHEN 'fund' THEN amount_fen ELSE 0 END),
  {balances}
FROM cases_posting GROUP BY award_id, month
""".replace(
    "{balances}",
    ", ".join(
        f"sum(CASE '{name}' WHEN to_account THEN amount_fen WHEN from_account THEN -amount_fen ELSE 0 END)"
        for name in ("owed", "sent", "paid", "overpaid")
    ),
)


class _Undo(Exception):
    """Leaves an example's transaction without keeping anything."""


class LedgerMachine(RuleBasedStateMachine):
    """The house does the work; a few dictionaries beside it keep count by themselves."""

    @initialize()
    def begin(self) -> None:
        self.stack = ExitStack()
        self.stack.enter_context(transaction.atomic())
        self.stack.enter_context(acting_in(NATION))
        self.town = make_town()
        self.families = [family(str(number)) for number in range(2)]
        self.awards: list[Award] = []
        self.owed: dict[Slot, int] = {}
        self.most: Counter[Slot] = Counter()
        self.arrived: Counter[Slot] = Counter()  # what the bank says it paid, from its own answers
        self.serials: set[str] = set()
        self.clock = NOW
        self.grant(MONTHS[0], 30_007)

    def teardown(self) -> None:
        if hasattr(self, "stack"):
            with suppress(_Undo), self.stack:
                raise _Undo

    def at(self) -> Any:
        self.clock += timedelta(minutes=1)
        return self.clock

    def set_from(self, award: Award, month: date, amount: int) -> None:
        for later in MONTHS:
            if later >= month:
                self.owed[award.pk, later] = amount
                self.most[award.pk, later] = max(self.most[award.pk, later], amount)

    @precondition(lambda self: len(self.awards) < 2)
    @rule(month=months, amount=amounts)
    def grant(self, month: date, amount: int) -> None:
        award = award_of(self.families[len(self.awards)], amount, first=month)
        self.awards.append(award)
        self.set_from(award, month, amount)

    @precondition(lambda self: self.awards)
    @rule(pick=st.integers(0, 1), month=months, amount=amounts)
    def change(self, pick: int, month: date, amount: int) -> None:
        award = self.awards[pick % len(self.awards)]
        if not isinstance(change(award, amount, month, None, "property", self.at()), Refused):
            self.set_from(award, month, amount)

    @precondition(lambda self: self.awards)
    @rule(pick=st.integers(0, 1), month=months)
    def end(self, pick: int, month: date) -> None:
        award = self.awards[pick % len(self.awards)]
        if not isinstance(end(award, month, "property", self.at()), Refused):
            self.set_from(award, month, 0)

    @rule(month=months)
    def draft(self, month: date) -> None:
        run = services.draft_run(COUNTY, "dibao", month, actor=self.town.maker, at=self.at())
        assert isinstance(run, PayoutRun)
        assert run.batch is not None
        work(run.batch, self.at())

    @rule(do=st.sampled_from(["redraft", "cancel"]))
    def give_up(self, do: str) -> None:
        for run in PayoutRun.objects.filter(state="drafted").order_by("pk")[:1]:
            if do == "cancel":
                services.cancel(run, actor=self.town.maker, at=self.at(), expected=run.version, note="property")
            else:
                services.redraft(run, actor=self.town.maker, at=self.at(), expected=run.version)
                work(run.batch, self.at())

    @rule()
    def send(self) -> None:
        for run in PayoutRun.objects.filter(state="drafted").order_by("pk"):
            if not services.check(run, actor=self.town.maker, at=self.at(), expected=run.version):
                continue
            if services.approve(run, actor=self.town.releaser, at=self.at(), expected=run.version):
                batch = services.send(run, actor=self.town.maker, at=self.at(), expected=run.version)
                assert isinstance(batch, BatchRun)
                work(batch, self.at())
                self.note_file(run)

    def note_file(self, run: PayoutRun) -> None:
        rows = self.rows(run)
        assert not self.serials & {row["流水号"] for row in rows}, "a line went to the bank twice"
        self.serials |= {row["流水号"] for row in rows}

    def rows(self, run: PayoutRun) -> list[dict[str, str]]:
        body = bankfile.read(BankFile.objects.get(run=run))
        assert isinstance(body, bytes)
        return list(csv.DictReader(io.StringIO(body.decode(bankfile.ENCODING))))

    @rule(results=st.lists(st.sampled_from(["成功", "成功", "失败", ""]), min_size=9, max_size=9), nonce=st.uuids())
    def answer(self, results: list[str], nonce: Any) -> None:
        for run in PayoutRun.objects.filter(state__in=["sent", "closed"]).order_by("-pk")[:1]:
            rows = [
                (row["流水号"], row["金额(元)"], result, str(nonce))
                for row, result in zip(self.rows(run), results, strict=False)
            ]
            before = {line.pk: line.state for line in run.payout_lines.order_by("pk")}
            given = [row for row in rows if row[2]]
            take_return(run, csv_of([*given, *given[:1]]), "x", actor=self.town.maker, at=self.at())
            for line in run.payout_lines.order_by("pk"):
                if line.state == "settled" and before[line.pk] != "settled":
                    self.arrived[line.award_id, line.month] += line.amount_fen

    @rule()
    def close(self) -> None:
        for run in PayoutRun.objects.filter(state="sent").order_by("pk")[:1]:
            services.close(run, actor=self.town.maker, at=self.at(), expected=run.version, note="property")

    @rule(pick=st.integers(0, 1), number=st.integers(10**9, 10**10))
    def correct_account(self, pick: int, number: int) -> None:
        household = self.families[pick]
        household.accounts.update(voided_at=self.at())
        give_account(household, f"6228{number}", start=MONTHS[0])

    @staticmethod
    def booked() -> dict[Slot, list[int]]:
        """Accrued, owed, sent, paid, overpaid by award and month, summed here without the ledger's own SQL."""
        with connection.cursor() as cursor:
            cursor.execute(_BOOKED)
            return {(row[0], row[1]): [int(value) for value in row[2:]] for row in cursor.fetchall()}

    @invariant()
    def every_fen_is_in_one_place(self) -> None:
        if not hasattr(self, "stack"):
            return
        for slot, (accrued, owed, sent, paid, overpaid) in self.booked().items():
            assert min(owed, sent, paid, overpaid) >= 0, slot
            assert accrued == owed + sent + paid + overpaid
            assert paid + overpaid == self.arrived[slot], "the ledger and the bank disagree"
            assert paid + overpaid <= self.most[slot], "more was paid than was ever owed"
        for run in PayoutRun.objects.order_by("pk"):
            assert proof(run).holds

    @rule()
    def settle_up(self) -> None:
        """When nothing is on its way, one run brings the ledger to what awards say, and the next has nothing to do."""
        for run in PayoutRun.objects.filter(state="drafted").order_by("pk"):
            services.cancel(run, actor=self.town.maker, at=self.at(), expected=run.version, note="property")
        self.answer_rest()
        self.draft(MONTHS[-1])
        self.send()
        self.answer_rest()
        before = self.booked()
        self.draft(MONTHS[-1])
        idle = PayoutRun.objects.order_by("-pk")[0]
        assert (idle.lines, self.booked()) == (0, before), "the second run found something to do"
        services.cancel(idle, actor=self.town.maker, at=self.at(), expected=idle.version, note="property")
        for slot, amount in self.owed.items():
            accrued, *_, overpaid = before.get(slot, [0, 0])
            assert accrued - overpaid == amount, slot

    def answer_rest(self) -> None:
        for run in PayoutRun.objects.filter(state__in=["sent", "closed"]).order_by("pk"):
            self.answer_all(run)

    def answer_all(self, run: PayoutRun) -> None:
        rows = [(row["流水号"], row["金额(元)"], "成功", str(self.at())) for row in self.rows(run)]
        before = {line.pk: line.state for line in run.payout_lines.order_by("pk")}
        take_return(run, csv_of(rows), "x", actor=self.town.maker, at=self.at())
        for line in run.payout_lines.order_by("pk"):
            if line.state == "settled" and before[line.pk] != "settled":
                self.arrived[line.award_id, line.month] += line.amount_fen


def test_any_order_of_events_leaves_every_fen_in_one_place() -> None:
    run_state_machine_as_test(
        LedgerMachine,
        settings=settings(
            max_examples=15,
            stateful_step_count=20,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
            print_blob=True,
            report_multiple_bugs=False,
        ),
    )


@contextmanager
def sabotaged(monkeypatch: pytest.MonkeyPatch, right: str, wrong: str) -> Iterator[None]:
    assert right in ledger.GAP
    broken = ledger.GAP.replace(right, wrong)
    with monkeypatch.context() as patch:
        patch.setattr(ledger, "_CORRECTIONS", ledger._CORRECTIONS.replace(ledger.GAP, broken))
        patch.setattr(ledger, "GAP", broken)
        yield


Story = list[tuple[str, tuple[Any, ...]]]
OCT, NOV = MONTHS
CUT = ("change", (0, OCT, 10_007))
A_CLAIM: Story = [("settle_up", ()), CUT, ("settle_up", ()), ("settle_up", ())]
A_LINE_THAT_WAITS: Story = [("draft", (OCT,)), CUT, ("draft", (NOV,)), ("send", ()), ("settle_up", ())]
A_SECOND_RUN: Story = [("draft", (OCT,)), ("settle_up", ())]


def tell(story: Story) -> None:
    """One fixed order of events, under the same invariants."""
    machine = LedgerMachine()
    machine.begin()
    try:
        for act, arguments in story:
            getattr(machine, act)(*arguments)
            machine.every_fen_is_in_one_place()
    finally:
        machine.teardown()


@pytest.mark.parametrize("story", [A_CLAIM, A_LINE_THAT_WAITS, A_SECOND_RUN])
def test_these_stories_hold(story: Story) -> None:
    tell(story)


@pytest.mark.parametrize(
    ("right", "wrong", "story"),
    [
        ("coalesce(b.accrued - b.overpaid, 0)", "coalesce(b.accrued, 0)", A_CLAIM),  # claims are forgotten
        ("- coalesce(r.fen, 0)", "- 0", A_LINE_THAT_WAITS),  # lines that wait are taken for free money
        ("coalesce(b.accrued - b.overpaid, 0)", "0", A_SECOND_RUN),  # the ledger is not looked at
    ],
)
def test_negative_control_a_broken_comparison_is_found(
    monkeypatch: pytest.MonkeyPatch, right: str, wrong: str, story: Story
) -> None:
    with sabotaged(monkeypatch, right, wrong), pytest.raises(AssertionError):
        tell(story)
