"""Windows of a rule: bands that leave a gap or overlap, and bounds between which nobody or nothing can lie."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from eligibility.core.facts import OLDEST, SETTING_WORDS
from eligibility.core.limits import Unresolved, fen_of, referenced
from eligibility.core.money import yuan
from eligibility.core.parameters import Figures

MOST_CONDITIONS = 3  # as many conditions of rigid hardship as the rule reads
MOST_ROWS = 12  # as many grades and bands as the rules read
EMPTY = "条件窗口为空："


@dataclass(frozen=True)
class Refusal:
    """Why a value cannot be published: the row it concerns, and what to do about it."""

    row: str
    reason: str

    def __str__(self) -> str:
        return f"{self.row}：{self.reason}"


def standard(value: Mapping[str, Any]) -> Iterator[Refusal]:
    """A standard is published by the month or the year, and somebody's income can lie below it (L649 art.9)."""
    for setting, published in value.items():
        row = f"dibao.standard.{setting}"
        if published is not None and published["per"] == "once":
            yield Refusal(row, "低保标准应按月（month）或按年（year）公布，不能是一次性的。")
        if published is not None and not Fraction(published["amount"]):
            yield Refusal(row, f"{EMPTY}标准是 0.00 元，没有家庭的收入会低于它。")


def bands(rows: list[Mapping[str, Any]], path: str, low: str, high: str) -> Iterator[Refusal]:
    """Rows from–below in yuan: each holds somebody, no two share a value, and none is left out between two."""
    if len(rows) > MOST_ROWS:
        yield Refusal(path, f"有 {len(rows)} 段，至多 {MOST_ROWS} 段。")
    read = [(_yuan(row.get(low)) or Fraction(0), _yuan(row.get(high)), place) for place, row in enumerate(rows)]
    for start, end, place in read:
        if end is not None and start >= end:
            yield Refusal(f"{path}[{place}]", f"区间为空：自 {_shown(start)} 元起、低于 {_shown(end)} 元，没有人符合。")
    for (_, end, place), (start, _, other) in pairwise(sorted(read, key=lambda row: row[0])):
        if end is None or start < end:
            until = "以上" if end is None else f"至 {_shown(end)} 元"
            yield Refusal(f"{path}[{other}]", f"与第 {place + 1} 行的区间重叠：{_shown(start)} 元{until}同时属于两行。")
        elif start > end:
            yield Refusal(f"{path}[{other}]", f"区间有空档：{_shown(end)} 元至 {_shown(start)} 元不属于任何一行。")


def _yuan(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)


def _shown(value: Fraction) -> str:
    return yuan(int(value * 100))


# --- relief ---

NEEDED: Mapping[str, tuple[str, ...]] = {
    "months": (), "by_case": (), "bands": ("bands",), "share": ("share",), "fixed": ("amount",),
    "per_person_times": ("times",),
}  # fmt: skip


def formula(rows: list[Mapping[str, Any]], figures: Figures) -> Iterator[Refusal]:
    """Each row says all its method needs, once, and leaves room between its bounds."""
    seen: set[tuple[Any, ...]] = set()
    for place, row in enumerate(rows):
        path = f"relief.formula[{place}]"
        key = (row["kind"], row.get("group"), row.get("cause"))
        if key in seen:
            yield Refusal(path, "同一类型、对象和原因写了两行，无从选择。")
        seen.add(key)
        for needed in NEEDED[row["method"]]:
            if row.get(needed) is None:
                yield Refusal(f"{path}.{needed}", f"办法 {row['method']} 需要这一项。")
        yield from bands(row.get("bands") or [], f"{path}.bands", "from", "below")
        if row.get("months", 0) > row.get("months_max", 24):
            yield Refusal(f"{path}.months", f"{EMPTY}起算 {row['months']} 个月，多于最多的 {row['months_max']} 个月。")
        low, high = (_fen(row.get(key), figures) for key in ("min", "max"))
        if low is not None and high is not None and low > high:
            reason = f"{EMPTY}下限 {_shown(low / 100)} 元高于上限 {_shown(high / 100)} 元，没有金额可发。"
            yield Refusal(f"{path}.min", reason)


def _fen(cell: Any, figures: Figures) -> Fraction | None:
    """A bound in fen; None where it, or what it is a multiple of, is not published."""
    if cell is None:
        return None
    if not isinstance(cell, Mapping):
        return Fraction(cell) * 100
    if "times" not in cell:
        return fen_of(cell, per="month")
    try:
        return Fraction(cell["times"]) * referenced(cell["of"], figures)
    except Unresolved:
        return None


# --- people ---


