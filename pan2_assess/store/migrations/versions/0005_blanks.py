"""questionnaires to prepare on paper."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade(engine_name):
    {"": upgrade_, "keys": upgrade_keys}[engine_name]()


def upgrade_():
    op.create_table(
        "blank",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("template", sa.String(length=32), nullable=False),
        sa.Column("job_id", sa.String(length=32), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["digest"], ["edition.digest"], name=op.f("fk_blank_digest_edition")),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_blank_job_id_job")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blank")),
        sa.UniqueConstraint("digest", "language", "template", name=op.f("uq_blank_digest")),
        sa.UniqueConstraint("job_id", name=op.f("uq_blank_job_id")),
    )


def upgrade_keys():
    pass


# Back goes only a backup: what a newer schema has learned, an older one could not keep.
def downgrade(engine_name):
    raise NotImplementedError("The store only goes forward; put back a backup made before the upgrade.")
