"""The company's zone decides which day it is: on screen, on the command line and in the timetable."""

import dataclasses
import json
import threading
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from apscheduler.schedulers.background import BackgroundScheduler

from models import OwnCompany
from workbench.cli import execute
from workbench.domain.records import AuditKeys
from workbench.jobs import scheduler
from workbench.web.moment import company_zone, forget_company_zone, today

LATE = datetime(2026, 11, 19, 3, 0, tzinfo=UTC)
"""Still the 18th in Bogotá, the 19th in Madrid."""


@pytest.fixture
def settings(settings):
    return dataclasses.replace(settings, today=LATE)


def company(session, *, zone, now):
    session.add(
        OwnCompany(
            id=1, name="Norte", timezone=zone, language="es", currency="EUR", is_in_many_countries=False,
            wants_counsel=False, set_at=now,
        )
    )  # fmt: skip
    session.commit()


def test_zone_on_screen_is_the_settings_until_the_company_says_another(app, session, now):
    with app.test_request_context():
        assert (company_zone(), today().day) == ("America/Bogota", 18)
    company(session, zone="Europe/Madrid", now=now)
    with app.test_request_context():
        forget_company_zone()
        assert (company_zone(), today().day) == ("Europe/Madrid", 19)


def test_zone_on_the_command_line_is_the_companys(settings, session, now, capsys):
    def day():
        assert execute(["queues", "--format", "json"], settings=settings) == 0
        return json.loads(capsys.readouterr().out)["on"]

    before = day()
    company(session, zone="Europe/Madrid", now=now)

    assert (before, day()) == ("2026-11-18", "2026-11-19")


def test_timetable_is_begun_anew_with_another_zone(database, session, now, monkeypatch):
    zones, stop = [], threading.Event()

    def noted(*_arguments, zone, **_more):
        zones.append(zone.key)
        if len(zones) == 1:
            company(session, zone="Europe/Madrid", now=now)
        else:
            stop.set()
        return BackgroundScheduler(timezone=zone)  # without a job: what it runs is not the matter here

    monkeypatch.setattr(scheduler, "make_scheduler", noted)
    monkeypatch.setattr(scheduler, "BEAT_SECONDS", 0.01)
    monkeypatch.setattr(scheduler, "POLL_SECONDS", 0.01)

    scheduler.serve(
        database, zone=ZoneInfo("America/Bogota"), clock=lambda: datetime(2026, 11, 19, 6, tzinfo=UTC),
        audit_keys=AuditKeys(("0" * 32,)), stop=stop,
    )  # fmt: skip

    assert zones == ["America/Bogota", "Europe/Madrid"]
