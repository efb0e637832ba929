"""The pages of a review: for those who review what was handed in, and for who handed it in."""

from pan2_assess.web.review import answerable, concluding, copy
from pan2_assess.web.review.blueprint import blueprint

__all__ = ["answerable", "blueprint", "concluding", "copy"]
