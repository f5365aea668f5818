"""The content of every table, to compare before and after."""

import sqlalchemy as sa

from models import Base

NOT_COMPARED = frozenset({"audit_entry", "customer_merge", "quality_finding"})
"""What is written about a merge itself, and what is computed."""


def content_of(session, but=NOT_COMPARED):
    """Every row of every table, by table and key."""
    session.flush()
    found = {}
    for name, table in Base.metadata.tables.items():
        if name not in but:
            rows = session.execute(sa.select(table).order_by(*table.primary_key)).mappings()
            found[name] = [dict(row) for row in rows]
    return found


def differences(before, after):
    """What is not the same, table by table: what went and what came."""
    return {
        name: (
            [row for row in before[name] if row not in after[name]],
            [row for row in after[name] if row not in before[name]],
        )
        for name in before
        if before[name] != after[name]
    }
