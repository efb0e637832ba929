"""Names of files made of names of firms: plain letters that every system takes, and no two the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

MOST = 60  # letters
# What Windows keeps for devices, whatever the ending.
_TAKEN = re.compile(r"con|prn|aux|nul|(com|lpt)[0-9]")


def plain(name: str, otherwise: str = "file") -> str:
    """Write a name in small letters a to z, figures and dashes; of one without any, give the other one."""
    letters = unicodedata.normalize("NFKD", name.casefold().replace("œ", "oe").replace("æ", "ae"))
    found = re.sub(r"[^a-z0-9]+", "-", "".join(one for one in letters if not unicodedata.combining(one))).strip("-")
    found = found[:MOST].rstrip("-")
    if not found:
        return otherwise
    return f"{otherwise}-{found}" if _TAKEN.fullmatch(found) else found


def unique(names: Iterable[str], ending: str, otherwise: str = "file") -> list[str]:
    """Name a file for each, in their order; those that would be called the same are numbered."""
    given: set[str] = set()
    files = []
    for name in names:
        stem = found = plain(name, otherwise)
        number = 1
        while found in given:
            number += 1
            found = f"{stem}-{number}"
        given.add(found)
        files.append(f"{found}.{ending}")
    return files
