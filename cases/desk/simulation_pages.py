"""What the pages of a simulation show: four figures, what needs a decision, townships and gains as bars, the rows as a workbook."""

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import xlsxwriter

from cases.desk.templatetags.desk import Part, cmonth, parts_of, yuan
from cases.policies.models import MARKS, SimulatedCase
from cases.policies.summary import EDGES
from cases.staff.selectors import names_of
from cases.workflow.models import BatchRun
from eligibility import api
from eligibility.words.codes import BENEFITS

MOST_EXPORTED = 100_000
LEVELS = {"township": "乡镇", "county": "县级", "city": "市级", "committee": "县级集体研究", "": ""}
OUTCOMES = {"yes": "符合", "no": "不符合", "unknown": "不能判断"}
FILTER_WORDS = {"winners": "增加的", "losers": "减少的", "back_pay": "要补发的"} | {
    mark.value: words for mark, words in MARKS.items()
}
_MONTHS_A_YEAR = 12
_NOTES = (
    (api.Mark.CROSSES, "提高后超出现在确认的一级的权限，公布后建立复核，转上一级确认"),
    (api.Mark.ENDS, "不再符合条件，公布后建立复核，不自动停发"),
    (api.Mark.UNCLEAR, "变为不能判断，公布后建立复核，照原金额发"),
    (api.Mark.LOWERED, "降低，公布后建立复核，不自动减发"),
    (api.Mark.DIFFERS, "登记金额与现行规定本来就不一致，公布后不自动调整"),
    (api.Mark.APART, "由户主以外的成员申请，须逐户核算，公布后建立复核"),
    (api.Mark.ENTERS, "近一年核算过、现在没有待遇，按新规定符合条件"),
)


@dataclass(frozen=True)
class Town:
    """One township in the table: what is paid now and what would be, as a bar on the largest."""

    code: str
    name: str
    awards: int
    paid: int
    gain: int
    winners: int
    losers: int
    enter: int
    leave: int
    parts: list[Part]

    @property
    def after(self) -> int:
        return self.paid + self.gain


