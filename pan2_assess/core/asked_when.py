"""Say in plain words when a question is asked, naming the answers that bring it up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from pan2_assess.core.condition import All, Any, Comparison, Condition
from pan2_assess.core.model import Edition, Facts, Question
from pan2_assess.core.speech import Speech


def asked_when(edition: Edition, question: Question, say: Speech) -> str:
    """Say in a sentence when a question is asked; nothing for one that everybody is asked.

    The edition is in the language of the sentence.
    """
    if question.condition is None:
        return ""
    return say.say("Only if %(condition)s.", condition=_Telling(edition, say).told(question.condition))


class _Telling:
    def __init__(self, edition: Edition, say: Speech) -> None:
        self.edition, self.say = edition, say

    def told(self, tree: Condition, inside: bool = False) -> str:
        """Tell a condition; within another one, a group of several stands in brackets."""
        if isinstance(tree, Comparison):
            return self._compared([tree], all_of=False)
        every = isinstance(tree, All)
        clauses = list(self._clauses(tree))
        joined = clauses[0]
        for clause in clauses[1:]:
            pair = {"first": joined, "second": clause}
            joined = (
                self.say.say("%(first)s, and %(second)s", **pair)
                if every
                else self.say.say("%(first)s, or %(second)s", **pair)
            )
        return f"({joined})" if inside and len(clauses) > 1 else joined

    def _clauses(self, tree: All | Any) -> Iterator[str]:
        """Tell the parts one after the other; what is said of the same question in a row is told together."""
        every = isinstance(tree, All)
        for _, alike in groupby(tree.parts, key=lambda part: _kind(part, every)):
            parts = list(alike)
            if isinstance(parts[0], Comparison):
                yield self._compared([part for part in parts if isinstance(part, Comparison)], all_of=every)
            else:
                yield from (self.told(part, inside=True) for part in parts)

    def _compared(self, alike: list[Comparison], *, all_of: bool) -> str:
        """Tell comparisons with one question; several are of options ticked, or not ticked, in a list."""
        first = alike[0]
        question = self.edition.questions[first.name]
        number = self.edition.number(first.name)
        if not isinstance(question, Facts):
            return self._number(number, first)
        ids = [word for comparison in alike for word in _words(comparison)]
        options = self.say.any_of([_quoted(option.text, self.say) for option in question.options if option.id in ids])
        if not first.member and first.op in ("==", "in"):
            return self.say.say("the answer to %(number)s is %(options)s", number=number, options=options)
        if not first.member:
            return self.say.say("the answer to %(number)s is not %(options)s", number=number, options=options)
        if len(set(ids)) == len(question.options):
            return self._anything(number, first.op)
        if first.op == "in":
            return self.say.say("you tick %(options)s in %(number)s", number=number, options=options)
        return self.say.say("you do not tick %(options)s in %(number)s", number=number, options=options)

    def _anything(self, number: str, op: str) -> str:
        if op == "in":
            return self.say.say("you tick anything in %(number)s", number=number)
        return self.say.say("you tick nothing in %(number)s", number=number)

    def _number(self, number: str, comparison: Comparison) -> str:
        value = comparison.operand
        given = {"number": number, "value": value}
        match comparison.op:
            case ">=":
                return self.say.say("the number in %(number)s is %(value)s or more", **given)
            case ">":
                return self.say.say("the number in %(number)s is more than %(value)s", **given)
            case "<=":
                return self.say.say("the number in %(number)s is %(value)s or less", **given)
            case "<":
                return self.say.say("the number in %(number)s is less than %(value)s", **given)
            case "!=":
                return self.say.say("the number in %(number)s is not %(value)s", **given)
        return self.say.say("the number in %(number)s is %(value)s", **given)


def _kind(part: Condition, every: bool) -> tuple[object, ...]:
    """Tell apart what cannot be told together: of several ticks one is enough, or several must be missing."""
    together = "not in" if every else "in"
    if isinstance(part, Comparison) and part.member and part.op == together:
        return part.name, part.op
    return (id(part),)


def _words(comparison: Comparison) -> Iterable[str]:
    operand = comparison.operand
    return operand if isinstance(operand, tuple) else (str(operand),)


def _quoted(text: str, say: Speech) -> str:
    return say.say("“%(text)s”", text=text)
