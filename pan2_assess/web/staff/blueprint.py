"""The blueprint on which the pages of staff stand."""

from flask import Blueprint

blueprint = Blueprint("staff", __name__)
