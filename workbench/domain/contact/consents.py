"""Records that the customers of a portfolio gave their consent elsewhere: in the creditor's contract, for example."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, Consent, Portfolio
from models.enums import Channel
from workbench.domain.records import Actor, AuditEvent, record
from workbench.kernel.errors import RuleBroken
from workbench.kernel.text import N_


class ConsentRefused(RuleBroken):
    """Nothing was said of where the consent is written down."""

    rule = "consent"


def why_not_declare(source: str) -> ConsentRefused | None:
    """Who declares the consent of others says where it is written down."""
    return None if source.strip() else ConsentRefused(N_("Diga dónde consta la autorización de sus clientes."))


def declare_consents(  # noqa: PLR0913 - what is declared, by whom
    session: Session, portfolio: Portfolio, *, channel: Channel, source: str, actor: Actor, now: datetime
) -> int:
    """Write the consent of every customer of a portfolio of whom nothing is known for the channel. Returns how many.

    Who allowed, withdrew or asked to be left alone keeps what they said: their own word counts, not a declaration.

    Args:
        session: A write session; the caller commits.
        portfolio: Whose customers.
        channel: For what.
        source: Where the consent is written down.
        actor: Who declares it.
        now: Aware instant.

    Raises:
        ConsentRefused: See `why_not_declare`.

    """
    refused = why_not_declare(source)
    if refused is not None:
        raise refused
    told = sa.exists().where(
        Consent.customer_id == Account.customer_id, sa.or_(Consent.channel == channel, Consent.channel.is_(None))
    )
    of = sa.select(Account.customer_id).where(Account.portfolio_id == portfolio.id, sa.not_(told)).distinct().subquery()
    rows = sa.select(
        of.c.customer_id,
        sa.literal(channel, Consent.channel.type),
        sa.true(),
        sa.literal(now, Consent.known_at.type),
        sa.literal(source.strip()),
    )
    count = session.scalar(sa.select(sa.func.count()).select_from(of)) or 0
    if count:
        session.execute(
            sa.insert(Consent).from_select(["customer_id", "channel", "granted", "known_at", "source"], rows)
        )
        record(
            session,
            AuditEvent.CONSENT_RECORDED,
            actor=actor,
            subject=("portfolio", portfolio.id),
            now=now,
            after={"channel": channel.value, "customers": count},
            why=source.strip(),
        )
    return count
