"""Replacing what is personal in a customer's rows: names, numbers, notes go; days, amounts and outcomes stay."""

import json
from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Base, Customer, Upload
from workbench.domain.privacy.belonging import people_of
from workbench.domain.privacy.held import ERASED_TEXT, HELD, HeldTable

_LEAST_NAMED = 4
"""A shorter key or name is found in too much that is not about the customer."""

_BY_TABLE: Mapping[type[Base], HeldTable] = {held.table: held for held in HELD}


def replace_personal_data(session: Session, customer_id: int) -> dict[str, int]:
    """Replace every personal value of a customer. Returns how many rows were gone through, by the name in a copy.

    On SQLite what was deleted is overwritten in the file, not only let go of.
    """
    if session.get_bind().dialect.name == "sqlite":
        session.execute(sa.text("PRAGMA secure_delete = ON"))
    session.flush()
    gone: Counter[str] = Counter()
    _empty_reports(session, customer_id)
    for held in sorted(HELD, key=lambda one: one.table is Customer):  # others find their rows by the customer's key
        if held.earlier is not None:
            gone[held.key] += _replace_earlier(session, held, customer_id)
        elif held.becomes:
            gone[held.key] += _replace(session, held, customer_id)
    session.expire_all()
    return {key: count for key, count in gone.items() if count}


def _replace(session: Session, held: HeldTable, customer_id: int) -> int:
    values = {column: held.erased(column, customer_id) for column in held.becomes}
    changed = sa.update(held.table).where(held.of(customer_id)).values(values)
    result = session.execute(changed, execution_options={"synchronize_session": False})
    return int(result.rowcount)  # type: ignore[attr-defined]  # an update has it


def _replace_earlier(session: Session, held: HeldTable, customer_id: int) -> int:
    """Of the earlier values of a row the personal ones are replaced as in the row itself; the ledger needs the rest."""
    rows = session.scalars(sa.select(held.table).where(held.of(customer_id))).all()
    for row in rows:
        of = _BY_TABLE[held.earlier(row)] if held.earlier else held
        values = row.values  # type: ignore[attr-defined]  # only tables with this column are asked
        row.values = {name: _plain(of, name, value, customer_id) for name, value in values.items()}  # type: ignore[attr-defined]  # as above
    session.flush()
    return len(rows)


def _plain(of: HeldTable, name: str, value: Any, customer_id: int) -> Any:  # Any: JSON
    if name not in of.becomes:
        return value
    replaced = of.erased(name, customer_id)
    if not isinstance(replaced, sa.ClauseElement):
        return replaced
    return None if of.table.__table__.columns[name].nullable else ERASED_TEXT


def _empty_reports(session: Session, customer_id: int) -> None:
    """Empty the sentences of files' reports that name the customer, such as a warning of who looks alike."""
    wanted = sa.select(Customer.name, Customer.external_id).where(Customer.id.in_(people_of(customer_id)))
    told = {one for row in session.execute(wanted) for one in row if len(one) >= _LEAST_NAMED}
    text = sa.cast(Upload.reports, sa.String)
    named = [text.contains(json.dumps(one)[1:-1], autoescape=True) for one in told]
    for upload in session.scalars(sa.select(Upload).where(sa.or_(sa.false(), *named))):
        upload.reports = _without(upload.reports, told)
    session.flush()


def _without(value: Any, told: Collection[str]) -> Any:  # Any: JSON
    if isinstance(value, dict):
        return {name: _without(one, told) for name, one in value.items()}
    if isinstance(value, list):
        return [_without(one, told) for one in value]
    return ERASED_TEXT if isinstance(value, str) and any(one in value for one in told) else value
