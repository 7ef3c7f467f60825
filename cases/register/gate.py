"""The gate before a workbook is opened: its size, its kind, and what its archive claims and contains."""

import io
import zipfile

from assistance.outcome import Refused, refused

MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 200 * 1024 * 1024
MOST_ENTRIES = 2_000
MOST_RATIO = 100  # an honest sheet packs 10 to 30 times; a bomb a thousand
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"  # .xls, and .xlsx under a password


def check_archive(name: str, content: bytes) -> Refused | None:
    """Why this file is not opened; None lets it through to the reader, which has limits of its own."""
    if not name.lower().endswith(".xlsx"):
        return refused("kind", f"只收 .xlsx 工作簿，“{name[:60]}”不是；请另存为“Excel 工作簿（.xlsx）”")
    if len(content) > MOST_BYTES:
        return refused("size", f"文件有 {len(content) >> 20} MB，最多 {MOST_BYTES >> 20} MB；请按乡镇分成几个文件")
    if content.startswith(_OLD_OFFICE):
        return refused("kind", "这是旧版 .xls 或者加了密码的文件；请去掉密码，另存为“Excel 工作簿（.xlsx）”")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _check_entries(archive)
    except (zipfile.BadZipFile, ValueError, OSError):
        return _broken()


def _check_entries(archive: zipfile.ZipFile) -> Refused | None:
    entries = archive.infolist()
    names = {entry.filename for entry in entries}
    unpacked, packed = sum(entry.file_size for entry in entries), sum(entry.compress_size for entry in entries)
    if len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * max(packed, 1):
        return refused("bomb", "这个压缩包展开后过大，不是正常的工作簿，没有打开")
    if any(name.startswith("/") or ".." in name.split("/") or "\\" in name for name in names):
        return refused("paths", "这个压缩包里有越界的路径，不是正常的工作簿，没有打开")
    if any(entry.flag_bits & 1 for entry in entries):
        return refused("password", "这个文件加了密码；请去掉密码再上传")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return refused("macros", "这个工作簿带宏；请另存为不带宏的“Excel 工作簿（.xlsx）”")
    return None if "xl/workbook.xml" in names else _broken()


def _broken() -> Refused:
    return refused("broken", "这个文件打不开，可能没有传完整或者不是工作簿；请用 Excel 打开确认后重新保存")
