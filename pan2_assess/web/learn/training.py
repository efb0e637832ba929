"""Training: modules by learning path, each with its text and a quiz of which nothing is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import abort, render_template, request
from flask_babel import gettext as _

from pan2_assess.core.model import Edition, Question
from pan2_assess.core.texts import LearningPath, ModuleText
from pan2_assess.web import access
from pan2_assess.web.errors import shows_again
from pan2_assess.web.languages import editions, texts
from pan2_assess.web.learn.blueprint import blueprint, shared, titled

Chosen = Mapping[str, frozenset[str]]  # by the quiz's question: ids of options


@dataclass(frozen=True)
class Path:
    """A learning path with its modules."""

    path: LearningPath
    modules: tuple[ModuleText, ...]

    @property
    def minutes(self) -> int:
        return sum(module.minutes for module in self.modules)


@dataclass(frozen=True)
class Lead:
    """A question whose advice leads to a module, and the questionnaire in which it can be read."""

    questionnaire: str
    question: Question


@blueprint.get("/<lang>/training")
@access.public
def training() -> str:
    known = {module.id: module for module in texts().modules}
    paths = [Path(path, tuple(known[name] for name in path.modules)) for path in texts().paths]
    return render_template("pages/training.html", paths=paths, modules=texts().modules)


def module_or_404(name: str) -> ModuleText:
    for module in texts().modules:
        if module.id == name:
            return module
    abort(404)


@blueprint.get("/<lang>/training/<name>")
@access.public
def module(name: str) -> str:
    return _page(module_or_404(name))


@blueprint.post("/<lang>/training/<name>")
@access.public
def check_quiz(name: str) -> str:
    """Show the page with what was chosen and why each option is right or not; nothing is kept."""
    found = module_or_404(name)
    chosen = _chosen(found)
    right = sum(_right(question.options, chosen[question.id]) for question in found.quiz)
    told = _("%(right)s of %(all)s answered right", right=right, all=len(found.quiz))
    return _page(found, chosen=chosen, checked=True, told=told)


@shows_again("learn.check_quiz")
@access.public
def quiz_again(name: str) -> tuple[str, int]:
    found = module_or_404(name)
    first = _("The page was open for too long, or cookies are blocked. Your choices stand here; press Check again.")
    return _page(found, chosen=_chosen(found), first=first), 400


def _page(found: ModuleText, *, chosen: Chosen | None = None, **more: Any) -> str:
    paths = [path for path in texts().paths if found.id in path.modules]
    actions = [(action.id, *titled(action)) for action in shared().plan.actions if action.id in found.actions]
    return render_template(
        "pages/module.html",
        module=found,
        paths=paths,
        actions=actions,
        leads=leading(editions(), found.id),
        chosen=chosen or {},
        **more,
    )


def _chosen(found: ModuleText) -> Chosen:
    """Take the options chosen, as far as the quiz knows them."""
    return {
        question.id: frozenset(request.form.getlist(f"quiz-{question.id}")) & {option.id for option in question.options}
        for question in found.quiz
    }


def _right(options: Any, chosen: frozenset[str]) -> bool:
    """Tell whether all that is right was chosen, and nothing else."""
    return chosen == {option.id for option in options if option.right}


def leading(known: list[Edition], module: str) -> dict[str, list[Lead]]:
    """List by section the questions whose advice names a module, each once."""
    found: dict[str, list[Lead]] = {}
    seen: set[str] = set()
    for edition in known:
        for section in edition.sections:
            for question in section.scored:
                if question.id not in seen and any(module in entry.modules for entry in question.recommend):
                    seen.add(question.id)
                    found.setdefault(section.title, []).append(Lead(edition.id, question))
    return found
