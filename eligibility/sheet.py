"""The calculation as a sheet in Chinese: conclusion, reasons, amount, every step, every figure, what is missing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from eligibility.core.findings import Assessment, Finding, Part, Used
from eligibility.core.graph import AREA, COUNT, FEN, FINE
from eligibility.core.money import yuan
from eligibility.core.registry import REGISTRY
from eligibility.core.turning import turning_points
from eligibility.core.wording import UNKNOWN_WORDS
from eligibility.words.figures import LEVELS
from eligibility.words.said import told

BENEFIT_WORDS = {
    "dibao": "最低生活保障", "dibao_edge": "低保边缘家庭", "rigid_expenditure": "刚性支出困难家庭",
    "tekun": "特困人员救助供养", "temporary_relief": "临时救助", "disability_living": "困难残疾人生活补贴",
    "disability_care": "重度残疾人护理补贴", "orphan": "孤儿基本生活费", "unsupported_child": "事实无人抚养儿童",
    "senior_allowance": "高龄津贴", "screen": "全部救助项目",
}  # fmt: skip
OUTCOME_WORDS = {"yes": "符合条件", "no": "不符合条件", "unknown": "暂不能判断"}
PART_WORDS = {"base": "基本金额", "supplement": "分类施保", "basic": "基本生活费", "care": "照料护理费"}
PER_WORDS = {"month": "每月", "once": "一次性", None: ""}
FIGURE_WORDS = {
    "household_income_month": "家庭月收入", "per_capita_income_month": "月人均收入", "standard_month": "月标准",
}  # fmt: skip
COUNTED = (FINE, FEN, COUNT, AREA)
NOTHING = (UNKNOWN_WORDS, "0.00", "0", "-1")
READABLE = 70  # a longer formula is not read; it stays in the record
LOOKED_UP = "["  # nor is one that looks into a table by number
SCREEN_MARKS = {"yes": "✔", "no": "✘", "unknown": "？"}
MARKS = {True: "✔", False: "✘", None: "？"}


Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the sheet: a title, the names of its columns, its rows, and how a row is written in one line."""

    code: str
    title: str
    head: Row
    rows: tuple[Row, ...]
    line: Callable[..., str]

    def written(self) -> Iterator[str]:
        """The section as lines of text."""
        if self.title:
            yield from ("", f"{self.title}：")
        yield from (f"  {self.line(*row)}" if self.title else self.line(*row) for row in self.rows)


def written(assessment: Assessment) -> str:
    """The whole sheet as text; a question about every benefit is one sheet after another."""
    if assessment.answers:
        return "\n\n".join(["\n".join(_overview(assessment)), *(written(answer) for answer in assessment.answers)])
    return "\n".join(line for section in sections(assessment) for line in section.written())


def sections(answer: Assessment) -> Iterator[Section]:
    """The parts of the sheet in the order in which it is read; a part that has nothing to say is left out."""
    yield Section("conclusion", "", ("", ""), tuple(_conclusion(answer)), _named)
    parts = (
        Section(
            "missing", "尚缺", ("缺什么", "说明"), tuple((each.path, each.text) for each in answer.missing), _aside
        ),
        Section("findings", "逐项认定", ("结论", "说明", "依据"), tuple(map(_finding, answer.findings)), _tested),
        Section("money", "金额构成", ("项目", "对象", "金额（元）"), tuple(map(_part, answer.parts)), _paid),
        Section("turning", "什么会改变结论", ("",), tuple((point,) for point in turning_points(answer)), str),
        Section(
            "steps",
            "计算过程（收入、标准均折成每月）",
            ("对象", "步骤", "数值", "算法", "依据"),
            tuple(_steps(answer)),
            _counted,
        ),
        Section(
            "figures",
            "采用的政策数据",
            ("项目", "数值", "文件和条款", "版本"),
            tuple(map(_figure, answer.used)),
            _published,
        ),
        Section("warnings", "提示", ("",), tuple((each,) for each in answer.warnings), str),
        Section("procedure", "办理", ("", ""), tuple(_procedure(answer)), _named),
    )
    yield from (part for part in parts if part.rows)


