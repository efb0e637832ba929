"""Write a feedback as one HTML document, complete in itself, ready for the renderer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from io import BytesIO
from itertools import groupby
from pathlib import Path
from urllib.parse import urlsplit

import segno
from babel.dates import format_date
from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from pan2_assess import paths
from pan2_assess.core.feedback_types import Feedback, PlanAction, Recommendation
from pan2_assess.core.glossary import parted
from pan2_assess.core.sentences import opening
from pan2_assess.core.speech import CATALOGUES, speech
from pan2_assess.core.texts import Term
from pan2_assess.reports.proof import NAME, Proof, libraries

STATIC = paths.PACKAGE / "static"

# The first ones carry everything a reader needs to begin, alarms always; what comes after them is kept short.
IN_FULL = 8

# By the name it has of itself, «Source Sans 3», the renderer would take the face that holds all signs for the text's
# own face, and in a language that needs a sign more than the small ones hold set everything in it, without its bold.
TEXT, BEYOND = "Source Sans 3 Text", "Source Sans 3 Extended"

# The signs that each face holds, as its maker states them; the last one holds all.
_LATIN = (
    "\u0000-\u00ff\u0131\u0152\u0153\u02bb\u02bc\u02c6\u02da\u02dc\u0304\u0308\u0329"
    "\u2000-\u206f\u20ac\u2122\u2191\u2193\u2212\u2215\ufeff\ufffd"
)
_MORE = "\u0100-\u02ff\u1d00-\u1dbf\u1e00-\u1e9f\u1ef2-\u1eff\u2020\u20a0-\u20c4\u2113\u2c60-\u2c7f\ua720-\ua7ff"
_BEYOND_LATIN = re.compile(f"[^{_LATIN}]")
_BEYOND_MORE = re.compile(f"[^{_LATIN}{_MORE}]")
# The renderer cannot resolve custom properties inside drawings.
_VARIABLE = re.compile(r"var\((--[\w-]+)\)")
_PROPERTY = re.compile(r"([\w-]+)\s*:\s*([^;]+);")
_RULE = re.compile(r"([^{}]+)\{([^{}]+)\}")
_PART = re.compile(r'<(circle|line|rect|text) class="([^"]*)"')
# What stays on one line: a date, a number with its unit, as in 3 of 4; and a dot or a dash with what it follows.
_TIED = re.compile(
    r"\b\d{1,2}(?:er|\.)? [^\W\d_]{3,9}\.? \d{4}\b|\b\d+ (?:h|min)\b|\b\d+ (?:of|sur|von) \d+\b"
    r"|\b[Vv]ersion (?=\d)| [·—](?= )"
)


@dataclass(frozen=True)
class Chapter:
    id: str
    title: str


def html(feedback: Feedback, annex: bool = True, proof: Proof | None = None) -> str:
    """Write the report in the language of its feedback, with what proves that it is unaltered."""
    say = speech(feedback.language)
    environment = environment_of(feedback.language)
    body = environment.get_template("report/brief.html" if feedback.brief else "report/report.html").render(
        # Who does what, and the notes on it, may name people: they are not passed on with a result.
        f=feedback if annex else replace(feedback, own_plan=()),
        annex=annex,
        chapters={chapter.id: chapter for chapter in _chapters(feedback, annex, say.say)},
        full=[r for r in feedback.recommendations if _in_full(r)],
        groups=_by_severity([r for r in feedback.recommendations if not _in_full(r)]),
        words=_Words(() if feedback.brief else feedback.glossary),  # the short form has no glossary
        basis=_common_basis(feedback),
        template_version=TEMPLATE_VERSION,
        proof=proof,
        # Where the program runs that issued this, its pages say what the short form leaves out.
        site=proof.address.partition("/report/")[0] if proof else "",
        square=_square(proof, say.say) if proof and proof.code else "",
        attached_as=NAME,
    )
    # Only known once the text is there: whether it needs the large face.
    return environment.get_template("report/frame.html").render(
        f=feedback,
        made_with=" · ".join(" ".join(part) for part in libraries().items()),
        body=Markup(_tied(body)),  # noqa: S704 - written by our own escaping templates
        css=Markup(styles(body)),  # noqa: S704 - our own files
    )


def _tied(text: str) -> str:
    return _TIED.sub(lambda found: found[0].replace(" ", "\u00a0"), text)


def _chapters(f: Feedback, annex: bool, _: Callable[[str], str]) -> tuple[Chapter, ...]:
    open_ends = f.plans or f.find_out or f.top_steps
    # Of a plan that is not passed on, the short form leaves the places to fill in, the long one nothing.
    plan = annex or f.brief or not f.own_plan
    chapters = (
        ("scope", _("What the answers cover"), f.scope or f.salient),
        ("summary", _("Summary"), True),
        ("pillars", _("Pillars and topics"), f.bars),
        ("outside", _("The outsider’s view"), f.outside),
        ("recommendations", _("What to do next"), f.recommendations),
        ("actions", _("Action plan"), plan and (f.recommendations or f.own_plan)),
        ("procurement", _("Procurement file"), f.procurement),
        ("way", _("A way to the next band"), f.way is not None),
        ("open", _("Planned, to find out, almost there"), open_ends),
        ("duties", _("Duties this tool checks (not all)"), f.duties),
        ("training", _("Training path"), f.modules),
        ("plan", f.plan_title or _("The actions of the plan"), f.actions),
        ("bodies", _("Who helps"), f.bodies),
        ("glossary", _("Words explained"), f.glossary),
        ("method", _("Method and this report"), True),
        ("annex", _("Annex: the answers"), annex and f.answers),
    )
    return tuple(Chapter(id, title) for id, title, wanted in chapters if wanted)


def _in_full(recommendation: Recommendation) -> bool:
    return recommendation.alarm or recommendation.rank <= IN_FULL


def _by_severity(recommendations: list[Recommendation]) -> list[list[Recommendation]]:
    """Part them where the severity changes; the order stays."""
    return [list(alike) for _, alike in groupby(recommendations, key=lambda r: r.severity)]


def _common_basis(f: Feedback) -> str:
    """Find what is said of most duties alike, on the day the law was looked at: it is said once for them all."""
    shown = Counter(duty.basis_text for duty in f.duties if duty.applies is not False or duty.starts)
    common = shown.most_common(1)
    return common[0][0] if common and common[0][1] > 1 else ""


def _square(proof: Proof, _: Callable[[str], str]) -> Markup:
    """Draw the address of the code's page, or the code itself, for a telephone's camera."""
    title = _("QR code: the address beside it") if proof.address else _("QR code: the code beside it")
    drawn = segno.make(proof.address or proof.code, error="m", micro=False)
    text = BytesIO()
    looks = {"omitsize": True, "svgclass": "square", "dark": "#000", "title": title}
    drawn.save(text, "svg", border=0, xmldecl=False, nl=False, **looks)
    return Markup(text.getvalue().decode())  # noqa: S704 - drawn by us; it escapes its title


# --- the environment ------------------------------------------------------------------------------------


@cache
def environment_of(language: str) -> ImmutableSandboxedEnvironment:
    """Make the reports' own environment: escaping, strict, sandboxed, apart from the web's."""
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(paths.templates()),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        finalize=_without_soft_hyphens,
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_translations(speech(language).catalogue, newstyle=True)  # type: ignore[attr-defined]
    environment.filters.update(
        day=speech(language).day,
        short_day=lambda day: format_date(day, "d MMM y", locale=language),
        hours=_hours,
        how=_how,
        opening=opening,
        actions_behind=_actions_behind,
        cut=_cut,
        dressed=_dressed,
        linked=_linked,
    )
    environment.filters["host"] = lambda address: urlsplit(address).hostname or address
    environment.tests["web_address"] = lambda address: address.startswith("https://")
    return environment


@cache
def prepare(language: str) -> None:
    """Turn the templates of reports and blanks into code, for the processes that are forked from this one."""
    environment = environment_of(language)
    for name in environment.list_templates(extensions=["html"]):
        if name.startswith(("report/", "blank/")):
            environment.get_template(name)


def _without_soft_hyphens(value: object) -> object:
    """Leave out a sign nobody sees: two thousand of them in one answer keep the renderer busy for a minute."""
    return value.replace("\u00ad", "") if isinstance(value, str) else value


def _hours(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return " ".join(part for part in (f"{hours} h" * bool(hours), f"{rest} min" * bool(rest or not hours)) if part)


def _how(recommendation: Recommendation) -> str:
    """Give what a step says after its opening."""
    return recommendation.step.strip().removeprefix(recommendation.act).strip()


def _actions_behind(recommendations: list[Recommendation]) -> list[PlanAction]:
    """List the actions of the plan behind some steps, each once."""
    return list({action.id: action for r in recommendations for action in r.actions}.values())


@dataclass
class _Words:
    """The words of the field that the report explains, and those that it has linked to their explanation so far."""

    terms: tuple[Term, ...]
    linked: set[str] = field(default_factory=set)


def _linked(text: str, words: _Words) -> Markup:
    """Link each word of the field to its explanation at the end, where it first stands in the report."""
    pieces: list[str] = []
    for piece, term in parted(words.terms, text):
        if term is None or term.id in words.linked:
            pieces.append(escape(piece))
        else:
            words.linked.add(term.id)
            pieces.append(Markup('<a class="term" href="#term-{}">{}</a>').format(term.id, piece))
    return Markup("").join(pieces)


def _cut(text: str, letters: int) -> str:
    """Shorten what stands in a running line; it is given in full elsewhere."""
    text = " ".join(text.split())
    return text if len(text) <= letters else text[: letters - 1].rstrip() + "…"


# --- the styles -----------------------------------------------------------------------------------------


@cache
def _read(name: str) -> str:
    folder = paths.templates() / "report" if name == "report.css" else STATIC
    return (folder / name).read_text(encoding="utf-8")


@cache
def _tokens() -> dict[str, str]:
    """Read the custom properties of the first :root block: those of light paper."""
    text = re.sub(r"/\*.*?\*/", "", _read("tokens.css"), flags=re.DOTALL)
    block = text[text.index(":root") :]
    return {**dict(_PROPERTY.findall(block[: block.index("}")])), "--font": f'"{TEXT}", "{BEYOND}", sans-serif'}


def _dressed(drawings: Markup) -> Markup:
    """Put the looks of a drawing's parts in place of their classes: a style sheet would be parsed with each drawing."""
    return Markup(_PART.sub(lambda found: f"<{found[1]}{_attributes(found[1], found[2])}", drawings))  # noqa: S704 - ours


