"""The blueprint on which the pages of a review stand, for both of its sides."""

from __future__ import annotations

from flask import Blueprint

from pan2_assess.store.copies import Sealed
from pan2_assess.web.sealed import still_sealed

blueprint = Blueprint("review", __name__)
blueprint.register_error_handler(Sealed, still_sealed)
