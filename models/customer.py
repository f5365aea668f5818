"""Customers with the history of their attributes, their contact points, consents and holds."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId, Id, one_of
from models.enums import Channel, CustomerKind, HoldKind, PointKind, PointState


class Customer(Base):
    """A person or a company, once per database."""

    __tablename__ = "customer"

    id: Mapped[Id]
    external_id: Mapped[str] = mapped_column(unique=True)
    external_id_folded: Mapped[str] = mapped_column(
        default="",
        server_default="",
        index=True,
        comment="without leading zeros, case, accents, spaces: two that are equal look alike",
    )
    name: Mapped[str]
    search_text: Mapped[str] = mapped_column(default="", comment="what it is found by; see `workbench.folding`")
    kind: Mapped[CustomerKind | None] = mapped_column(one_of(CustomerKind, name="kind"))
    document: Mapped[str | None] = mapped_column(index=True)
    segment: Mapped[str | None]
    city: Mapped[str | None]
    region: Mapped[str | None]
    country: Mapped[str | None] = mapped_column(sa.String(2), comment="ISO 3166")
    timezone: Mapped[str | None]
    language: Mapped[str | None]
    opened_on: Mapped[date | None]
    attributes: Mapped[dict[str, Any]] = mapped_column(default=dict, comment="extra columns of the sender")
    merged_into_id: Mapped[int | None] = mapped_column(
        BigId,
        sa.ForeignKey("customer.id"),
        index=True,
        comment="the customer that a person said is the same one; what comes for this key goes there",
    )
    created_at: Mapped[datetime]
    erased_at: Mapped[datetime | None] = mapped_column(
        comment="since when only a pseudonym stands here; the ledger is whole"
    )
    import_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("import_run.id"))


class CustomerWord(Base):
    """One word of a customer's `search_text`: what a search looks up, by its beginning.

    Triggers of the database write these rows with every change of `customer`, whoever makes it; nothing else does. They
    are made by migrations, as are the indexes `ix_find_*` on the last four characters of numbers and on mailboxes. A
    migration that rebuilds one of these tables on SQLite makes them again.
    """

    __tablename__ = "customer_word"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy reads it as a class attribute

    word: Mapped[str] = mapped_column(
        sa.String().with_variant(sa.String(collation="C"), "postgresql"), primary_key=True
    )
    customer_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)


class CustomerVersion(Base):
    """A customer's attributes before a change.

    An as-of read takes the earliest version that was replaced after the day.
    """

    __tablename__ = "customer_version"
    __table_args__ = (sa.Index(None, "customer_id", "replaced_at"),)

    id: Mapped[Id]
    customer_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("customer.id"))
    replaced_at: Mapped[datetime] = mapped_column(comment="when these values stopped being the known ones")
    values: Mapped[dict[str, Any]]
    import_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("import_run.id"))


class ContactPoint(Base):
    """A number, address or mailbox, with its state. Phones are E.164."""

    __tablename__ = "contact_point"
    __table_args__ = (
        sa.UniqueConstraint("customer_id", "kind", "value"),
        sa.Index(None, "kind", "value"),
    )

    id: Mapped[Id]
    customer_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("customer.id"))
    kind: Mapped[PointKind] = mapped_column(one_of(PointKind, name="kind"))
    value: Mapped[str]
    state: Mapped[PointState] = mapped_column(one_of(PointState, name="state"), default=PointState.UNVERIFIED)
    position: Mapped[int] = mapped_column(default=0, comment="the sender's order: 0 is preferred")
    extension: Mapped[str | None] = mapped_column(comment="to ask for behind the number, as the sender wrote")
    belongs_to: Mapped[str | None] = mapped_column(comment="whose it is, as the sender wrote: office, wife")
    created_at: Mapped[datetime]
    import_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("import_run.id"))


class ContactPointEvent(Base):
    """One change of a contact point's state, with its evidence."""

    __tablename__ = "contact_point_event"
    __table_args__ = (
        sa.Index(
            "ix_contact_point_event_interaction_id",
            "interaction_id",
            sqlite_where=sa.text("interaction_id IS NOT NULL"),
            postgresql_where=sa.text("interaction_id IS NOT NULL"),
        ),
    )

    id: Mapped[Id]
    contact_point_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("contact_point.id"), index=True)
    state: Mapped[PointState] = mapped_column(one_of(PointState, name="state"))
    at: Mapped[datetime]
    why: Mapped[str] = mapped_column(comment="the outcome code or the reason a person gave")
    user_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("user.id"))
    interaction_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("interaction.id"))


class Consent(Base):
    """What a customer allowed or withdrew for a channel. The latest row of a channel counts."""

    __tablename__ = "consent"
    __table_args__ = (
        sa.Index(None, "customer_id", "channel", "known_at"),
        sa.Index(
            "ix_consent_interaction_id",
            "interaction_id",
            sqlite_where=sa.text("interaction_id IS NOT NULL"),
            postgresql_where=sa.text("interaction_id IS NOT NULL"),
        ),
    )

    id: Mapped[Id]
    customer_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("customer.id"))
    channel: Mapped[Channel | None] = mapped_column(one_of(Channel, name="channel"), comment="null: every channel")
    granted: Mapped[bool] = mapped_column(comment="false is an opt-out")
    known_at: Mapped[datetime]
    source: Mapped[str]
    interaction_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("interaction.id"))
    import_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("import_run.id"))


class Hold(Base):
    """A hold on contact: of the whole customer, or of one account where `account_id` is set."""

    __tablename__ = "hold"

    id: Mapped[Id]
    customer_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("customer.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("account.id"), index=True)
    kind: Mapped[HoldKind] = mapped_column(one_of(HoldKind, name="kind"))
    placed_at: Mapped[datetime]
    known_at: Mapped[datetime]
    known_on: Mapped[date]
    until_on: Mapped[date | None] = mapped_column(comment="last local day of the hold; null: until lifted")
    lifted_at: Mapped[datetime | None]
    lifted_on: Mapped[date | None]
    interaction_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("interaction.id"), unique=True)
    import_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("import_run.id"))