@cache
def _attributes(tag: str, classes: str) -> str:
    looks: dict[str, str] = {}
    for selectors, properties in _RULE.findall(_resolved(_read("charts.css"))):
        if {selector.split()[-1] for selector in selectors.split(",")} & {tag, *(f".{c}" for c in classes.split())}:
            looks.update(_PROPERTY.findall(properties))
    return "".join(f' {name}="{escape(value)}"' for name, value in looks.items())


@cache
def _resolved(css: str) -> str:
    """Fill the tokens' values in, those that name other tokens too."""
    while _VARIABLE.search(css):
        css = _VARIABLE.sub(lambda found: _tokens()[found[1]].strip(), css)
    return css


def styles(text: str, more: str = "") -> str:
    """Put together the style sheet for this text: the faces it needs, then the looks, and those of its own."""
    faces = [_face(TEXT, "latin", weight) for weight in (400, 600, 700)]
    if _BEYOND_LATIN.search(text):
        faces += [_face(TEXT, "latin-ext", weight) for weight in (400, 600, 700)]
    if _BEYOND_MORE.search(text):
        faces.append(_face(BEYOND, "all", 400))
    return "\n".join([*faces, _resolved(_read("report.css")), _resolved(more)])


def _face(family: str, part: str, weight: int) -> str:
    return (
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; '
        f'src: url("asset:source-sans-3-{part}-{weight}-normal.woff2"); }}'
    )


# --- the version ----------------------------------------------------------------------------------------


def _template_version() -> str:
    """Digest all that shapes a report beside its feedback: a kept report of another version is made anew."""
    folder = Path(__file__).parent
    files = [
        *sorted((paths.templates() / "report").iterdir()),
        paths.templates() / "components" / "charts.html",
        *(STATIC / name for name in ("tokens.css", "charts.css")),
        *(folder / name for name in ("document.py", "pdf.py", "proof.py")),
        *sorted((STATIC / "fonts").glob("*.woff2")),
        *sorted(CATALOGUES.glob("*.po")),
    ]
    digest = sha256(version("weasyprint").encode())
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


TEMPLATE_VERSION = _template_version()
