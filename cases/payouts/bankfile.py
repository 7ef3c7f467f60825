"""The file for the bank: the same lines give the same bytes under the same number, written whole or not at all."""

import csv
import io
from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from assistance.outcome import Refused, refused
from cases.payouts import sealing
from cases.payouts.models import BankFile, LineKind, PayoutRun
from cases.payouts.sealing import Payment
from cases.workflow.files import write_whole

COLUMNS = ("序号", "户名", "账号", "金额(元)", "用途", "流水号")
ENCODING = "gb18030"  # what a bank reads as GBK; a rare character in a name is kept, not lost
_PURPOSE = {
    "dibao": "低保金",
    "tekun": "特困供养金",
    "temporary_relief": "临时救助金",
    "rigid_expenditure": "刚性支出救助金",
}


def number_of(run: PayoutRun) -> str:
    """The file's number: place, benefit, month, sequence; a repeat carries the same."""
    return f"{run.area_code[:6]}-{run.benefit}-{run.month:%Y%m}-{run.sequence:02d}"


def serial_of(line: int, month: date) -> str:
    """How the bank names a line back to us; the letter keeps spreadsheets from rounding it."""
    return f"P{month:%Y%m}-{line}"


def yuan(fen: int) -> str:
    """An amount as banks write it: two decimals, no grouping."""
    return f"{fen // 100}.{fen % 100:02d}"


def body_of(run: PayoutRun, payments: Sequence[Payment]) -> bytes:
    """The bytes of the file: nothing in them but the run and its sealed lines."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    purpose = _PURPOSE.get(run.benefit, "社会救助金")
    for place, payment in enumerate(payments, start=1):
        label = f"{payment.month:%Y年%m月}{purpose}{_suffix(payment.kind)}"
        writer.writerow(
            [
                place,
                payment.payee,
                payment.account,
                yuan(payment.amount_fen),
                label,
                serial_of(payment.line, payment.month),
            ]
        )
    return text.getvalue().encode(ENCODING)


def _suffix(kind: str) -> str:
    return "" if kind == LineKind.REGULAR else str(LineKind(kind).label)


def path_of(area_code: str, number: str) -> Path:
    """Where the file lies until somebody fetches it."""
    return Path(settings.FILES_DIR) / "bank" / area_code[:6] / f"{number}.csv"


def write(run: PayoutRun, body: bytes) -> None:
    """Put the file where it is fetched from."""
    write_whole(path_of(run.area_code, number_of(run)), body)


def read(file: BankFile) -> bytes | Refused:
    """The file as it was written: from the disk, or made again from its lines; other bytes are never handed out."""
    path = path_of(file.area_code, file.number)
    for body in (path.read_bytes() if path.exists() else None, body_of(file.run, sealing.sent(file.run))):
        if body is not None and sha256(body).digest() == bytes(file.digest):
            return body
    return refused("digest", "银行文件与登记的摘要不符，不能下载；请联系系统管理员核查")
