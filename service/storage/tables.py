"""The tables, as SQLAlchemy sees them; the migrations create them."""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Index, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

DECISIONS_LOCK: Final = 0x48495246_41_01
KEYS_LOCK: Final = 0x48495246_41_02
MIGRATION_LOCK: Final = 0x48495246_41_03


class Base(DeclarativeBase):
    """What the tables have in common: constraints with names, so that migrations can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class DecisionRow(Base):
    """A record of the chain: a decision, or the erasure of one.

    JSON columns hold canonical JSON as text, so that what is hashed is what is stored.
    """

    __tablename__ = "decisions"

    sequence: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    id: Mapped[str] = mapped_column(String(26), unique=True)
    kind: Mapped[str] = mapped_column(String(16))
    time: Mapped[str] = mapped_column(String(27), index=True)
    who: Mapped[str] = mapped_column(Text, index=True)
    text: Mapped[str | None] = mapped_column(Text)
    normalised: Mapped[str | None] = mapped_column(Text)
    answers: Mapped[str | None] = mapped_column(Text)
    salt: Mapped[str | None] = mapped_column(String(64))
    text_hash: Mapped[str | None] = mapped_column(String(64))
    normalised_hash: Mapped[str | None] = mapped_column(String(64))
    answers_hash: Mapped[str | None] = mapped_column(String(64))
    language: Mapped[str | None] = mapped_column(String(8))
    candidates: Mapped[str | None] = mapped_column(Text)
    code: Mapped[str | None] = mapped_column(String(6), index=True)
    line: Mapped[str | None] = mapped_column(String(12))
    corrects: Mapped[str | None] = mapped_column(String(26), index=True)
    model: Mapped[str | None] = mapped_column(Text)
    artifact: Mapped[str | None] = mapped_column(String(64))
    catalogue: Mapped[str | None] = mapped_column(String(64))
    edition: Mapped[str | None] = mapped_column(String(16))
    erases: Mapped[str | None] = mapped_column(String(26))
    # Two records after the same one would be a fork; the database itself refuses the second.
    previous: Mapped[str] = mapped_column(String(64), unique=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)

    __table_args__ = (Index("ix_decisions_kind_sequence", "kind", "sequence"),)


class HeadRow(Base):
    """Where the chain ends; without it, records removed from the end would leave no trace."""

    __tablename__ = "chain_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sequence: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str] = mapped_column(String(64))


class KeyRow(Base):
    """A secret of an API key, as its hash; a rotated key has several."""

    __tablename__ = "keys"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    name: Mapped[str] = mapped_column(String(80), index=True)
    roles: Mapped[str] = mapped_column(Text)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created: Mapped[str] = mapped_column(String(27))
    expires: Mapped[str | None] = mapped_column(String(27))
    revoked: Mapped[str | None] = mapped_column(String(27))
