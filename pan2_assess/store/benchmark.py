"""The benchmark's figures: given with consent and without a name, and shown only of groups that are large enough."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from pan2_assess.core.answers import Answer
from pan2_assess.core.benchmark import Cell, Median, Scores, groups_of, offers_benchmark, scores_of, shown_anew
from pan2_assess.core.evaluation import Evaluation
from pan2_assess.store.access import new_id
from pan2_assess.store.campaign_tables import BenchmarkCell, BenchmarkEntry
from pan2_assess.store.database import insert, reading, writing

Groups = dict[str, dict[str, Cell]]  # sector or size, then which


@dataclass(frozen=True)
class Given:
    """What a firm gives: the scores of its pillars, and the groups they count in."""

    questionnaire: str
    groups: Mapping[str, str]  # by sector and by size
    scores: Scores


def given_of(evaluation: Evaluation, answers: Mapping[str, Answer]) -> Given | None:
    """Give what these answers would add; None where they belong to no group, or are not rated."""
    edition = evaluation.edition
    if not offers_benchmark(edition):
        return None
    groups, scores = groups_of(edition, answers), scores_of(evaluation)
    return Given(edition.id, groups, scores) if groups and scores else None


def give(session: Session, given: Given) -> None:
    """Add a firm's scores to each of its groups, within the transaction that submits.

    Each group is written anew, shuffled and with new ids: neither order nor id tells who came when, nor which
    entries of two groups are one firm's.
    """
    own = json.dumps(dict(given.scores), sort_keys=True)
    for by, value in sorted(given.groups.items()):
        here = {"questionnaire": given.questionnaire, "by": by, "value": value}
        _lock(session, here)
        firms = [*session.scalars(select(BenchmarkEntry.scores).filter_by(**here)), own]
        secrets.SystemRandom().shuffle(firms)
        session.execute(delete(BenchmarkEntry).filter_by(**here))
        session.execute(insert(session, BenchmarkEntry), [{"id": new_id(), "scores": one, **here} for one in firms])


def refresh() -> None:
    """Bring what is shown up to date, as far as enough firms have come: by the hour, at no firm's own moment."""
    with reading() as session:
        cells = [{"questionnaire": c.questionnaire, "by": c.by, "value": c.value} for c in _cells(session)]
    for here in cells:
        with writing() as session:
            row = _lock(session, here)
            firms = [json.loads(scores) for scores in session.scalars(select(BenchmarkEntry.scores).filter_by(**here))]
            before = _cell(row)
            after = shown_anew(before, firms)
            if after != before:
                medians = {name: [median.firms, median.score] for name, median in sorted(after.medians.items())}
                anew = {"firms": after.firms, "medians": json.dumps(medians)}
                session.execute(update(BenchmarkCell).filter_by(**here).values(**anew))


def shown(questionnaire: str) -> Groups:
    """Give the groups of a questionnaire that are shown, as they were shown last."""
    with reading() as session:
        groups: Groups = {}
        for row in _cells(session):
            if row.questionnaire == questionnaire and row.firms:
                groups.setdefault(row.by, {})[row.value] = _cell(row)
        return groups


def _cells(session: Session) -> list[BenchmarkCell]:
    order = (BenchmarkCell.questionnaire, BenchmarkCell.by, BenchmarkCell.value)
    return list(session.scalars(select(BenchmarkCell).order_by(*order)))


def _lock(session: Session, here: Mapping[str, Any]) -> BenchmarkCell:
    """Find or make a group's row, locked: whoever adds to the group or shows it anew waits."""
    session.execute(insert(session, BenchmarkCell).values(**here, firms=0, medians="{}").on_conflict_do_nothing())
    return session.scalars(select(BenchmarkCell).filter_by(**here).with_for_update()).one()


def _cell(row: BenchmarkCell) -> Cell:
    medians = {name: Median(firms, score) for name, (firms, score) in json.loads(row.medians).items()}
    return Cell(row.firms, medians)
