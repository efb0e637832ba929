"""The pages of staff: open an account with a one-time link, sign in, see one's organisations and sessions."""

from pan2_assess.web.staff import doors, opening, own
from pan2_assess.web.staff.blueprint import blueprint

__all__ = ["blueprint", "doors", "opening", "own"]
