"""What the registers' figure would change: the same question with the returned figure in place of the declared one; pure."""

from typing import Any

from cases.matching.models import Discrepancy
from eligibility import api

Json = dict[str, Any]


def counted(question: Json, difference: Discrepancy, ref: str) -> Json:
    """The question of assess.md with a returned income or asset counted; `ref` is what the question calls the member."""
    kind = difference.item.partition(":")[2]
    if difference.item.startswith("asset:"):
        return {**question, "assets": _things(question, kind, difference.returned_fen or 0)}
    line = {"kind": kind, "amount": yuan(difference.returned_fen or 0), "per": difference.returned_per}
    return {**question, "members": [_with(one, line) if one["ref"] == ref else one for one in question["members"]]}


def _things(question: Json, kind: str, fen: int) -> list[Json]:
    """The returned thing in place of the declared ones; of a single one it is worth another sum and no other thing."""
    owned = question.get("assets") or ()
    declared = [row for row in owned if row["kind"] == kind]
    told = {name: declared[0][name] for name in api.ASSET_MEASURES if len(declared) == 1 and name in declared[0]}
    return [*(row for row in owned if row["kind"] != kind), {"kind": kind, "amount": yuan(fen), **told}]


def _with(member: Json, line: Json) -> Json:
    others = [row for row in member.get("incomes") or () if row["kind"] != line["kind"]]
    return {**member, "incomes": [*others, line]}


def yuan(fen: int) -> str:
    """Fen as the public JSON writes them."""
    return f"{fen // 100}.{fen % 100:02d}"


def in_a_year(fen: int, per: str) -> int:
    """An income as one number that can be compared: what it makes in twelve months."""
    return fen * 12 if per == "month" else fen
