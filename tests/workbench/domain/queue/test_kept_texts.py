"""Texts of a plan are kept outside of memory, and a plan made in small parts is the plan."""

import gc
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from models import WorkItem
from models.bulk import JsonText
from tests.factories.callable import make_callable
from workbench.domain.queue import build, rows
from workbench.domain.queue.build import build_queues, plan_queues
from workbench.domain.queue.rows import KeptTexts

TODAY = date(2026, 11, 18)


@pytest.mark.parametrize("in_memory", [1_000_000, 10])
def test_a_text_is_read_as_it_was_kept(in_memory, monkeypatch):
    monkeypatch.setattr(rows, "IN_MEMORY", in_memory)
    texts = [JsonText("[]"), JsonText('[{"text": "Pag\\u00f3 tarde"}]'), JsonText("[" + "1, " * 5000 + "1]")]
    kept = KeptTexts()

    places = [kept.add(text) for text in texts]

    assert [kept.read(place) for place in reversed(places)] == texts[::-1]
    del kept
    gc.collect()  # whoever leaves the file open is told by a warning


@pytest.fixture
def many(session, cast, now):
    for number in range(7):
        amount = 1_000_00 * (number + 1)
        make_callable(session, cast.consumo, now=now, today=TODAY, open_amount=amount, overdue_amount=amount)
    session.flush()


def built(session):
    names = [column for column in WorkItem.__table__.columns if column.name != "id"]
    return session.execute(sa.select(*names).order_by(WorkItem.customer_id)).all()


def test_small_parts_and_texts_in_a_file_make_the_same_queue(session, many, now, monkeypatch):
    build_queues(session, on=TODAY, today=TODAY, now=now)
    whole = built(session)
    session.execute(sa.delete(WorkItem))
    monkeypatch.setattr(build, "CUSTOMERS_AT_ONCE", 2)
    monkeypatch.setattr(rows, "IN_MEMORY", 10)

    build_queues(session, on=TODAY, today=TODAY, now=now)

    assert len(whole) == 7
    assert built(session) == whole


def test_planning_tells_how_many_customers_are_placed(session, many, monkeypatch):
    monkeypatch.setattr(build, "CUSTOMERS_AT_ONCE", 3)
    told = []

    plan_queues(session, on=TODAY + timedelta(days=1), today=TODAY, progress=lambda *done: told.append(done))

    assert told == [(3, 7), (6, 7), (7, 7)]
