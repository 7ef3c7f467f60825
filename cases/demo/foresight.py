"""The demo's draft: a raise that counts from last month and waits for its second person, with its simulation beside it."""

from datetime import date, datetime

from assistance.outcome import Refused
from cases.demo.county import COUNTY
from cases.policies import services, simulations
from cases.staff.models import Post
from cases.staff.scope import acting_as
from eligibility import api

DOCUMENT = "关于再次提高青阳县城乡低保标准的通知（演示，非真实文件）"
_MORE_FEN = 2_000


class NotDrafted(Exception):
    """A step of the demo's draft was refused."""


def draft_a_raise(start: date, at: datetime, *, editor: Post) -> api.Version:
    """Twenty yuan more a person and month from a month that is already paid: whoever publishes it sees the back-pay come."""
    written = api.Draft(
        area=COUNTY, document=DOCUMENT, start=start, end=None, values={"dibao.standard": _raised(start)},
        note="晚公布的提标：上月起执行，上月的差额要补发。", corrects=True,
    )  # fmt: skip
    with acting_as(editor):
        made = _done(services.draft(written, actor=editor, at=at))
        waiting = _done(services.send_for_review(made.id, actor=editor, at=at))
        answer = simulations.start(waiting, actor=editor, at=at)
    if isinstance(answer, Refused):
        raise NotDrafted(str(answer))
    return waiting


def _raised(day: date) -> dict[str, dict[str, str]]:
    """The standard in force, a little higher."""
    standard = api.figures_on(COUNTY, day).value("dibao.standard")
    return {
        setting: {"amount": _yuan((api.by_month(money) or 0) + _MORE_FEN), "per": "month"}
        for setting, money in standard.items()
    }


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


def _done(answer: api.Version | Refused) -> api.Version:
    if isinstance(answer, Refused):
        raise NotDrafted(str(answer))
    return answer
