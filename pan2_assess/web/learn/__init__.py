"""What there is to read: training with its quiz, the plan, guides, glossary, duties, and who helps."""

from pan2_assess.web.learn import finding, learned, reading, record, training
from pan2_assess.web.learn.blueprint import blueprint

__all__ = ["blueprint", "finding", "learned", "reading", "record", "training"]