def _overview(screened: Assessment) -> Iterator[str]:
    """One line a benefit: yes and how much, no and why, or what is still missing."""
    yield "各项救助一览" + (f"（{screened.id}）" if screened.id else "")
    for answer in screened.answers:
        yield f"  {SCREEN_MARKS[answer.outcome]} {BENEFIT_WORDS[answer.benefit]}：{_in_short(answer)}"
    yield from (f"  {warning}" for warning in screened.warnings)


def _in_short(answer: Assessment) -> str:
    if answer.outcome == "unknown":
        return "；".join(missing.text for missing in answer.missing)
    if answer.outcome == "no":
        return next(finding.text for finding in answer.findings if finding.holds is False)
    if answer.amount_fen is None:
        return "符合认定条件"
    return f"符合条件，{PER_WORDS.get(answer.per, '')} {yuan(answer.amount_fen)} 元"


# --- the rows of each section ---


def _conclusion(answer: Assessment) -> Iterator[Row]:
    yield f"{BENEFIT_WORDS.get(answer.benefit, answer.benefit)}测算单" + (f"（{answer.id}）" if answer.id else ""), ""
    yield "结论", OUTCOME_WORDS[answer.outcome]
    if answer.amount_fen is not None and answer.outcome == "yes":
        yield "金额", f"{PER_WORDS.get(answer.per, '')} {yuan(answer.amount_fen)} 元"
    if answer.covered:
        yield "纳入人员", "、".join(answer.covered)
    for name, value in answer.figures.items():
        yield FIGURE_WORDS.get(name, name), f"{value} 元"


def _finding(finding: Finding) -> Row:
    return MARKS[finding.holds], finding.text, "，".join(filter(None, (finding.document, finding.article)))


def _part(part: Part) -> Row:
    return PART_WORDS.get(part.what, part.what), part.member or "", yuan(part.fen)


def _steps(answer: Assessment) -> Iterator[Row]:
    """The sums and counts that led to the answer; yes and no stand in the findings, what is unknown under missing.

    A step that only takes over another of the same name says nothing new.
    """
    for step in answer.steps:
        if step.unit in COUNTED and step.value not in NOTHING and step.formula != step.label:
            readable = len(step.formula) <= READABLE and LOOKED_UP not in step.formula
            yield step.of or "", step.label, step.value, step.formula if readable else "", step.article


def _figure(used: Used) -> Row:
    """What was published, in words; a figure whose name the registry has given up is shown under its old name."""
    known = REGISTRY.get(used.name)
    value = told(used.name, used.value, known.unit if known else "")
    source = "，".join(filter(None, (used.document, used.article)))
    return known.meaning if known else used.name, value, source, used.version


def _procedure(answer: Assessment) -> Iterator[Row]:
    if answer.route is not None:
        yield "审核确认", LEVELS.get(str(answer.route.get("decided_by")), "未定")
        if answer.route.get("due"):
            yield "办结期限", f"{datetime.fromisoformat(answer.route['due']):%Y-%m-%d %H:%M}"
    if answer.first_month:
        yield "起发月份", answer.first_month
    if answer.next_review_by:
        yield "最迟复核", answer.next_review_by


# --- and a row of each in one line ---


def _named(name: str, value: str) -> str:
    return f"{name}：{value}" if value else name


def _aside(path: str, text: str) -> str:
    return f"{path}　{text}"


def _tested(mark: str, text: str, ground: str) -> str:
    return f"{mark} {text}" + (f"〔{ground}〕" if ground else "")


def _paid(what: str, member: str, amount: str) -> str:
    return what + (f"（{member}）" if member else "") + f"：{amount} 元"


def _counted(of: str, label: str, value: str, formula: str, _article: str) -> str:
    return (f"{of}：" if of else "") + f"{label} = {value}" + (f"　← {formula}" if formula else "")


def _published(name: str, value: str, source: str, version: str) -> str:
    told = "，".join(filter(None, (source, version and f"版本 {version}")))
    return f"{name}：{value}〔{told}〕"
