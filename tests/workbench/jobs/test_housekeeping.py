"""Housekeeping: what only serves the moment is forgotten."""

from datetime import timedelta

import sqlalchemy as sa

from models import IdempotencyKey
from workbench.jobs.housekeeping import FORGET_KEYS, KEEP_KEYS
from workbench.jobs.runner import run_job


def test_forget_keys_deletes_those_nobody_sends_again(database, now):
    ages = {"old": KEEP_KEYS + timedelta(seconds=1), "kept": KEEP_KEYS}
    with database.writing() as session:
        for key, age in ages.items():
            session.add(IdempotencyKey(key=key, used_at=now - age, request_sha256="0" * 64, answer={}))

    run_job(database, FORGET_KEYS, period="2026-11-18", today=now.date(), clock=lambda: now)

    with database.reading() as session:
        assert session.scalars(sa.select(IdempotencyKey.key)).all() == ["kept"]
