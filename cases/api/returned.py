"""Register answers that came as JSON, written as the workbook that the gateway reads: one reader, one set of reasons."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from io import BytesIO
from typing import Any

import xlsxwriter

from cases.api.fields import yuan
from cases.households.vocabulary import PERS
from cases.matching.gateways.spreadsheet import HEADER, number_of
from cases.matching.vocabulary import ITEMS, NOTHING

_ALWAYS = datetime(2000, 1, 1)  # noqa: DTZ001 - the workbook's own date; the same rows must give the same bytes


def workbook_of(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """The same rows give the same bytes, so that an answer sent twice is known as the same."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": _ALWAYS})
        sheet = book.add_worksheet()
        for column, words in enumerate(HEADER):
            sheet.write_string(0, column, words)
        for number, row in enumerate(rows, start=1):
            for column, text in enumerate(_cells(row)):
                sheet.write_string(number, column, text)
    return out.getvalue()


def _cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    item, fen, per = row.get("item", ""), row.get("amount"), row.get("per", "")
    words, amount = ITEMS.get(item, NOTHING), "" if fen is None else yuan(fen)
    return (
        number_of(row["enquiry"]),
        row["name"],
        "",
        "",
        "",
        words,
        amount,
        PERS.get(per, ""),
        row["source"],
        row["text"],
    )
