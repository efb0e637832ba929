"""Where the questionnaires, the templates and the instance lie: in a checkout, or in an installed package."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def questionnaires() -> Path:
    return _folder("questionnaires")


def templates() -> Path:
    return _folder("templates")


def instance() -> Path:
    """Name the instance folder used when PAN2_INSTANCE says nothing."""
    installed = (PACKAGE / "_data").is_dir()
    return (Path.cwd() if installed else PACKAGE.parent) / "instance"


def _folder(name: str) -> Path:
    # The wheel's folder first: beside an installed package lie other people's packages.
    inside = PACKAGE / "_data" / name
    return inside if inside.is_dir() else PACKAGE.parent / name
