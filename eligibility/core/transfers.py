"""What a member has to pay on to the state or to others: net transfers are what comes in less what goes out (L57 art.13)."""

from eligibility.core.facts import EXPENSE_KINDS, TRANSFERS_PAID
from eligibility.core.graph import Expr, RuleBook, fine, listed, one_of, total, where
from eligibility.core.household import Members

KINDS = tuple(EXPENSE_KINDS.index(kind) for kind in TRANSFERS_PAID)


def transfers_paid(rules: RuleBook, people: Members, spent: Expr, article: str) -> Expr:
    """Fine a year of taxes, social insurance and maintenance the members pay; who has named no expense claims none."""
    kind = rules.input("expense", "kind", "支出类别", "kind")
    lines = total(where(one_of(kind, KINDS), fine(spent), 0), "member")
    paid = rules.let(
        "transfers_paid", where(listed("expense"), lines, 0), "转移性支出（税款、社会保险费、给付的赡养费）", article
    )
    of_members = total(where(people.counted, paid, 0), "household")
    together = rules.let("transfers_total", of_members, "转移性支出合计", article)
    rules.note(
        "transfers_paid_deducted",
        rules.let("pays_transfers", together > 0, "有转移性支出", article),
        "家庭成员缴纳税款、社会保险费或者给付赡养费合计每月 {transfers_total} 元，从家庭收入中扣减",
        article=article,
    )
    return together
