"""The blueprint on which the pages to read stand, and what all questionnaires have in common."""

from flask import Blueprint

from pan2_assess.core.model import Edition
from pan2_assess.core.parts import PlanAction, Title
from pan2_assess.web.languages import editions, language

blueprint = Blueprint("learn", __name__)


def shared() -> Edition:
    """Give one questionnaire for what is the same in all: the plan, first protection, and who helps."""
    return editions()[0]


def titled(action: PlanAction) -> tuple[str, Title]:
    """Give an action's title in the page's language, or the English one; and in which language that is."""
    own = language() if language() in action.titles else "en"
    return own, action.named(own)
