"""Proof that a report is unaltered: its code, where that can be looked up, and the answers it carries inside."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from platform import python_version_tuple
from typing import Any

from pan2_assess.core.letters import ALPHABET, grouped
from pan2_assess.core.model import Edition
from pan2_assess.core.sheet import Sheet
from pan2_assess.core.steps import REMARK

FORMAT = "pan2-assess/report/1"
NAME = "pan2-assess.json"
LETTERS, GROUP = 27, 3  # 135 bits; in threes, so that nobody takes it for an access key

_LIBRARIES = "weasyprint pydyf tinyhtml5 tinycss2 cssselect2 fonttools jinja2 babel segno".split()


@dataclass(frozen=True)
class Proof:
    code: str  # in groups; empty where nobody could check it
    address: str  # of the code's page; empty where no server issued the report
    attachment: bytes | None  # what can be evaluated again; None where the answers are left out


def proof_of(
    edition: Edition,
    sheet: Sheet,
    evaluation: Mapping[str, Any],
    language: str,
    *,
    form: str,
    annex: bool = True,
    plan: Sequence[Mapping[str, Any]] = (),
    salt: str = "",
    issuer: str = "",
) -> Proof:
    """Prove a report of an evaluation (as `result_json` gives it) in a language.

    `form` is the version of the templates; `plan` is the own action plan, as `core.steps.as_remark` gives it. A server
    gives its address as the issuer, and a secret salt: without the answers, nobody then finds out by trying which
    ones a code belongs to.
    """
    code = code_of(edition, sheet, evaluation, salt) if annex or issuer else ""
    address = address_of(issuer, language, code) if issuer else ""
    if not annex:
        return Proof(code, address, None)
    answers = {**sheet.as_json(), **({REMARK: list(plan)} if plan else {})}
    attached = {
        "format": FORMAT,
        "language": language,
        "edition": {**_named(edition), "draft": edition.draft},
        "answers": answers,
        "evaluation": evaluation,
        "salt": salt,
        "issuer": issuer,
        "form": form,
        "made_with": libraries(),
    }
    return Proof(code, address, _canonical(attached).encode())


def code_of(edition: Edition, sheet: Sheet, evaluation: Mapping[str, Any], salt: str = "") -> str:
    """Give an evaluated set of answers its code: the same in every language, with its annex or without."""
    content = {"format": FORMAT, "edition": _named(edition), "answers": sheet.as_json(), "evaluation": evaluation}
    number = int.from_bytes(sha256(_canonical({**content, "salt": salt}).encode()).digest()) >> 256 - 5 * LETTERS
    letters = "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(LETTERS)))
    return grouped(letters, GROUP)


def address_of(issuer: str, language: str, code: str) -> str:
    """Write the address of a code's page at the server that issued it."""
    return f"{issuer}/{language}/report/{code}"


@cache
def libraries() -> dict[str, str]:
    """Name, with their versions, this program and the libraries that shape the bytes of a report."""
    # The renderer comes along with it: who only wants a code need not wait for that.
    from weasyprint.text.ffi import harfbuzz, pango

    return {
        "pan2-assess": version("pan2-assess"),
        **{name: version(name) for name in _LIBRARIES},
        "pango": "{}.{}.{}".format(*_places(pango.pango_version())),
        "harfbuzz": _at_least(harfbuzz.hb_version_atleast),
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
        "python": ".".join(python_version_tuple()[:2]),
    }


def _places(number: int) -> tuple[int, int, int]:
    """Take a version apart that is written as one number, two figures to each place."""
    return number // 10_000, number // 100 % 100, number % 100


def _at_least(asked: Callable[[int, int, int], bool]) -> str:
    """Find a version out that only tells whether it is at least another."""
    found = [0, 0, 0]
    for place in range(3):
        while asked(*(part + (at == place) for at, part in enumerate(found))):
            found[place] += 1
    return "{}.{}.{}".format(*found)


def _named(edition: Edition) -> dict[str, str]:
    return {"id": edition.id, "version": edition.version, "digest": edition.digest}


def _canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
