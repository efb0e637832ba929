"""${message}."""

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
<%
    from flask import current_app
    databases = [name or "" for name in current_app.config["SQLALCHEMY_BINDS"]]
%>

def upgrade(engine_name):
    {${", ".join(f"{name!r}: upgrade_{name}" for name in databases)}}[engine_name]()

% for name in databases:

def upgrade_${name}():
    ${context.get(f"{name}_upgrades", "pass")}

% endfor

# Back goes only a backup: what a newer schema has learned, an older one could not keep.
def downgrade(engine_name):
    raise NotImplementedError
