"""Reading a pasted list of persons: one a line, name, relation and ID number, separated as spreadsheets and people do."""

import re
from dataclasses import dataclass

from cases.households import identity
from cases.households.vocabulary import relation_code
from eligibility.words.codes import RELATIONS

_BETWEEN = re.compile(r"[\t,，;；]|\s{1,}")
_MOST = 59


@dataclass
class Line:
    """One pasted row as it was read, and what is wrong with it."""

    number: int
    name: str
    said: str
    relation: str
    id_number: str
    fault: str = ""

    @property
    def relation_words(self) -> str:
        """The relation as the form calls it."""
        return RELATIONS.get(self.relation, self.said)

    @property
    def id_mask(self) -> str:
        """The number as it is shown."""
        return identity.mask(self.id_number) if self.id_number else "未填"


def lines_of(text: str) -> list[Line]:
    """Every row that is not empty; a heading row is left out."""
    rows = [(number, row) for number, row in enumerate(text.splitlines(), start=1) if row.strip()]
    lines = [_line(number, row) for number, row in rows if not row.lstrip().startswith("姓名")]
    seen: dict[str, int] = {}
    for line in lines[:_MOST]:
        if line.id_number and line.id_number in seen:
            line.fault = line.fault or f"身份证号和第 {seen[line.id_number]} 行一样"
        seen.setdefault(line.id_number, line.number)
    for line in lines[_MOST:]:
        line.fault = f"一次最多 {_MOST} 行，多的分几次粘贴"
    return lines


def _line(number: int, row: str) -> Line:
    """Name, relation and number in this order; a name may have blanks in it, so the number is looked for from the right."""
    parts = [part for part in _BETWEEN.split(row.strip()) if part]
    found = (
        identity.normal(parts.pop()) if len(parts) > 2 or (len(parts) > 1 and any(map(str.isdigit, parts[-1]))) else ""
    )
    said = parts.pop() if len(parts) > 1 else ""
    name = " ".join(parts)
    code = relation_code(said)
    return Line(number, identity.tidy_name(name), said, code, found, _fault(name, said, code, found))


def _fault(name: str, said: str, code: str, id_number: str) -> str:
    if not said:
        return "这一行至少要有姓名和关系"
    reasons = [identity.name_check(name), identity.id_check(id_number) if id_number else None]
    words = [reason.text for reason in reasons if reason is not None]
    if not code:
        words.append(f"看不懂关系“{said}”，写成 {'、'.join(RELATIONS.values())} 之一")
    if code == "self":
        words.append("申请人本人已经登记，不用再写")
    return "；".join(words)
