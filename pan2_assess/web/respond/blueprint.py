"""The blueprint on which the respondent's pages stand."""

from flask import Blueprint

blueprint = Blueprint("respond", __name__)
