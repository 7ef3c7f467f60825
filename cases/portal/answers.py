"""The law's answers as the page says them: one card a benefit, with its reason, its document and the way on."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from cases.portal.question import Asked, Lead
from eligibility import api
from eligibility.words.codes import BENEFITS

GISTS: Final = {
    "dibao": "收入低于当地标准的家庭，每月补差额",
    "dibao_edge": "比低保略宽的家庭，看病、上学等可以得到帮助",
    "rigid_expenditure": "看病、上学等必须花的钱太多的家庭",
    "tekun": "没有劳动能力、没有生活来源、也没有人能养的人",
    "temporary_relief": "突然遇到难处，一次性帮一把",
}
RECOGNISED: Final = {
    "dibao_edge": "认定后不按月发钱，看病、上学、遇到急难时可以得到相应帮助",
    "rigid_expenditure": "认定后不按月发钱，看病、上学、遇到急难时可以得到相应帮助",
}
LATER: Final = {
    "disability_living": "困难残疾人生活补贴",
    "disability_care": "重度残疾人护理补贴",
    "orphan": "孤儿基本生活费",
    "unsupported_child": "事实无人抚养儿童基本生活补贴",
    "senior_allowance": "高龄津贴",
}
VERDICTS: Final = {
    "yes": ("可能符合", "ok"),
    "unknown": ("还差情况", "warn"),
    "no": ("可能不符合", "plain"),
}
_ORDER: Final = {"yes": 0, "unknown": 1, "no": 2}
# what a reason is about, the most telling first: income against a line, spending against a share, then the rest
_ABOUT_MONEY: Final = {
    "income_below_standard": "当地低保标准",
    "income_below_edge": "低保边缘线",
    "spending_above_share": "",
    "no_source_of_living": "当地低保标准",
    "income_below_ceiling": "当地人均可支配收入",
}
_FOR_OFFICERS: Final = ("members[", "未说明")
_SINGLE_STEP = "须先改变："


@dataclass(frozen=True)
class Line:
    """One bar of the picture: how much, and how long beside the longest."""

    label: str
    yuan: str
    width: str
    tone: str


@dataclass(frozen=True)
class Card:
    """What the page says about one benefit."""

    code: str
    title: str
    gist: str
    verdict: str
    amount: tuple[str, str] | None = None
    reasons: list[tuple[str, str]] = field(default_factory=list)  # sentence, document
    picture: list[Line] = field(default_factory=list)
    leads: list[Lead] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        """The verdict in words; never a plain no."""
        if self.verdict == "unknown":
            return f"还差 {len(self.on_page)} 项" if self.on_page else "要问窗口"
        return VERDICTS[self.verdict][0]

    @property
    def on_page(self) -> list[Lead]:
        """What is missing and can be told on this page."""
        return [lead for lead in self.leads if lead.ask]

    @property
    def at_window(self) -> list[Lead]:
        """What is missing and only the office can tell."""
        return [lead for lead in self.leads if not lead.ask]

    @property
    def worth(self) -> str:
        """What a recognition is good for that pays nothing itself."""
        return "" if self.amount else RECOGNISED.get(self.code, "")

    @property
    def tone(self) -> str:
        """The colour of the verdict, beside its words."""
        return VERDICTS[self.verdict][1]


def cards_of(asked: Asked) -> list[Card]:
    """Every benefit the law can answer, those to be had first; BadInput where a place's figures cannot be read."""
    ways = [api.assess(question).answers for question in asked.questions()]
    cards = [_settled(asked, answers) for answers in zip(*ways, strict=True) if answers[0].benefit in GISTS]
    return sorted(cards, key=lambda card: _ORDER[card.verdict])


def _settled(asked: Asked, answers: Sequence[api.Assessment]) -> Card:
    """The answer where it holds whichever day somebody was born on; otherwise the day is what is missing."""
    first, last = answers[0], answers[-1]
    if first.outcome == last.outcome:
        lower = min(answers, key=lambda answer: answer.amount_fen or 0)
        return _card(asked, lower, up_to=max(answer.amount_fen or 0 for answer in answers))
    both = dict.fromkeys(missing.path for answer in answers for missing in answer.missing)
    leads = [*asked.births(), *(asked.lead(path) for path in both)]
    return _plain(first.benefit, "unknown", leads=[*dict.fromkeys(leads)])


def _plain(benefit: str, verdict: str, **more: object) -> Card:
    return Card(benefit, BENEFITS[benefit], GISTS[benefit], verdict, **more)  # type: ignore[arg-type]


def _card(asked: Asked, answer: api.Assessment, *, up_to: int) -> Card:
    leads = [*dict.fromkeys(asked.lead(missing.path) for missing in answer.missing)]
    if answer.outcome == "unknown":
        return _plain(answer.benefit, "unknown", leads=leads)
    told = _telling(answer)
    return _plain(
        answer.benefit,
        answer.outcome,
        amount=_amount(answer, up_to),
        reasons=[(finding.text, finding.document or finding.article) for finding in told],
        picture=_picture(told),
        leads=leads if answer.outcome == "yes" else [],  # what could still move the amount
        changes=[words for words in api.turning_points(answer) if not words.startswith(_SINGLE_STEP)],
        hints=[words for words in answer.warnings if not words.startswith(_FOR_OFFICERS)],
    )


def _telling(answer: api.Assessment) -> list[api.Finding]:
    """For a yes the one reason that carries it, for a no everything that stands in the way."""
    if answer.outcome == "no":
        return [finding for finding in answer.findings if finding.holds is False]
    found = {finding.code: finding for finding in answer.findings if finding.holds}
    carrying = (found[code] for code in _ABOUT_MONEY if code in found)
    return [next(carrying, answer.findings[-1])]


def _amount(answer: api.Assessment, up_to: int) -> tuple[str, str] | None:
    fen = answer.amount_fen
    if answer.outcome != "yes" or not fen:
        return None
    sums = yuan(fen) if up_to == fen else f"{yuan(fen)} 到 {yuan(up_to)}"
    return ("每月大约" if answer.per == "month" else "一次大约"), sums


def yuan(fen: int) -> str:
    """Fen as people write yuan: 1,386.00."""
    return f"{fen // 100:,}.{fen % 100:02d}"


def _picture(findings: Sequence[api.Finding]) -> list[Line]:
    """Income a head beside the line it is held against."""
    for finding in findings:
        line = _ABOUT_MONEY.get(finding.code)
        if line and finding.left is not None and finding.right is not None:
            return [*_lines((("您家每人每月", finding.left, "b"), (f"{line}（每人每月）", finding.right, "a")))]
    return []


def _lines(rows: Sequence[tuple[str, str, str]]) -> Iterator[Line]:
    most = max(Decimal(amount) for _, amount, _ in rows) or Decimal(1)
    for label, amount, tone in rows:
        yield Line(label, f"{Decimal(amount):,.2f}", f"{100 * Decimal(amount) / most:.2f}", tone)


def first_to_tell(cards: Sequence[Card]) -> list[Lead]:
    """What is missing, the things that most benefits wait for first."""
    return [lead for lead, _ in Counter(lead for card in cards for lead in card.on_page).most_common()]


def counts(cards: Sequence[Card]) -> list[tuple[str, int]]:
    """How many of each verdict, for the first line of the answer."""
    words = {"yes": "可能符合", "unknown": "还差情况", "no": "可能不符合"}
    found = [(label, sum(card.verdict == verdict for card in cards)) for verdict, label in words.items()]
    return [(label, number) for label, number in found if number]