def no_labour(value: Mapping[str, Any], _figures: Figures) -> Iterator[Refusal]:
    """Young and old must leave somebody between them."""
    oldest = [("age_from", value["age_from"])]
    oldest += [(f"age_from_by_hardship.{each}", age) for each, age in (value.get("age_from_by_hardship") or {}).items()]
    for key, age in oldest:
        if age <= value["age_under"]:
            reason = f"{EMPTY}{age} 周岁以上与不满 {value['age_under']} 周岁相接，每个人都成了无劳动能力。"
            yield Refusal(f"tekun.no_labour.{key}", reason)


def care_levels(value: Mapping[str, Any], _figures: Figures) -> Iterator[Refusal]:
    """Partly lost must lie below wholly lost."""
    if value["half_from"] >= value["full_from"]:
        yield Refusal("tekun.care_levels", "部分丧失的起点不低于完全丧失的起点，没有人会是部分丧失。")


def ages(name: str, low: str, high: str, *, inclusive: bool) -> Any:
    """A check of rows with a first and a last age: somebody must be of that age."""

    def check(rows: list[Mapping[str, Any]], _figures: Figures) -> Iterator[Refusal]:
        for place, row in enumerate(rows):
            first, last = row.get(low), row.get(high)
            if first is not None and last is not None and (first > last or (first == last and not inclusive)):
                words = f"至 {last}" if inclusive else f"起、不满 {last}"
                yield Refusal(f"{name}[{place}]", f"{EMPTY}自 {first} {words} 周岁，没有人符合。")

    return check


def imputed(rows: list[Mapping[str, Any]], figures: Figures) -> Iterator[Refusal]:
    """Every row is for somebody: of some age, with some card, and not for people whom an earlier row takes already."""
    yield from ages("income.imputed", "age_from", "age_to", inclusive=True)(rows, figures)
    for place, row in enumerate(rows):
        path = f"income.imputed[{place}]"
        cards = row.get("disability", "any")
        if cards == []:
            yield Refusal(f"{path}.disability", f"{EMPTY}没有写任何残疾类别或等级；不看残疾的，不要写这一项。")
        for number, card in enumerate(cards if isinstance(cards, list) else ()):
            first, last = card.get("grade_from", 1), card.get("grade_to", 4)
            if first > last:
                yield Refusal(f"{path}.disability[{number}]", f"{EMPTY}自 {first} 级至 {last} 级，没有人符合。")
        taken = next((number for number, earlier in enumerate(rows[:place]) if _takes(earlier, row)), None)
        if taken is not None:
            yield Refusal(path, f"第 {taken + 1} 行在前，已经包括这一行的所有人，这一行不会用到。")


