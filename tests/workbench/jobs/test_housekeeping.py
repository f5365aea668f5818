"""Housekeeping: what only serves the moment is forgotten."""

from datetime import timedelta

import sqlalchemy as sa

from models import IdempotencyKey, SignInThrottle, WorkItem
from tests.factories.ledger import make_account, make_interaction
from tests.factories.work import make_item
from tests.personas import cast_of
from workbench.domain.people import open_session, signed_in_user
from workbench.jobs.housekeeping import HOUSEKEEPING, KEEP_ITEMS, KEEP_KEYS
from workbench.jobs.runner import run_job
from workbench.kernel.days import ONE_DAY


def test_forget_keys_deletes_those_nobody_sends_again(database, now):
    ages = {"old": KEEP_KEYS + timedelta(seconds=1), "kept": KEEP_KEYS}
    with database.writing() as session:
        for key, age in ages.items():
            session.add(IdempotencyKey(key=key, used_at=now - age, request_sha256="0" * 64, answer={}))

    run_job(database, HOUSEKEEPING, period="2026-11-18", today=now.date(), clock=lambda: now)

    with database.reading() as session:
        assert session.scalars(sa.select(IdempotencyKey.key)).all() == ["kept"]


def test_work_items_of_days_long_gone_that_nobody_worked_are_deleted(database, now):
    with database.writing() as session:
        account = make_account(session, cast_of(session, now=now).consumo, now=now)
        days = {"old": KEEP_ITEMS + ONE_DAY, "worked": KEEP_ITEMS + 2 * ONE_DAY, "kept": KEEP_ITEMS}
        items = {name: make_item(session, account, on=now.date() - age) for name, age in days.items()}
        session.flush()
        make_interaction(session, account, at=now - days["worked"], outcome="NC-NCT", work_item_id=items["worked"].id)
        left = {items["worked"].id, items["kept"].id}

    run_job(database, HOUSEKEEPING, period="2026-11-18", today=now.date(), clock=lambda: now)

    with database.reading() as session:
        assert set(session.scalars(sa.select(WorkItem.id))) == left


def test_sign_ins_that_are_over_and_old_counts_are_deleted(database, now):
    with database.writing() as session:
        user = cast_of(session, now=now).andrea
        tokens = [open_session(session, user, now=now - age, lasts=ONE_DAY / 2) for age in (ONE_DAY, timedelta())]
        old, recent = now - ONE_DAY, now - timedelta(minutes=1)
        session.add_all(SignInThrottle(key=str(at), failures=3, since=at) for at in (old, recent))

    run_job(database, HOUSEKEEPING, period="2026-11-18", today=now.date(), clock=lambda: now)

    with database.reading() as session:
        assert [signed_in_user(session, one, now=now - ONE_DAY) is None for one in tokens] == [True, False]
        assert session.scalars(sa.select(SignInThrottle.key)).all() == [str(recent)]
