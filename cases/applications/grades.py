"""The grades of a place that pays 低保 by grade and publishes no bands of income: the officers' appraisal gives one."""

from datetime import date, datetime

from assistance.outcome import Refused, refused
from cases.applications.models import Application
from cases.applications.services_survey import may_write
from cases.staff.models import Post
from cases.workflow.journal import record
from eligibility import api as law


def grades_of(case: Application, on: date) -> dict[str, str]:
    """What an officer may choose, with the monthly sum a person; empty where income decides or no grades are paid."""
    if case.benefit != "dibao":
        return {}
    figures, setting = law.figures_on(case.area_code, on), case.household.setting
    if (figures.value("dibao.method") or {}).get(setting) != "graded":
        return {}
    rows = (figures.value("dibao.grades") or {}).get(setting) or []
    if any(row.get("income_from") or row.get("income_below") for row in rows):
        return {}
    return {row["grade"]: f"{row['grade']}（每人每月 {row['amount']} 元）" for row in rows}


def set_grade(
    case: Application, grade: str, *, actor: Post, at: datetime, on: date, expected: int | None
) -> Refused | None:
    """Write the grade that was appraised; the line says which stood before. Call it inside the act that rests on it."""
    row: Application = Application.objects.select_for_update().select_related("household").get(pk=case.pk)
    if isinstance(refusal := may_write(row, actor, expected), Refused):
        return refusal
    allowed = grades_of(row, on)
    if grade not in allowed:
        return refused("grade", f"档次应为 {'、'.join(allowed)}" if allowed else "本地不按评定的档次发低保金")
    if grade == row.grade:
        return None
    record(
        "set_grade", actor=actor, at=at, area_code=row.area_code, subject=row, detail={"from": row.grade, "to": grade}
    )
    row.grade = grade
    row.save(update_fields=["grade"])
    return None
