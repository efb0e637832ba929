"""What there is to read: training with its quiz, the plan, guides, glossary, duties, and who helps."""

from pan2_assess.web.learn import finding, reading, training
from pan2_assess.web.learn.blueprint import blueprint

__all__ = ["blueprint", "finding", "reading", "training"]
