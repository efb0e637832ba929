"""The pages of a campaign as a whole: what comes up, what it hands out, its rounds and its lessons."""

from pan2_assess.web.whole import files, overview
from pan2_assess.web.whole.blueprint import blueprint

__all__ = ["blueprint", "files", "overview"]
