"""What a register may answer about: the words of the sheet and the codes of the rows."""

from collections.abc import Mapping
from types import MappingProxyType

from cases.households.vocabulary import ASSET_KINDS, PERS
from eligibility.words.codes import INCOME_KINDS

NOTHING = "无"  # the register has nothing on this person
OTHER_ITEMS: Mapping[str, str] = MappingProxyType(
    {
        "death": "死亡",
        "marriage": "婚姻",
        "hukou": "户籍",
        "disability": "残疾",
        "other_benefit": "其他救助",
        "spending": "大额消费",
    }
)
ITEMS: Mapping[str, str] = MappingProxyType(
    {
        **{f"income:{code}": words for code, words in INCOME_KINDS.items()},
        **{f"asset:{code}": words for code, words in ASSET_KINDS.items()},
        **OTHER_ITEMS,
    }
)
CODE_OF: Mapping[str, str] = MappingProxyType({words: code for code, words in ITEMS.items()})
PER_OF: Mapping[str, str] = MappingProxyType({words: code for code, words in PERS.items()})
VERDICTS: Mapping[str, str] = MappingProxyType(
    {"accepted": "采信，不计入", "counted": "计入", "proof": "要求补充证明", "wrong": "核对有误"}
)


def is_money(item: str) -> bool:
    """Whether an item is an income or an asset: only these can be counted."""
    return item.startswith(("income:", "asset:"))