def figures_of(summary: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The four figures at the top."""
    paid, gain = summary["paid"], sum(town["gain"] for town in summary["towns"])
    marks, back_pay = summary["marks"], list(summary["back_pay"].values())
    owed = sum(fen for _, fen in back_pay)
    year = _MONTHS_A_YEAR * gain
    tenths = abs(gain) * 1000 // paid if paid else 0
    share = f"，{_signed(f'{tenths // 10}.{tenths % 10}%', gain)}" if paid else ""
    months = sorted(summary["back_pay"])
    since = (
        f"{cmonth(date.fromisoformat(months[0]))}至{cmonth(date.fromisoformat(months[-1]))}"
        if months
        else "不涉及以前月份"
    )
    return [
        {"label": "每月支出", "value": _signed(yuan(abs(gain)), gain), "unit": "元",
         "note": f"{yuan(paid)} → {yuan(paid + gain)}{share}"},
        {"label": "全年", "value": _signed(yuan(abs(year)), year), "unit": "元", "note": "按 12 个月，不含补发"},
        {"label": "补发", "value": yuan(owed), "unit": "元", "note": since},
        {"label": "户数", "value": f"+{_count(marks, api.Mark.ENTERS):,} −{_count(marks, api.Mark.ENDS):,}", "unit": "户",
         "note": f"增加的 {summary['winners']['count']:,} 份，减少的 {summary['losers']['count']:,} 份"},
    ]  # fmt: skip


def _signed(words: str, fen: int) -> str:
    return words if fen == 0 else f"{'+' if fen > 0 else '−'}{words}"


def _count(marks: Mapping[str, Any], mark: api.Mark) -> int:
    return int(marks.get(mark.value, {}).get("count", 0))


def notes_of(summary: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What does not happen by itself, each with the list behind it."""
    marks = summary["marks"]
    return [{**marks[mark.value], "words": words} for mark, words in _NOTES if _count(marks, mark)]


def filters_of(summary: Mapping[str, Any]) -> dict[str, str]:
    """The chips above the list: what there is."""
    found = {
        "winners": summary["winners"]["count"],
        "losers": summary["losers"]["count"],
        "back_pay": summary["back_pay"],
    }
    return {code: words for code, words in FILTER_WORDS.items() if found.get(code) or code in summary["marks"]}


def towns_of(summary: Mapping[str, Any], benefit: str) -> tuple[list[Town], Town]:
    """The townships with both amounts, and their sum; a county without any row has an empty list."""
    rows: dict[str, dict[str, int]] = {}
    for row in summary["towns"]:
        if not benefit or row["benefit"] == benefit:
            kept = rows.setdefault(row["town"], {})
            for name, value in row.items():
                if name not in {"town", "benefit"}:
                    kept[name] = kept.get(name, 0) + value
    names = names_of(f"{code}000" for code in rows)
    most = max((max(row["paid"], row["paid"] + row["gain"]) for row in rows.values()), default=0)
    found = [_town(code, names.get(f"{code}000", code), row, most) for code, row in rows.items()]
    keys = ("awards", "paid", "gain", "winners", "losers", "enter", "leave")
    return found, Town(
        code="", name="合计", parts=[], **{key: sum(getattr(town, key) for town in found) for key in keys}
    )


def _town(code: str, name: str, row: Mapping[str, int], most: int) -> Town:
    more, less = max(row["gain"], 0), max(-row["gain"], 0)
    parts = parts_of([(row["paid"] - less, "a"), (more, "b"), (less, "warn")], most)
    return Town(code=code, name=name, parts=parts, **row)


def spread_of(summary: Mapping[str, Any]) -> list[dict[str, Any]]:
    """How many awards move by how much: one line a stretch of money, from the greatest loss to the greatest gain."""
    counted = {row["bucket"]: row for row in summary["spread"]}
    most = max((row["count"] for row in counted.values()), default=0)
    return [
        {"words": _stretch(place), "count": row["count"], "sum": row["sum"],
         "parts": parts_of([(row["count"], "b" if row["sum"] > 0 else "warn")], most)}
        for place, row in sorted(counted.items())
    ]  # fmt: skip


def _stretch(place: int) -> str:
    yuans = [abs(edge) // 100 for edge in EDGES]
    middle = EDGES.index(0)
    if place == 0:
        return f"减 {yuans[0]} 元以上"
    if place == len(EDGES):
        return f"增 {yuans[-1]} 元以上"
    if place <= middle:
        return f"减 {yuans[place]} 至 {yuans[place - 1]} 元"
    return f"增 {yuans[place - 1]} 至 {yuans[place]} 元"


def back_pay_of(summary: Mapping[str, Any]) -> list[tuple[date, int, int]]:
    """The months before this one: how many awards lacked something, and how much."""
    return [(date.fromisoformat(month), count, fen) for month, (count, fen) in sorted(summary["back_pay"].items())]


def progress_of(run: BatchRun, url: str, title: str, *, done: str) -> dict[str, Any]:
    """The progress card of a job over families."""
    total, over = run.total or 0, run.state in {BatchRun.State.DONE, BatchRun.State.FAILED}
    words = {
        BatchRun.State.WAITING: "等着开始",
        BatchRun.State.RUNNING: f"{run.done:,} / {total:,} 户",
        BatchRun.State.DONE: done,
        BatchRun.State.FAILED: "没有做完",
    }
    card = {
        "title": title,
        "parts": parts_of([(run.done, "b"), (max(total - run.done, 0), "a")]),
        "words": words[BatchRun.State(run.state)],
        "note": run.message,
        "over": over,
    }
    return {"progress": card, "url": url}


def recalculated(runs: Iterable[BatchRun]) -> list[dict[str, Any]]:
    """The four figures of a recalculation, over the counties that the post sees."""
    tallies = [run.arguments.get("tally", {}) for run in runs]

    def of(*names: str) -> int:
        return sum(int(tally.get(name, 0)) for tally in tallies for name in names)

    marks = [mark.value for mark in api.Mark]
    people = [mark for mark in marks if mark not in {"same", "raised"}]
    return [
        {"label": "核算过", "value": f"{of(*marks):,}", "unit": "份", "note": f"不变的 {of('same'):,} 份"},
        {"label": "自动提高", "value": f"{of('raised'):,}", "unit": "份", "note": f"每月共增 {yuan(of('monthly_fen'))} 元"},
        {"label": "补发", "value": yuan(of("back_pay_fen")), "unit": "元", "note": "由下一次发放补发"},
        {"label": "由人处理", "value": f"{of(*people):,}", "unit": "份", "note": "建立复核或列出，没有自动改"},
    ]  # fmt: skip


def raised_words(detail: Mapping[str, Any]) -> str:
    """What an award became worth, from which months on."""
    said = [
        f"自 {cmonth(date.fromisoformat(each['from']))}起每月 {yuan(each['amount_fen'])} 元"
        for each in detail["amounts"]
    ]
    return "，".join(said)


_COLUMNS = (
    "乡镇", "户编号", "户主", "救助类型", "登记金额", "现行规定", "新规定", "每月增减", "补发", "变化", "由哪级确认", "来自台账",
)  # fmt: skip


def workbook(rows: Iterable[SimulatedCase], names: Mapping[str, str]) -> bytes:
    """The rows behind a number as an Excel file; amounts are numbers in yuan."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"constant_memory": True}) as book:
        sheet, money = book.add_worksheet("测算明细"), book.add_format({"num_format": "#,##0.00"})
        sheet.write_row(0, 0, _COLUMNS)
        for place, row in enumerate(rows, start=1):
            _write(sheet, place, row, names, money)
        sheet.set_column(0, len(_COLUMNS) - 1, 14)
    return content.getvalue()


def _write(sheet: Any, place: int, row: SimulatedCase, names: Mapping[str, str], money: Any) -> None:
    sheet.write_row(place, 0, [
        names.get(f"{row.area_code[:9]}000", row.area_code), row.household.number, row.household.head_name,
        BENEFITS.get(row.benefit, row.benefit),
    ])  # fmt: skip
    for column, fen in enumerate(
        (row.registered_fen, row.before_fen, row.after_fen, row.gain_fen, row.back_pay_fen), start=4
    ):
        if fen is not None:
            sheet.write_number(place, column, Decimal(fen) / 100, money)
    last = [MARKS[api.Mark(row.mark)], LEVELS.get(row.level_after, row.level_after), "是" if row.imported else ""]
    sheet.write_row(place, 9, last)
