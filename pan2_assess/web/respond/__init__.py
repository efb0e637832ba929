"""The respondent's pages: begin, keep the key, answer, check, submit."""

from pan2_assess.web.respond import (
    answering,
    beginning,
    bringing,
    ending,
    keys,
    overview,
    protecting,
    reopening,
    rounds,
)
from pan2_assess.web.respond.blueprint import blueprint

__all__ = [
    "answering",
    "beginning",
    "blueprint",
    "bringing",
    "ending",
    "keys",
    "overview",
    "protecting",
    "reopening",
    "rounds",
]
