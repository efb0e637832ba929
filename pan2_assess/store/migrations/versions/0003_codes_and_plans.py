"""codes of reports, and the plan a report tells."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade(engine_name):
    {"": upgrade_, "keys": upgrade_keys}[engine_name]()


def upgrade_():
    # What was submitted before has no code: none was printed.
    op.add_column("submission", sa.Column("code", sa.String(length=32), nullable=True))
    op.create_index(op.f("ix_submission_code"), "submission", ["code"], unique=True)
    op.add_column("report", sa.Column("plan", sa.String(length=64), nullable=True))


def upgrade_keys():
    pass


# Back goes only a backup: what a newer schema has learned, an older one could not keep.
def downgrade(engine_name):
    raise NotImplementedError("The store only goes forward; put back a backup made before the upgrade.")
