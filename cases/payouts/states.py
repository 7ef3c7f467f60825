"""The table of moves of a payout run."""

from cases.staff.models import Role
from cases.workflow.machine import Eyes, Machine, Move

_MAKER, _RELEASER = Role.FINANCE_MAKER, Role.FINANCE_RELEASER

PAYOUT_RUN = Machine(
    name="payout_run",
    label="发放批次",
    states={
        "drafting": "生成中",
        "drafted": "待核对",
        "checked": "待审批",
        "approved": "待送银行",
        "sent": "已送银行",
        "closed": "已对账",
        "cancelled": "已作废",
    },
    initial="drafting",
    finals=frozenset({"closed", "cancelled"}),
    guards=frozenset({"draft_finished", "awards_unchanged", "accounts_known", "seals_match", "unanswered_explained"}),
    moves=(
        Move("finish_draft", "生成完毕", ("drafting",), "drafted", ()),
        Move("redraft", "重新生成", ("drafted",), "drafting", (_MAKER,)),
        Move(
            "check",
            "核对无误",
            ("drafted",),
            "checked",
            (_MAKER,),
            ("draft_finished", "awards_unchanged", "accounts_known"),
        ),
        Move("send_back", "退回重核", ("checked",), "drafted", (_RELEASER,), note_required=True, new_round=True),
        Move(
            "approve",
            "审批同意",
            ("checked",),
            "approved",
            (_RELEASER,),
            ("awards_unchanged", "accounts_known"),
            eyes=Eyes.FRESH,
        ),
        Move("send", "生成银行文件", ("approved",), "sent", (_MAKER, _RELEASER), ("seals_match",)),
        Move("close", "对账完成", ("sent",), "closed", (_MAKER, _RELEASER), ("unanswered_explained",)),
        Move("cancel", "作废", ("drafted",), "cancelled", (_MAKER,), note_required=True),
    ),
)
