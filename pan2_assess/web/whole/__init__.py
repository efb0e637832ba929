"""The pages of a campaign as a whole: what comes up, what it hands out, its rounds and its lessons."""

from pan2_assess.web.whole import files, lessons, overview, programme
from pan2_assess.web.whole.blueprint import blueprint

__all__ = ["blueprint", "files", "lessons", "overview", "programme"]
