"""The last recorded interaction of customers: one query for a page of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Interaction, Outcome
from models.enums import OutcomeGroup


@dataclass(frozen=True)
class LastTouch:
    """The last recorded interaction with a customer."""

    code: str
    label_es: str
    label_en: str
    at: datetime
    channel: str


def last_touches(session: Session, customer_ids: Sequence[int]) -> dict[int, LastTouch]:
    """The last touch of each of these customers that has an outcome; administrative entries are no touch."""
    if not customer_ids:
        return {}
    newest = (
        sa.select(
            Interaction.customer_id, Outcome.code, Outcome.label_es, Outcome.label_en, Interaction.at,
            Interaction.channel,
            sa.func.row_number()
            .over(partition_by=Interaction.customer_id, order_by=(Interaction.at.desc(), Interaction.id.desc()))
            .label("place"),
        )
        .join(Outcome, Outcome.code == Interaction.outcome_code)
        .where(Interaction.customer_id.in_(customer_ids), Outcome.group != OutcomeGroup.ADMINISTRATIVE)
        .subquery()
    )  # fmt: skip
    rows = session.execute(sa.select(*newest.c[:-1]).where(newest.c.place == 1))
    return {customer_id: LastTouch(*told) for customer_id, *told in rows}
