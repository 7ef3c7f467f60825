"""What the house tests read: our own modules, parsed once."""

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOUSES = ("assistance", "cases", "eligibility")


@dataclass(frozen=True)
class Module:
    """One file of the project."""

    path: str
    text: str

    @property
    def tree(self) -> ast.Module:
        """Its syntax tree."""
        return _parse(self.text)

    @property
    def lines(self) -> int:
        """How long it is."""
        return self.text.count("\n")

    def functions(self) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
        """Every function and method."""
        return [node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


@cache
def _parse(text: str) -> ast.Module:
    return ast.parse(text)


@cache
def project() -> tuple[Module, ...]:
    """Everything that runs in production; migrations are history and stand apart."""
    found = [ROOT / "manage.py"]
    for house in HOUSES:
        found += [path for path in (ROOT / house).rglob("*.py") if "migrations" not in path.parts]
    return _modules(found)


@cache
def trials() -> tuple[Module, ...]:
    """The tests themselves."""
    return _modules([path for path in (ROOT / "tests").rglob("*.py") if path.name != "__init__.py"])


def _modules(paths: list[Path]) -> tuple[Module, ...]:
    return tuple(Module(str(path.relative_to(ROOT)), path.read_text()) for path in sorted(paths))


def called(node: ast.AST) -> str:
    """The dotted name of a name or attribute, as far as it is one."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{called(node.value)}.{node.attr}"
    return ""
