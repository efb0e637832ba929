"""The pages: Flask blueprints, forms built from questions, and the rules of access, all over core and store."""

from __future__ import annotations

from flask import Flask

from pan2_assess.config import Settings


def build(app: Flask, settings: Settings) -> None:
    """Give the application its pages; store and jobs must be connected already."""
    from pan2_assess import paths
    from pan2_assess.core.library import load
    from pan2_assess.web import (
        access,
        benchmark,
        blanks,
        campaigns,
        compressing,
        demonstration,
        errors,
        home,
        invited,
        issued,
        languages,
        learn,
        lessons,
        limits,
        papers,
        respond,
        result,
        review,
        schemas,
        security,
        since,
        staff,
        steps,
        style,
        terms,
        uploads,
        voice,
        whatif,
        whole,
    )

    app.extensions["library"] = load(paths.questionnaires())
    compressing.connect(app)
    uploads.connect(app)  # before the guard of forms, which reads them
    security.connect(app, settings)
    languages.connect(app)
    terms.connect(app)
    demonstration.connect(app)
    errors.connect(app)
    access.connect(app)
    limits.connect(app)
    style.connect(app)
    for part in (
        benchmark,
        blanks,
        campaigns,
        home,
        invited,
        issued,
        learn,
        lessons,
        papers,
        respond,
        result,
        review,
        schemas,
        since,
        staff,
        steps,
        voice,
        whatif,
        whole,
    ):
        app.register_blueprint(part.blueprint)
