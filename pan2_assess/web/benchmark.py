"""The benchmark for everybody: medians of groups of ten firms and more, by sector or by size and never by both."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template
from flask_babel import gettext as _

from pan2_assess.core.benchmark import LEAST, MORE, OTHER, SECTORS, SEVERAL, SIZES, STEP, Cell, offers_benchmark
from pan2_assess.core.model import Edition, Facts
from pan2_assess.store import benchmark as store
from pan2_assess.web import access
from pan2_assess.web.languages import editions

blueprint = Blueprint("benchmark", __name__)


@dataclass(frozen=True)
class Row:
    """A group of firms: whose it is, how many stood behind it, and its medians in the order of the pillars."""

    name: str
    firms: int
    medians: tuple[int | None, ...]  # None: too few firms have this pillar


@dataclass(frozen=True)
class Table:
    caption: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Shown:
    """A questionnaire with its groups."""

    edition: Edition
    pillars: tuple[str, ...]
    tables: tuple[Table, ...]


@blueprint.get("/<lang>/benchmark")
@access.public
def page() -> str:
    shown = [_shown(edition) for edition in editions() if offers_benchmark(edition)]
    return render_template("pages/benchmark.html", shown=shown, least=LEAST, more=MORE, step=STEP)


def _shown(edition: Edition) -> Shown:
    groups = store.shown(edition.id)
    pillars = {section.id: section.title for section in edition.sections if section.weight}
    captions = {"sector": _("By sector"), "size": _("By number of people")}
    tables = []
    for by, names in (("sector", _sectors(edition)), ("size", _sizes())):
        cells = groups.get(by, {})
        rows = tuple(_row(name, cells[value], pillars) for value, name in names.items() if value in cells)
        tables += [Table(captions[by], rows)] if rows else []
    return Shown(edition, tuple(pillars.values()), tuple(tables))


def _row(name: str, cell: Cell, pillars: dict[str, str]) -> Row:
    found = (cell.medians.get(pillar) for pillar in pillars)
    return Row(name, cell.firms, tuple(median.score if median else None for median in found))


def _sectors(edition: Edition) -> dict[str, str]:
    question = edition.questions.get(SECTORS)
    options = {option.id: option.text for option in question.options} if isinstance(question, Facts) else {}
    return {**options, SEVERAL: _("Several of these sectors"), OTHER: _("Other sectors")}


def _sizes() -> dict[str, str]:
    """Name the sizes by their fewest and most people."""
    fewest = [least for _name, least in SIZES]
    names = {}
    for (name, least), next_one in zip(SIZES, [*fewest[1:], None], strict=True):
        if next_one is None:
            names[name] = _("%(least)s people or more", least=least)
        elif least == 0:
            names[name] = _("fewer than %(number)s people", number=next_one)
        else:
            names[name] = _("%(fewest)s to %(most)s people", fewest=least, most=next_one - 1)
    return names
