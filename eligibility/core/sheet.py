"""The calculation as a sheet in Chinese: conclusion, reasons, amount, every step, every figure, what is missing."""

import json
from collections.abc import Iterator
from typing import Any

from eligibility.core.findings import Assessment, Finding, Used
from eligibility.core.graph import AREA, COUNT, FEN, FINE
from eligibility.core.money import yuan
from eligibility.core.turning import turning_points
from eligibility.core.wording import UNKNOWN_WORDS

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
LEVEL_WORDS = {"township": "乡镇（街道）", "county": "县级", "committee": "一事一议"}
COUNTED = (FINE, FEN, COUNT, AREA)
NOTHING = (UNKNOWN_WORDS, "0.00", "0", "-1")
READABLE = 70  # a longer formula is not read; it stays in the record
SCREEN_MARKS = {"yes": "✔", "no": "✘", "unknown": "？"}
MARKS = {True: "✔", False: "✘", None: "？"}


def written(assessment: Assessment) -> str:
    """The whole sheet; a question about every benefit is one sheet after another."""
    if assessment.answers:
        return "\n\n".join(["\n".join(_overview(assessment)), *(written(answer) for answer in assessment.answers)])
    sections = (
        _conclusion, _missing, _findings, _money, _turning, _steps, _figures_used, _warnings, _procedure,
    )  # fmt: skip
    return "\n".join(line for section in sections for line in section(assessment))


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


def _conclusion(answer: Assessment) -> Iterator[str]:
    yield f"{BENEFIT_WORDS.get(answer.benefit, answer.benefit)}测算单" + (f"（{answer.id}）" if answer.id else "")
    yield f"结论：{OUTCOME_WORDS[answer.outcome]}"
    if answer.amount_fen is not None and answer.outcome == "yes":
        yield f"金额：{PER_WORDS.get(answer.per, '')} {yuan(answer.amount_fen)} 元"
    if answer.covered:
        yield f"纳入人员：{'、'.join(answer.covered)}"
    for name, value in answer.figures.items():
        yield f"{FIGURE_WORDS.get(name, name)}：{value} 元"


def _missing(answer: Assessment) -> Iterator[str]:
    if answer.missing:
        yield ""
        yield "尚缺："
        yield from (f"  {missing.path}　{missing.text}" for missing in answer.missing)


def _findings(answer: Assessment) -> Iterator[str]:
    if answer.findings:
        yield ""
        yield "逐项认定："
        yield from (f"  {MARKS[finding.holds]} {finding.text}{_grounds(finding)}" for finding in answer.findings)


def _grounds(finding: Finding) -> str:
    grounds = "，".join(filter(None, (finding.document, finding.article)))
    return f"〔{grounds}〕" if grounds else ""


def _money(answer: Assessment) -> Iterator[str]:
    if answer.parts:
        yield ""
        yield "金额构成："
        for part in answer.parts:
            who = f"（{part.member}）" if part.member else ""
            yield f"  {PART_WORDS.get(part.what, part.what)}{who}：{yuan(part.fen)} 元"


def _turning(answer: Assessment) -> Iterator[str]:
    points = list(turning_points(answer))
    if points:
        yield ""
        yield "什么会改变结论："
        yield from (f"  {point}" for point in points)


def _steps(answer: Assessment) -> Iterator[str]:
    """The sums and counts that led to the answer; yes and no stand in the findings, what is unknown under missing."""
    shown = [step for step in answer.steps if step.unit in COUNTED and step.value not in NOTHING]
    if shown:
        yield ""
        yield "计算过程（收入、标准均折成每月）："
        for step in shown:
            where = f"{step.of}：" if step.of else ""
            how = f"　← {step.formula}" if len(step.formula) <= READABLE else ""
            yield f"  {where}{step.label} = {step.value}{how}"


def _figures_used(answer: Assessment) -> Iterator[str]:
    if answer.used:
        yield ""
        yield "采用的政策数据："
        yield from (f"  {used.name} = {_plain(used.value)}〔{_source(used)}〕" for used in answer.used)


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _source(used: Used) -> str:
    return "，".join(filter(None, (used.document, used.article, used.version and f"版本 {used.version}")))


def _warnings(answer: Assessment) -> Iterator[str]:
    if answer.warnings:
        yield ""
        yield "提示："
        yield from (f"  {warning}" for warning in answer.warnings)


def _procedure(answer: Assessment) -> Iterator[str]:
    if answer.route is not None:
        yield ""
        decider = answer.route.get("decided_by")
        yield f"审核确认：{LEVEL_WORDS.get(str(decider), '未定')}"
        if answer.route.get("due"):
            yield f"办结期限：{answer.route['due']}"
    if answer.first_month:
        yield f"自 {answer.first_month} 起发放"
    if answer.next_review_by:
        yield f"最迟 {answer.next_review_by} 前复核"
