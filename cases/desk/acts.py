"""What every line of the journal is called: moves by their tables, other acts by name, kinds of subjects, and notes without numbers."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from cases.applications.states import APPLICATION
from cases.households.writing import ACTS as OF_FAMILIES
from cases.payouts.states import PAYOUT_RUN
from cases.reaudits.states import REAUDIT
from cases.workflow.models import JournalLine

MACHINES = MappingProxyType({machine.name: machine for machine in (APPLICATION, PAYOUT_RUN, REAUDIT)})

# Acts that are no moves; a test reads every room's code and finds none without a word here.
ACTS: Mapping[str, str] = MappingProxyType(
    {
        **OF_FAMILIES,
        "open": "建立",
        "assess": "审核计算",
        "change_wish": "改申请内容",
        "set_grade": "评定档次",
        "fill_gap": "补齐材料",
        "record_visit": "登记入户调查",
        "explain_difference": "说明核对差异",
        "judge_difference": "判断核对差异",
        "export_enquiries": "导出核对名单",
        "take_back_enquiries": "导入核对结果",
        "grant_award": "待遇起发",
        "change_award": "待遇调整",
        "end_award": "待遇停发",
        "seal_accounts": "封存收款账户",
        "seal_broken": "封印不符，扣下明细",
        "drop_line": "撤下封印不符的明细",
        "download_bank_file": "下载银行文件",
        "take_return": "导入银行回盘",
        "upload_register": "上传台账",
        "confirm_register": "确认导入台账",
        "import_register": "导入台账",
        "register_taken_in": "台账导入完毕",
        "export_bad_rows": "导出台账问题行",
        "admin_add": "系统管理：新增",
        "admin_change": "系统管理：改动",
        "draft_policy": "起草政策",
        "rewrite_policy": "修改政策草稿",
        "review_policy": "政策送审",
        "return_policy": "退回政策草稿",
        "withdraw_policy": "撤回政策草稿",
        "publish_policy": "发布政策",
        "simulate_policy": "测算政策",
        "export_simulation": "导出测算名单",
        "recalculate_awards": "按新标准调整待遇",
    }
)
REVEALS = ("reveal",)
EXPORTS = ("export_enquiries", "export_bad_rows", "export_simulation", "download_bank_file")
POLICY = tuple(act for act in ACTS if act.endswith("_policy"))

# What a line is about, under each name the rooms give it.
KINDS: Mapping[str, str] = MappingProxyType(
    {
        "household": "家庭",
        "application": "申请",
        "reaudit": "定期复核",
        "payout_run": "发放批次",
        "payoutrun": "发放批次",
        "award": "待遇",
        "enquiry": "信息核对",
        "returnfile": "核对文件",
        "register": "台账",
        "batchrun": "后台任务",
        "policyversion": "政策",
        "system": "系统",
        "area": "区划",
        "officer": "工作人员",
        "post": "岗位",
        "relative": "近亲属备案",
    }
)
_COLUMNS = MappingProxyType({"id_number": "身份证号", "number": "账号"})
_LONG_NUMBER = re.compile(r"[0-9]{7,}(?=[0-9]{3}[0-9Xx])")


def words_of(line: JournalLine) -> str:
    """What was done, as the tables call it."""
    machine = MACHINES.get(line.subject_kind)
    if machine is not None and line.seq is not None:
        label = next((move.label for move in machine.moves if move.do == line.act), "")
        return label or ACTS.get(line.act, line.act)
    return ACTS.get(line.act, line.act)


def way_of(line: JournalLine) -> str:
    """From which state to which, for a move."""
    machine = MACHINES.get(line.subject_kind)
    if machine is None or line.seq is None or not line.to_state:
        return ""
    to = machine.states.get(line.to_state, line.to_state)
    return f"{machine.states.get(line.from_state, line.from_state)} → {to}" if line.from_state else to


def more_of(line: JournalLine) -> str:
    """The note and the few figures an auditor asks for; long numbers are cut to their last four."""
    detail: Mapping[str, Any] = line.detail or {}
    parts = [line.note]
    if "column" in detail:
        parts.insert(0, _COLUMNS.get(detail["column"], ""))
    parts += [f"文件 {detail['file']}"] if "file" in detail else []
    parts += [f"{detail[name]} {unit}" for name, unit in (("rows", "行"), ("lines", "笔")) if name in detail]
    parts += [f"金额 {_yuan(detail['amount_fen'])} 元"] if isinstance(detail.get("amount_fen"), int) else []
    return without_numbers("，".join(str(part) for part in parts if part))


def without_numbers(text: str) -> str:
    """No ID number, account or telephone number: somebody may have typed one into a note."""
    return _LONG_NUMBER.sub("****", text)


def _yuan(fen: int) -> str:
    return f"{fen // 100:,}.{fen % 100:02d}"
