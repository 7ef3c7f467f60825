"""What the registers' figure would change: the same question with the returned figure in place of the declared one; pure."""

from typing import Any

from cases.matching.models import Discrepancy

Json = dict[str, Any]


def counted(question: Json, difference: Discrepancy, ref: str) -> Json:
    """The question of assess.md with a returned income or asset counted; `ref` is what the question calls the member."""
    kind = difference.item.partition(":")[2]
    if difference.item.startswith("asset:"):
        others = [row for row in question.get("assets") or () if row["kind"] != kind]
        return {**question, "assets": [*others, {"kind": kind, "amount": yuan(difference.returned_fen or 0)}]}
    line = {"kind": kind, "amount": yuan(difference.returned_fen or 0), "per": difference.returned_per}
    return {**question, "members": [_with(one, line) if one["ref"] == ref else one for one in question["members"]]}


def _with(member: Json, line: Json) -> Json:
    others = [row for row in member.get("incomes") or () if row["kind"] != line["kind"]]
    return {**member, "incomes": [*others, line]}


def yuan(fen: int) -> str:
    """Fen as the public JSON writes them."""
    return f"{fen // 100}.{fen % 100:02d}"


def in_a_year(fen: int, per: str) -> int:
    """An income as one number that can be compared: what it makes in twelve months."""
    return fen * 12 if per == "month" else fen
