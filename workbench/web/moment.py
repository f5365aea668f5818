"""The instant of a request. It is read once, so that everything in one answer happens at the same time."""

from datetime import date, datetime

from flask import Flask, current_app, g

from workbench.clock import clock
from workbench.kernel.days import day_of
from workbench.settings import Settings

EXTENSION = "workbench_clock"
SETTINGS = "workbench_settings"


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
    return day_of(now(), zone or get_settings().timezone)
