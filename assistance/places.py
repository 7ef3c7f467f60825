"""docs/places.md: what each place of the shipped policy files has published, since when, and what it still lacks."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from eligibility.core import areas
from eligibility.core.parameters import Figure, Figures
from eligibility.policyfile import Document, policy_files, read_path

# Without these an office cannot answer its everyday questions; which of them a place lacks is said beside it.
NEEDED = (
    "dibao.standard", "dibao.supplements", "expenditure.deductible", "assets.financial", "tekun.basic", "tekun.care",
    "relief.formula", "rigid.expenditure_share", "rigid.income_ceiling",
)  # fmt: skip
WORDS = """
Generated from `eligibility/policies/`; every figure carries its document, first day and day of publication there.
A day is the first on which the figure is in force; several days are several publications. A figure that was not found
is unset, and the answer is then 暂不能判断 with its name; nothing is guessed. What stands in a note of the file says
which days are known only to the month or the year.
"""
LEFT_OUT = """
## Looked for and not found

汉中's standards of 2022, 齐齐哈尔's twelve amounts, the standards of 东海 (2022) and 杨凌 (2020), eleven of 青海's twelve exempt incomes,
汉中's deductible expenditure.

## Found and not taken

- 2010 standards of Shaanxi's cities (汉中 300, 杨凌 350) and 2016 ones of Qinghai's prefectures: before the first day asked for (2018); averages are no standards.
- 本溪 (the year is missing), and a city whose name is missing (810, 2022).
- 哈尔滨 783 and 637/401, 西安 700/500, 武汉 910/780, 嘉峪关 726, 姚安 956 and its care: the first day is missing.
- 陕西's 644 and 4827 and the nation's 722 and 542: averages and least sums.
- 宁国's care as shares of the minimum wage; relief limits of 宁国, 许昌, 清丰, 宣城, 深圳 and 浙江 as multiples of the standard: the base is missing, and the registry refuses a multiple of nothing.
- 中山's and 南京's supplements: the groups are missing. 青海's twelve exempt incomes: eleven are missing.
- The property rules of 浙江, 广东, 福建 and an unnamed province: the document and its first day are missing, and of 浙江 the sum and the average floor area too; 重庆's are exemptions without the rule they are exempt from (`assets.financial.if_serious_illness`, `area_times_after_disaster` and `exempt_up_to` could say them).
- 西宁, 朔州 and others without any date; 霍山's ranks inside the county, which do not change who decides.
"""


def page() -> Iterator[str]:
    """The lines of the page."""
    files = [read_path(path) for path in policy_files(demo=True)]
    names = {code: name for file in files for code, name in {**(file.names or {}), file.area: file.name}.items()}
    documents = [document for file in files for document in file.documents]
    published = _by_place(documents)
    figures = [figure for document in documents for figure in _figures(document)]
    rows = [(codes, said, list(_lacking(codes[0], figures))) for codes, said in _alike(published)]
    real = [lacks for codes, _, lacks in rows if codes[0] != areas.NATIONAL and not codes[0].startswith("99")]
    nowhere = {name for name in NEEDED if all(name in lacks for lacks in real)}
    yield "# Places"
    yield WORDS
    yield f"Published by no real place, and therefore not repeated below: {_named(sorted(nowhere))}.\n"
    yield "| place | code | published, with the first days | of the everyday figures still unset |"
    yield "| --- | --- | --- | --- |"
    for codes, said, lacks in rows:
        named = "、".join(names.get(code, code) for code in codes)
        prefixes = ", ".join(f"`{areas.prefix_of(code) or '0'}`" for code in codes)
        yield f"| {named} | {prefixes} | {_said(said)} | {_named(lack for lack in lacks if lack not in nowhere)} |"
    yield LEFT_OUT


Said = dict[str, list[date]]


def _by_place(documents: Iterable[Document]) -> dict[str, Said]:
    published: dict[str, Said] = defaultdict(lambda: defaultdict(list))
    for document in documents:
        for name in document.draft.values:
            published[document.draft.area][name].append(document.draft.start)
    return published


def _alike(published: Mapping[str, Said]) -> list[tuple[list[str], Said]]:
    """Places under one city that published the same on the same days stand in one row."""
    rows: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for code in sorted(published):
        told = tuple((name, tuple(days)) for name, days in sorted(published[code].items()))
        rows[code[:4], len(areas.prefix_of(code)), told].append(code)
    return [(codes, published[codes[0]]) for codes in rows.values()]


def _said(said: Said) -> str:
    return "; ".join(f"`{name}` {', '.join(map(str, sorted(days)))}" for name, days in sorted(said.items()))


def _lacking(code: str, figures: list[Figure]) -> Iterator[str]:
    """Of the everyday figures, those unset on the day of the newest publication; the nation leaves all of them to places."""
    if code != areas.NATIONAL:
        held = Figures(figures, area=code, on=max(each.start for each in figures if areas.covers(each.area, code)))
        by_total = held.get("tekun.total") is not None
        for name in NEEDED:
            if by_total and name.startswith("tekun."):
                continue
            yield from _lacks(name, held.value(name))
        if by_total:
            yield from _lacks("tekun.total", held.value("tekun.total"))


def _named(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _lacks(name: str, value: object) -> Iterator[str]:
    """The parameter itself, or the cells of it that were announced without an amount."""
    if value is None:
        yield name
    elif isinstance(value, Mapping):
        empty = [f"{name}.{key}" for key, inner in value.items() if inner is None]
        if value and len(empty) == len(value):
            yield f"{name}.*"
            return
        for key, inner in value.items():
            yield from _lacks(f"{name}.{key}", inner)


def _figures(document: Document) -> Iterator[Figure]:
    draft = document.draft
    for name, value in draft.values.items():
        yield Figure(
            name, value, draft.area, draft.start, draft.end, document.published_at, draft.document, draft.article, ""
        )
