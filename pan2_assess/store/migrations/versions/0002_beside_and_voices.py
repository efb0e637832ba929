"""beside and voices."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade(engine_name):
    {"": upgrade_, "keys": upgrade_keys}[engine_name]()


def upgrade_():
    with op.batch_alter_table("access_key", schema=None) as batch_op:
        # Whoever could edit could do all until now.
        batch_op.add_column(sa.Column("may_manage", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.execute("UPDATE access_key SET may_manage = may_edit")
    op.add_column("answer", sa.Column("key_id", sa.String(length=32), nullable=True))
    op.add_column("answer", sa.Column("saved_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "beside",
        sa.Column("assessment_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=192), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessment.id"], name=op.f("fk_beside_assessment_id_assessment")),
        sa.PrimaryKeyConstraint("assessment_id", "kind", "name", name=op.f("pk_beside")),
    )
    op.create_table(
        "voice",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("assessment_id", sa.String(length=32), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("sealed_name", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("own_id", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessment.id"], name=op.f("fk_voice_assessment_id_assessment")),
        sa.ForeignKeyConstraint(["own_id"], ["assessment.id"], name=op.f("fk_voice_own_id_assessment")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voice")),
        sa.UniqueConstraint("hash", name=op.f("uq_voice_hash")),
        sa.UniqueConstraint("own_id", name=op.f("uq_voice_own_id")),
    )
    op.create_index(op.f("ix_voice_assessment_id"), "voice", ["assessment_id"], unique=False)


def upgrade_keys():
    pass


# Back goes only a backup: what a newer schema has learned, an older one could not keep.
def downgrade(engine_name):
    raise NotImplementedError("The store only goes forward; put back a backup made before the upgrade.")
