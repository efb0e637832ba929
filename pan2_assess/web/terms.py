"""Words of the field in our own texts: linked to the glossary, and found where a question uses them."""

from __future__ import annotations

from flask import Flask, url_for
from markupsafe import Markup, escape

from pan2_assess.core.glossary import parted
from pan2_assess.core.sentences import sentences
from pan2_assess.web.languages import language, texts


def connect(app: Flask) -> None:
    """Give templates the filter `linked`, and `fresh` for what it has linked already."""
    app.jinja_env.filters["linked"] = linked
    app.jinja_env.globals["fresh"] = fresh
    app.jinja_env.filters["first_sentence"] = first_sentence
    app.jinja_env.filters["after_first_sentence"] = after_first_sentence


def first_sentence(text: str) -> str:
    """Give a text's first sentence, without its full stop: what to do, as a heading."""
    return sentences(text)[0].removesuffix(".")


def after_first_sentence(text: str) -> str:
    return " ".join(sentences(text)[1:])


def fresh(*ids: str) -> set[str]:
    """Begin a stretch of text in which each term is linked once; those named here are not linked at all."""
    return set(ids)


def linked(text: str, seen: set[str] | None = None) -> Markup:
    """Link each term of the glossary where a text first uses it, unless `seen` holds it; add it to `seen`."""
    seen = set() if seen is None else seen
    address = url_for("learn.glossary", lang=language())
    pieces = []
    for piece, term in parted(texts().glossary, text):
        if term is None or term.id in seen:
            pieces.append(escape(piece))
        else:
            seen.add(term.id)
            pieces.append(Markup('<a class="term" href="{}#term-{}">{}</a>').format(address, term.id, piece))
    return Markup("").join(pieces)
