"""Hand out a file to be kept, under its name."""

from __future__ import annotations

from flask import Response, make_response


def handed(content: bytes | str, name: str, media_type: str) -> Response:
    """Answer with a file that the browser saves; the name is made of plain letters, figures, dashes and dots."""
    response = make_response(content)
    response.headers["Content-Type"] = media_type
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    return response
