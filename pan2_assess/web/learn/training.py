"""Training: modules by learning path, each with its text, a quiz, and what may be made of having done it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from flask import abort, render_template, request
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import StringField, ValidationError

from pan2_assess.core.model import Edition, Question
from pan2_assess.core.quiz import Chosen, Marked
from pan2_assess.core.texts import LearningPath, ModuleText
from pan2_assess.store.assessments import Held
from pan2_assess.web import access
from pan2_assess.web.heads import errors_of, plain, typed_in
from pan2_assess.web.languages import editions, texts
from pan2_assess.web.learn import papers
from pan2_assess.web.learn.blueprint import blueprint, shared, titled
from pan2_assess.web.shown import Problem
from pan2_assess.web.texts import composed


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


@dataclass(frozen=True)
class Tries:
    """The quiz as it was checked first and last; both travel in addresses and pages, and the server keeps neither."""

    first: Marked
    last: Marked


class LearnerForm(FlaskForm):
    """Who did the module: on a page to print, or in the learning record of an organisation."""

    name = StringField(validators=[plain])
    function = StringField(validators=[plain])
    organisation = StringField(validators=[plain])

    def validate_name(self, field: StringField) -> None:
        if not composed(field.data):
            raise ValidationError(_("Write the name of the person who did the module."))


@dataclass(frozen=True)
class Beside:
    """What the page of a module shows of its quiz and of who did it, beside what stands on it anyway."""

    chosen: Chosen = field(default_factory=dict)
    tries: Tries | None = None  # none before the quiz is checked
    checked: bool = False  # the explanations are shown
    typed: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    first: str = ""  # a problem of the whole page


@blueprint.get("/<lang>/training/<name>")
@access.public
def module(name: str) -> str:
    """Show a module; once its quiz is checked, with what was chosen and why each option is right or not.

    The choices stand in the address, as they are nobody's data: one can go back, come again, and nothing is kept.
    """
    found = module_or_404(name)
    made = papers.read(found, request.args.get("paper", ""))
    if made is not None:  # who comes back from a record finds the name still there
        tries = Tries(Marked(found, _known(found, made.first)), Marked(found, _known(found, made.last)))
        return module_page(found, Beside(tries.last.chosen, tries, checked=True, typed=made.person))
    if "checked" not in request.args:
        return module_page(found, Beside())
    tries = tries_of(found)
    return module_page(found, Beside(tries.last.chosen, tries, checked=True))


def tries_of(found: ModuleText) -> Tries:
    """Mark the choices that were sent; sent for the first time, they are the first try too."""
    sent = request.form if request.method == "POST" else request.args
    first, last = (
        Marked(found, _known(found, {one.id: sent.getlist(f"{prefix}-{one.id}") for one in found.quiz}))
        for prefix in ("first", "quiz")
    )
    return Tries(first if sent.get("tried") else last, last)


def _known(found: ModuleText, chosen: Mapping[str, Collection[str]]) -> Chosen:
    """Take the options chosen, as far as the quiz knows them."""
    return {
        question.id: frozenset(chosen.get(question.id, ())) & {option.id for option in question.options}
        for question in found.quiz
    }


def checked_again(found: ModuleText, form: LearnerForm, first: str = "") -> str:
    """Show the page of a checked quiz with what was typed about the person, and what is wrong with it."""
    tries = tries_of(found)
    beside = Beside(tries.last.chosen, tries, True, typed_in(form), errors_of(form), first)
    return module_page(found, beside)


def module_page(found: ModuleText, beside: Beside) -> str:
    paths = [path for path in texts().paths if found.id in path.modules]
    actions = [(action.id, *titled(action)) for action in shared().plan.actions if action.id in found.actions]
    problems = [Problem("quiz", beside.first)] if beside.first else []
    problems += [Problem(name, text) for name, text in beside.errors.items()]
    return render_template(
        "pages/module.html",
        module=found,
        paths=paths,
        actions=actions,
        leads=leading(editions(), found.id),
        beside=beside,
        problems=problems,
        failed=bool(problems),
        records=records() if beside.checked else [],
        private=beside.checked,
    )


def records() -> list[Held]:
    """List the assessments this browser may edit whose organisation can keep a learning record."""
    return [held for held in access.mine() if held.may_edit and not held.voice]


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
