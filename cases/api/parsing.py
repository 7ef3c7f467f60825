"""Reading a body: JSON that says each thing once, ends, and can be kept and said back; anything else is 400 with its reason."""

import json
from collections.abc import Mapping
from typing import IO, Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


class StrictJSON(JSONParser):
    """JSON as the command line reads it."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """What the body says."""
        try:
            plain = json.loads(
                stream.read().decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_such_number
            )
            json.dumps(plain, ensure_ascii=False).encode()  # half a letter can be read, and never be written
        except RecursionError:
            raise ParseError("不是可读的 JSON：嵌套过深") from None
        except UnicodeError:
            raise ParseError("不是可读的 JSON：文字不是 UTF-8") from None
        except json.JSONDecodeError as bad:
            raise ParseError(f"不是 JSON（第 {bad.lineno} 行第 {bad.colno} 列）：{bad.msg}") from None
        except ValueError:  # Python reads no number of more than 4,300 digits
            raise ParseError("不是可读的 JSON：数字过长") from None
        return plain


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    plain = dict(pairs)
    if len(plain) != len(pairs):
        raise ParseError("不是可读的 JSON：同一对象中有一项出现了两次")
    return plain


def _no_such_number(name: str) -> Any:
    raise ParseError(f"不是 JSON：{name} 不是 JSON 的值")