def _takes(earlier: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    """Whether everybody a row is for is in an earlier one."""
    first, last = earlier.get("age_from", 0), earlier.get("age_to", OLDEST)
    of_age = first <= row.get("age_from", 0) and row.get("age_to", OLDEST) <= last
    keys = ("sex", "labour", "serious_illness", "trade")
    alike = all(earlier.get(key) in (None, row.get(key)) for key in keys)
    cards = earlier.get("disability")
    held = cards is None or cards == row.get("disability") or (cards == "any" and "disability" in row)
    return of_age and alike and held


def maintenance(value: Mapping[str, Any], _figures: Figures) -> Iterator[Refusal]:
    """Bands by the number of children: only of a share, from few children to many, and the last one open."""
    bands = value.get("bands")
    if bands is None:
        return
    path = "income.maintenance.bands"
    if value["method"] != "excess_share":
        yield Refusal(path, "只有按超出部分的份额（excess_share）推算的，才按子女数分档。")
    if not bands or "up_to" in bands[-1]:
        yield Refusal(path, "最后一档不写 up_to，否则子女再多时没有可用的份额。")
    ends = [band.get("up_to") for band in bands[:-1]]
    for place, (before, end) in enumerate(pairwise([0, *ends])):
        if end is None:
            yield Refusal(f"{path}[{place}]", "没有写 up_to，后面的各档不会用到。")
        elif before is not None and end <= before:
            yield Refusal(f"{path}[{place}].up_to", f"{EMPTY}子女数须由少到多，{end} 不多于前一档的 {before}。")


def together(value: Mapping[str, Any], _figures: Figures) -> Iterator[Refusal]:
    """A rule on living together for long is for somebody."""
    if value.get("relations") == []:
        yield Refusal("household.together.relations", f"{EMPTY}没有写任何关系；对所有成员都适用的，不要写这一项。")


def exemptions(rows: list[Mapping[str, Any]], _figures: Figures) -> Iterator[Refusal]:
    """An exemption begins before it ends, and no kind of income is named twice for one day."""
    for place, row in enumerate(rows):
        first, last = row.get("from"), row.get("until")
        if first is not None and last is not None and first > last:
            yield Refusal(f"income.exempt[{place}]", f"{EMPTY}自 {first} 至 {last}，没有一天不计入。")
        for earlier in rows[:place]:
            if earlier["kind"] == row["kind"] and _share_a_day(earlier, row):
                yield Refusal(f"income.exempt[{place}]", f"{row['kind']} 的不计入期间与前面一行重叠。")


def _share_a_day(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """ISO days compare as text; an open side is before or after every day."""
    begins = max(one.get("from") or "", other.get("from") or "")
    return begins <= min(one.get("until") or "9999", other.get("until") or "9999")


# --- income lines ---


def edge(value: str, _figures: Figures) -> Iterator[Refusal]:
    """The edge begins at the standard itself: a multiple of one or less holds nobody."""
    if Fraction(value) <= 1:
        yield Refusal("edge.income_times", f"{EMPTY}不低于低保标准又低于标准的 {value} 倍，没有人符合。")


def edge_ceiling(value: Mapping[str, Any], figures: Figures) -> Iterator[Refusal]:
    """A ceiling on the edge must lie above the standard of town and country, or nobody there is at the edge."""
    most = _yearly(value, figures)
    for setting, money in (figures.value("dibao.standard") or {}).items():
        if most is not None and money and most <= fen_of(money, per="year"):
            reason = f"{EMPTY}封顶不高于低保标准（{SETTING_WORDS[setting]}），没有人符合。"
            yield Refusal("edge.income_ceiling", reason)


def _yearly(value: Mapping[str, Any], figures: Figures) -> Fraction | None:
    if "times" not in value:
        return fen_of(value, per="year")
    monthly = _fen(value, figures)
    return None if monthly is None else monthly * (1 if value["of"].endswith(".annual") else 12)


def grace(value: Mapping[str, Any], _figures: Figures) -> Iterator[Refusal]:
    """Grace is for incomes from the standard up to a multiple of it."""
    if Fraction(value.get("income_times", "2")) <= 1:
        reason = f"{EMPTY}收入不低于低保标准又低于标准的 {value['income_times']} 倍，没有人符合。"
        yield Refusal("dibao.grace.income_times", reason)


def single_person(value: Mapping[str, Any], _figures: Figures) -> Iterator[Refusal]:
    """A member applies alone out of an edge family; how much must be said by the method."""
    if Fraction(value["income_times"]) <= 1:
        reason = f"{EMPTY}家庭不低于低保标准又低于标准的 {value['income_times']} 倍，没有人符合。"
        yield Refusal("dibao.single_person.income_times", reason)
    paid = value.get("amount") or {}
    for method, needed in (("fixed", "amount"), ("share", "share")):
        if paid.get("method") == method and paid.get(needed) is None:
            yield Refusal(f"dibao.single_person.amount.{needed}", f"办法 {method} 需要这一项。")


def standard_by_age(rows: list[Mapping[str, Any]], _figures: Figures) -> Iterator[Refusal]:
    """The younger row stands before the older one, and no age twice."""
    for place, (before, row) in enumerate(pairwise(rows), start=1):
        if row["age_below"] <= before["age_below"]:
            yield Refusal(f"dibao.standard_by_age[{place}]", "年龄须由小到大，各写一次。")


def work_refusal(value: Mapping[str, Any], _figures: Figures) -> Iterator[Refusal]:
    """A share is reduced by something, and one that is stopped is not reduced as well."""
    if value.get("effect") == "reduce" and value.get("share") is None:
        yield Refusal("dibao.work_refusal.share", "减发（reduce）须写明减去的份额。")
    if value.get("effect") != "reduce" and value.get("share") is not None:
        yield Refusal("dibao.work_refusal.share", "只有减发（reduce）才写减去的份额。")


def work_disregard(value: Mapping[str, Any], _figures: Figures) -> Iterator[Refusal]:
    """One limit; and the fewest months are not more than the most, and stand only beside them."""
    if ("cap" in value) == ("times_of_standard" in value):
        yield Refusal("income.work_disregard", "cap（金额）与 times_of_standard（低保标准的倍数）必须且只能写一项。")
    fewest, longest = value.get("months_least"), value.get("months")
    if fewest is not None and (longest is None or fewest > longest):
        yield Refusal("income.work_disregard.months_least", "最短的月数不能多于最长的月数（months）。")


def expenditure_route(value: Mapping[str, Any], figures: Figures) -> Iterator[Refusal]:
    """A way into dibao by spending is open to somebody, and to families the ordinary rule leaves out."""
    name = "dibao.expenditure_route"
    if value.get("covers") == []:
        yield Refusal(f"{name}.covers", f"{EMPTY}既不纳入整户，也不纳入个人；对两者都适用的，不要写这一项。")
    disposable, share = figures.value("rigid.income_ceiling"), Fraction(value["income_share"])
    for setting, money in (figures.value("dibao.standard") or {}).items():
        if disposable and money and fen_of(disposable, per="year") * share <= fen_of(money, per="year"):
            reason = f"{EMPTY}收入线不高于低保标准（{SETTING_WORDS[setting]}），没有家庭能只按支出型纳入。"
            yield Refusal(f"{name}.income_share", reason)


def rigid(values: Mapping[str, Any], figures: Figures) -> Iterator[Refusal]:
    """A rigid-expenditure rule nobody can meet: the most that can be left lies below the least that must be left."""
    names = ("rigid.income_below_times", "rigid.rest_from_times", "rigid.expenditure_share")
    if not set(names) & values.keys():
        return
    below, rest, spent = (figures.value(name) for name in names)
    if below is None or rest is None or spent is None or figures.value("rigid.any_of"):
        return  # conditions of which one is enough stand in the stead of the one ratio
    most = Fraction(below) * (1 - Fraction(spent))
    if most <= Fraction(rest):
        reason = (
            f"{EMPTY}收入低于标准的 {below} 倍、支出超过收入的 {spent}，"
            f"余额必低于标准的 {float(most):g} 倍，不可能不低于 {rest} 倍。"
        )
        yield Refusal("rigid.rest_from_times", reason)


def any_of(values: Mapping[str, Any], figures: Figures) -> Iterator[Refusal]:
    """Conditions of which one is enough: each says something, is read by the rule, and leaves room for somebody."""
    rows = figures.value("rigid.any_of") or []
    if len(rows) > MOST_CONDITIONS:
        yield Refusal("rigid.any_of", f"有 {len(rows)} 项条件，至多 {MOST_CONDITIONS} 项。")
    if not {"rigid.any_of", "rigid.rest_from_times", "rigid.income_below_times"} & values.keys():
        return
    least, below = (figures.value(name) for name in ("rigid.rest_from_times", "rigid.income_below_times"))
    for place, row in enumerate(rows):
        path = f"rigid.any_of[{place}]"
        if "share" not in row and "rest_below_times" not in row:
            yield Refusal(path, "share（支出占收入的比例）与 rest_below_times（余额上限）至少写一项。")
        if "kinds" in row and not ("share" in row and row["kinds"]):
            yield Refusal(f"{path}.kinds", f"{EMPTY}支出的类别须与比例（share）一起写，且至少写一类。")
        most = [Fraction(row["rest_below_times"])] if "rest_below_times" in row else []
        if below is not None and "share" in row:
            most.append(Fraction(below) * max(1 - Fraction(row["share"]), Fraction(0)))
        if most and Fraction(least or 0) >= min(most) and (least is not None or "rest_below_times" in row):
            reason = f"{EMPTY}符合这一项的余额必低于标准的 {float(min(most)):g} 倍，不可能不低于 {least or 0} 倍。"
            yield Refusal(path, reason)


def rigid_amount(value: Mapping[str, Any], _figures: Figures) -> Iterator[Refusal]:
    """The money of the method is said, and nothing that the method does not read."""
    for method, needed in (("fixed", "amount"), ("share", "share")):
        if value["method"] == method and value.get(needed) is None:
            yield Refusal(f"rigid.amount.{needed}", f"办法 {method} 需要这一项。")
        if value["method"] != method and needed in value:
            yield Refusal(f"rigid.amount.{needed}", f"办法 {value['method']} 不用这一项。")


def rest(values: Mapping[str, Any], figures: Figures) -> Iterator[Refusal]:
    """What must be left has room between its two bounds."""
    names = ("rigid.rest_from_times", "rigid.rest_below_times")
    moved = [name for name in names if name in values]
    low, high = (figures.value(name) for name in names)
    if moved and low is not None and high is not None and Fraction(high) <= Fraction(low):
        yield Refusal(moved[0], f"{EMPTY}余额不低于标准的 {low} 倍又低于标准的 {high} 倍，没有人符合。")


def ceiling(values: Mapping[str, Any], figures: Figures) -> Iterator[Refusal]:
    """The disposable income must lie above the edge's line, or nobody is only in rigid hardship."""
    moved = [name for name in ("rigid.income_ceiling", "edge.income_times") if name in values]
    if not moved:
        return
    limit, times = figures.value("rigid.income_ceiling"), figures.value("edge.income_times")
    urban = (figures.value("dibao.standard") or {}).get("urban")
    if limit and urban and times and fen_of(limit, per="year") <= fen_of(urban, per="year") * Fraction(times):
        reason = "人均可支配收入不高于低保边缘家庭的收入线，没有人只符合刚性支出困难家庭。"
        yield Refusal(moved[0], EMPTY + reason)
