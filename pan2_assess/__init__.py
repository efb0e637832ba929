"""PAN 2 Assess: a company checks its own human rights due diligence."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from pan2_assess.config import Settings


def create_app(settings: Settings | None = None) -> Flask:
    """Build the web application; without settings, they are read from the environment."""
    # Imported here: the command line scores and checks without any of it.
    from flask import Flask
    from werkzeug.middleware.proxy_fix import ProxyFix

    from pan2_assess import config, jobs, paths, store
    from pan2_assess.web import build

    settings = settings or config.load()
    app = Flask(__name__, instance_path=str(settings.instance), template_folder=str(paths.templates()))
    app.config["SECRET_KEY"] = settings.secret_key
    app.config["TRUSTED_HOSTS"] = list(settings.trusted_hosts) or None
    if hops := settings.proxy_hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    store.connect(app, settings)
    if settings.production:
        store.verify(app)  # the operator makes and upgrades it
    else:
        store.prepare(app)
    jobs.connect(app, settings)
    build(app, settings)
    return app
