"""Conditions of questionnaires: text becomes a checked tree, and the tree has a value on answers."""

from __future__ import annotations

import ast
import operator
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

MAX_LENGTH = 1000
MAX_LEVELS = 10

_OPERATORS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
    ast.In: "in", ast.NotIn: "not in",
}  # fmt: skip
_COMPARE: dict[str, Callable[[int, int], bool]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


@dataclass(frozen=True)
class Unknown:
    """The value of a name that was answered *we don't know*."""


UNKNOWN = Unknown()
Value = int | str | tuple[str, ...] | Unknown | None  # None: not answered, or off the path
Lookup = Callable[[str], Value]


@dataclass(frozen=True)
class Comparison:
    """`name op operand`, or, with `member`, `'operand' op name` over a many-of answer."""

    name: str
    op: str
    operand: int | str | tuple[str, ...]
    member: bool = False

    def holds(self, answer: Value) -> bool:
        """Compare a known answer; one of another kind than the question's never matches."""
        operand, op = self.operand, self.op
        if self.member:
            return isinstance(answer, tuple) and (operand in answer) is (op == "in")
        if isinstance(operand, tuple):
            return (answer in operand) is (op == "in")
        if isinstance(operand, int) and isinstance(answer, int):
            return _COMPARE[op](answer, operand)
        return (answer == operand) is (op == "==")


@dataclass(frozen=True)
class All:
    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Any:
    parts: tuple[Condition, ...]


Condition = Comparison | All | Any


class ConditionError(ValueError):
    """What is wrong with a condition, and how to mend it."""

    def __init__(self, what: str, remedy: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy


def parse(text: str) -> Condition:
    """Parse a condition; raise ConditionError. The text is never evaluated as Python."""
    if len(text) > MAX_LENGTH:
        raise ConditionError(f"longer than {MAX_LENGTH} characters", "Split the question, or say it shorter.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)  # Python's own hints say nothing to an editor
            return _node(ast.parse(text.strip(), mode="eval").body, 0)
    except ConditionError:
        raise
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ConditionError(
            f"«{text}» is not a condition", "Write it like: profile.employees >= 50 and 'housing' in profile.people."
        ) from error


def _node(node: ast.expr, level: int) -> Condition:
    if level > MAX_LEVELS:
        raise ConditionError("too many brackets inside one another", "Say it more simply.")
    if isinstance(node, ast.BoolOp):
        parts = tuple(_node(value, level + 1) for value in node.values)
        return All(parts) if isinstance(node.op, ast.And) else Any(parts)
    if isinstance(node, ast.Compare):
        return _comparison(node)
    raise ConditionError(
        f"«{ast.unparse(node)}» is not a comparison",
        "Use comparisons joined by and, or and brackets; nothing else, no «not».",
    )


def _comparison(node: ast.Compare) -> Comparison:
    if len(node.ops) != 1:
        raise ConditionError(f"«{ast.unparse(node)}» compares twice", "Write two comparisons joined by and.")
    op = _OPERATORS.get(type(node.ops[0]))
    if op is None:
        raise ConditionError(f"«{ast.unparse(node)}» uses an unknown comparison", "Use == != < <= > >= in, not in.")
    left, right = node.left, node.comparators[0]
    if isinstance(left, ast.Constant):
        if op not in ("in", "not in") or not isinstance(left.value, str):
            raise ConditionError(f"«{ast.unparse(node)}» begins with a value", "Put the question's name first.")
        return Comparison(_name(right), op, left.value, member=True)
    return Comparison(_name(left), op, _operand(right, op))


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return f"{node.value.id}.{node.attr}"
    raise ConditionError(f"«{ast.unparse(node)}» is not a question", "Name it section.question.")


def _operand(node: ast.expr, op: str) -> int | str | tuple[str, ...]:
    if isinstance(node, ast.Constant) and type(node.value) in (int, str) and op not in ("in", "not in"):
        value: int | str = node.value  # type: ignore[assignment]
        return value
    if isinstance(node, ast.List) and op in ("in", "not in") and node.elts:
        words = [item.value for item in node.elts if isinstance(item, ast.Constant)]
        if len(words) == len(node.elts) and all(isinstance(word, str) for word in words):
            return tuple(str(word) for word in words)
    raise ConditionError(
        f"«{ast.unparse(node)}» cannot stand after {op}",
        "Compare with a whole number or a word in quotes; after in, with a list of words in quotes.",
    )


def comparisons(condition: Condition) -> Iterator[Comparison]:
    """Yield every comparison of a condition."""
    if isinstance(condition, Comparison):
        yield condition
    else:
        for part in condition.parts:
            yield from comparisons(part)


def value(condition: Condition, lookup: Lookup) -> bool | None:
    """Work out a condition in Kleene's three values: true, false, None for undecided."""
    if isinstance(condition, Comparison):
        answer = lookup(condition.name)
        if answer is None:
            return False
        return None if answer is UNKNOWN else condition.holds(answer)
    decisive = isinstance(condition, Any)
    undecided = False
    for part in condition.parts:
        result = value(part, lookup)
        if result is decisive:
            return decisive
        undecided = undecided or result is None
    return None if undecided else not decisive


class Nameable(Protocol):
    """What a condition must know of the question it names."""

    @property
    def type(self) -> str: ...


def check(comparison: Comparison, question: Nameable, words: tuple[str, ...], many: bool) -> str:
    """Say why a comparison cannot match the question it names; empty when it can."""
    name, op, operand = comparison.name, comparison.op, comparison.operand
    if question.type == "number":
        fits = isinstance(operand, int) and not comparison.member
        return "" if fits else f"«{name}» is a number; compare it with a whole number by == != < <= > >="
    if question.type != "facts":
        return f"«{name}» is a {question.type} question; conditions may name facts and number questions only"
    if many and not comparison.member:
        first = operand if isinstance(operand, str) else "word"
        how = "not in" if op in ("!=", "not in") else "in"
        return f"«{name}» may have many answers; write '{first}' {how} {name}"
    if not many and comparison.member:
        return f"«{name}» has one answer; write {name} == '{operand}'"
    if not many and op not in ("==", "!=", "in", "not in"):
        return f"«{name}» is answered by words; use == != in, not in"
    for word in operand if isinstance(operand, tuple) else (operand,):
        if word not in words:
            return f"«{word}» is not an option of «{name}» (it has {', '.join(words)})"
    return ""
