"""The artefacts in which a day's ranking decisions are kept, whoever reads them."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import DecisionLog
from workbench.domain.records.blobs import read_blob


def decision_artefacts(session: Session, *, on: date, only_latest: bool = False) -> list[bytes]:
    """The artefacts of the buildings of a day's queues, the earliest first. A damaged one is empty.

    Args:
        session: To look.
        on: The day of work.
        only_latest: Only those of the latest building; one building may have several.

    """
    kept = sa.select(DecisionLog.blob_sha256).where(DecisionLog.queue_on == on).order_by(DecisionLog.id)
    if only_latest:
        begins = sa.select(sa.func.max(DecisionLog.id)).where(DecisionLog.queue_on == on, DecisionLog.part == 0)
        kept = kept.where(DecisionLog.id >= begins.scalar_subquery())
    return [read_blob(session, sha256) or b"" for sha256 in session.scalars(kept).all()]
