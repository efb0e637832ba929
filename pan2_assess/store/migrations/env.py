"""Run the migrations on the database and the key store, each in one transaction."""

from contextlib import ExitStack
from typing import Any, Literal

from alembic import context
from flask import current_app
from sqlalchemy import text

from pan2_assess.store.database import Moment

migrate = current_app.extensions["migrate"]
db = migrate.db
LOCK = 7226  # any number: two machines that start at once must not both make the tables


def plain(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """Write our own types as what they are in the database: a migration outlives the code."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Moment) else False


def run() -> None:
    with ExitStack() as stack:
        for name, engine in sorted(db.engines.items(), key=lambda item: item[0] or ""):
            connection = stack.enter_context(engine.begin())
            if engine.dialect.name == "postgresql":
                for limit in ("statement_timeout", "lock_timeout"):  # they are for pages, not for this
                    connection.execute(text(f"SET LOCAL {limit} = 0"))
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
            context.configure(
                connection=connection,
                render_item=plain,
                target_metadata=db.metadatas[name],
                upgrade_token=f"{name or ''}_upgrades",
                downgrade_token=f"{name or ''}_downgrades",
                **migrate.configure_args,
            )
            context.run_migrations(engine_name=name or "")


run()
