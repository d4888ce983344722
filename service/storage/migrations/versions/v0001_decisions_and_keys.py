"""Decisions, the head of their chain, API keys."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0001"
down_revision: Final = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table("decisions", *_decision_columns())
    for column in ("time", "who", "code", "corrects"):
        op.create_index(f"ix_decisions_{column}", "decisions", [column])
    op.create_index("ix_decisions_kind_sequence", "decisions", ["kind", "sequence"])
    op.create_table(
        "chain_head",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_chain_head"),
    )
    op.create_table(
        "keys",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("roles", sa.Text, nullable=False),
        sa.Column("secret_hash", sa.String(64), nullable=False),
        sa.Column("created", sa.String(27), nullable=False),
        sa.Column("expires", sa.String(27)),
        sa.Column("revoked", sa.String(27)),
        sa.PrimaryKeyConstraint("id", name="pk_keys"),
        sa.UniqueConstraint("secret_hash", name="uq_keys_secret_hash"),
    )
    op.create_index("ix_keys_name", "keys", ["name"])


def downgrade() -> None:
    """Drop the tables, and every record with them."""
    for table in ("keys", "chain_head", "decisions"):
        op.drop_table(table)


def _decision_columns() -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("sequence", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("time", sa.String(27), nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        *(sa.Column(name, sa.Text) for name in ("text", "normalised", "answers")),
        *(sa.Column(n, sa.String(64)) for n in ("salt", "text_hash", "normalised_hash", "answers_hash")),
        sa.Column("language", sa.String(8)),
        sa.Column("candidates", sa.Text),
        sa.Column("code", sa.String(6)),
        sa.Column("line", sa.String(12)),
        sa.Column("corrects", sa.String(26)),
        sa.Column("model", sa.Text),
        sa.Column("artifact", sa.String(64)),
        sa.Column("catalogue", sa.String(64)),
        sa.Column("edition", sa.String(16)),
        sa.Column("erases", sa.String(26)),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_decisions"),
        *(sa.UniqueConstraint(n, name=f"uq_decisions_{n}") for n in ("id", "previous", "hash")),
    ]
