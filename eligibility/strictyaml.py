"""YAML as people write and upload it: nothing twice, nothing that grows out of proportion, and the line of each fault."""

from __future__ import annotations

from itertools import chain
from typing import Any

import yaml

LONGEST, MOST_NODES = 2_000_000, 200_000


class BadYaml(ValueError):
    """A text that is no YAML, or YAML that nobody should build."""


def parsed(text: str) -> Any:
    """What a text says, in plain Python."""
    if len(text) > LONGEST:
        raise BadYaml(f"文件过大：最多 {LONGEST // 10_000} 万字。")
    try:
        return _built(text)
    except yaml.MarkedYAMLError as bad:
        line = bad.problem_mark.line + 1 if bad.problem_mark else 1
        raise BadYaml(f"第 {line} 行不是可读的 YAML：{bad.problem}。") from bad
    except yaml.YAMLError as bad:
        raise BadYaml(f"不是可读的 YAML：{bad}。") from bad
    except RecursionError:
        raise BadYaml("嵌套过深。") from None


def _built(text: str) -> Any:
    loader = yaml.SafeLoader(text)
    try:
        root = loader.get_single_node()
        if root is None:
            return None
        _size(root, {})
        return loader.construct_document(root)
    except BadYaml:
        raise
    except ValueError as bad:  # YAML itself makes dates of texts that look like dates
        raise BadYaml(f"有不存在的日期或时刻（{bad}）。") from bad
    finally:
        loader.dispose()


def _size(node: yaml.Node, sizes: dict[int, int]) -> int:
    """How many nodes a node stands for once its anchors are written out."""
    if id(node) in sizes:
        if not sizes[id(node)]:
            raise BadYaml(f"{_line(node)}：锚点引用了自身。")
        return sizes[id(node)]
    sizes[id(node)] = 0
    size = 1 + sum(_size(inner, sizes) for inner in _inside(node))
    if size > MOST_NODES:
        raise BadYaml(f"{_line(node)}：内容过多，展开后超过 {MOST_NODES // 10_000} 万项。")
    sizes[id(node)] = size
    return size


def _inside(node: yaml.Node) -> list[yaml.Node]:
    if isinstance(node, yaml.ScalarNode):
        if "\x00" in node.value or any("\ud800" <= letter <= "\udfff" for letter in node.value):
            raise BadYaml(f"{_line(node)}：含有不能保存的字符。")
        return []
    if isinstance(node, yaml.MappingNode):
        keys = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
        twice = next((key for key in keys if keys.count(key) > 1), None)
        if twice is not None:
            raise BadYaml(f"{_line(node)}：{twice} 写了两次。")
        return list(chain.from_iterable(node.value))
    return list(node.value)


def _line(node: yaml.Node) -> str:
    return f"第 {node.start_mark.line + 1} 行"
