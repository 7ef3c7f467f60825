"""The table of moves of a re-audit."""

from cases.staff.models import Role
from cases.workflow.machine import Eyes, Machine, Move

_TOWNSHIP = (Role.TOWNSHIP_OFFICER, Role.TOWNSHIP_HEAD)
_DECIDERS = (Role.TOWNSHIP_HEAD, Role.COUNTY_APPROVER)

REAUDIT = Machine(
    name="reaudit",
    label="定期复核",
    states={"due": "待复核", "checking": "核查中", "proposed": "待确认", "closed": "已办结"},
    initial="due",
    finals=frozenset({"closed"}),
    guards=frozenset({"visited_or_checked", "outcome_stated", "assessment_agrees", "inside_limit"}),
    moves=(
        Move("start", "开始复核", ("due",), "checking", _TOWNSHIP),
        Move(
            "propose",
            "提出复核意见",
            ("checking",),
            "proposed",
            _TOWNSHIP,
            ("visited_or_checked", "outcome_stated", "assessment_agrees"),
        ),
        Move("confirm", "确认", ("proposed",), "closed", _DECIDERS, ("inside_limit",), eyes=Eyes.FRESH),
        Move("send_back", "退回重核", ("proposed",), "checking", _DECIDERS, note_required=True),
        Move(
            "drop", "无须复核", ("due", "checking"), "closed", (), note_required=True
        ),  # the award ended by another way
    ),
)
