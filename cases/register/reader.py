"""Opens a workbook in a child process with limits of memory and time, so that a hostile file ends the child and not us."""

import json
import resource
import subprocess
import sys
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

MOST_MEMORY = 1024 * 1024 * 1024
MOST_SECONDS = 20
MOST_ROWS = 200_000
MOST_COLUMNS = 100
Cells = list[list[Any]]  # a text, a number, True or False; "" is an empty cell


class Unreadable(Exception):
    """The child could not read the workbook, or was ended at a limit."""


def sheets_of(content: bytes) -> dict[str, Cells]:
    """Every sheet's cells from A1 on. Dates come as text like 2026-07-01. Raises Unreadable."""
    try:
        child = subprocess.run(
            [sys.executable, "-m", "cases.register.reader"], input=content, capture_output=True, timeout=60, check=False
        )
    except subprocess.TimeoutExpired as late:
        raise Unreadable("timeout") from late
    if child.returncode != 0:
        raise Unreadable(f"exit {child.returncode}")
    return json.loads(child.stdout)  # type: ignore[no-any-return]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    return value.isoformat() if isinstance(value, date | time) else str(value) if isinstance(value, timedelta) else value


def _read(content: bytes) -> dict[str, Cells]:
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    found: dict[str, Cells] = {}
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        if sheet.total_height > MOST_ROWS or sheet.total_width > MOST_COLUMNS:
            raise Unreadable(name)
        rows = sheet.to_python(skip_empty_area=False)
        found[name] = [[_plain(cell) for cell in row] for row in rows]
    return found


def main() -> int:
    """The child: a workbook on standard input, JSON on standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        found = _read(sys.stdin.buffer.read())
    except (CalamineError, Unreadable, MemoryError, ValueError, OSError):
        return 1
    sys.stdout.write(json.dumps(found, ensure_ascii=False, separators=(",", ":")))
    return 0


if __name__ == "__main__":
    sys.exit(main())
