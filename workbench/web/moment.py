"""The instant of a request, read once, so that everything in one answer happens at the same time; the company's days.

Their zone is that of the company's row, which another process may change: it is read again every few seconds.
"""

import time
from datetime import date, datetime

from flask import Flask, current_app, g
from sqlalchemy.exc import SQLAlchemyError

from workbench.clock import clock
from workbench.domain.company import company_zone as zone_of_row
from workbench.kernel.days import day_of
from workbench.settings import Settings
from workbench.web.db import get_database

EXTENSION = "workbench_clock"
SETTINGS = "workbench_settings"
ZONE = "workbench_zone"
ZONE_SECONDS = 10.0
"""How long a process may still show days in the zone that the company had before."""


def bind_clock(app: Flask, settings: Settings) -> None:
    """Keep the settings and their clock with the application."""
    app.extensions[SETTINGS] = settings
    app.extensions[EXTENSION] = clock(settings)


def get_settings() -> Settings:
    """The settings of this process."""
    settings: Settings = current_app.extensions[SETTINGS]
    return settings


def now() -> datetime:
    """The instant of this request, aware and in UTC."""
    if "now" not in g:
        g.now = current_app.extensions[EXTENSION]()
    instant: datetime = g.now
    return instant


def today(zone: str | None = None) -> date:
    """The local day of this request: in `zone` (an IANA name), else in the company's own."""
    return day_of(now(), zone or company_zone())


def company_zone() -> str:
    """The company's zone: that of its row, else that of the settings; while it is away, the last one known."""
    if "company_zone" not in g:
        g.company_zone = _kept_zone()
    zone: str = g.company_zone
    return zone


def forget_company_zone() -> None:
    """Read the zone again: this request has changed it."""
    g.pop("company_zone", None)
    current_app.extensions.pop(ZONE, None)


def _kept_zone() -> str:
    kept: tuple[str, float] | None = current_app.extensions.get(ZONE)
    if kept is not None and time.monotonic() - kept[1] < ZONE_SECONDS:
        return kept[0]
    zone = kept[0] if kept is not None else get_settings().timezone
    try:
        with get_database().reading() as session:
            zone = zone_of_row(session, get_settings().timezone)
    except SQLAlchemyError:
        return zone
    current_app.extensions[ZONE] = (zone, time.monotonic())
    return zone
