"""The application: built from the settings, and web only when it is asked for."""

import subprocess
import sys

from flask import Flask
from flask.testing import FlaskClient


def test_it_answers(client: FlaskClient) -> None:
    assert client.get("/healthz").status_code == 200


def test_it_knows_its_settings(app: Flask) -> None:
    assert app.config["SECRET_KEY"]
    assert app.config["TRUSTED_HOSTS"] is None
    assert app.config["REPORT_TEMPLATE"]


def test_without_the_application_there_is_no_web() -> None:
    check = "import sys, pan2_assess.core.library; sys.exit(bool({'flask', 'sqlalchemy'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0
