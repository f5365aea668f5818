"""What other settings would do to a portfolio: tomorrow's accounts within capacity, and when calls are allowed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from models import Portfolio
from workbench.domain.contact import opening, preset
from workbench.domain.portfolios.portfolios import Wanted, why_not_currency, why_not_portfolio
from workbench.domain.queue import WorkChange, preview_work_policy
from workbench.kernel.days import ONE_DAY, day_of, start_of_day
from workbench.queries.portfolios import board


@dataclass(frozen=True)
class CallWindow:
    """The next stretch from tomorrow on in which a debtor of the portfolio's zone may be called."""

    opens_at: datetime | None
    closes_at: datetime | None


@dataclass(frozen=True)
class PortfolioState:
    """How a portfolio works with some settings. `within_capacity` is of the accounts worked on the first day."""

    within_capacity: int
    window: CallWindow
    timezone: str
    locale: str
    currency: str
    preset: str
    known_on: date


@dataclass(frozen=True)
class PortfolioPreview:
    """Tomorrow with the settings that stand and with those asked for. `known_on`: when a payment of today is known."""

    on: date
    worked: int
    collectors: int
    now: PortfolioState
    then: PortfolioState


def preview_portfolio(session: Session, row: Portfolio, *, wanted: Wanted, now: datetime) -> PortfolioPreview:
    """What `set_portfolio` would do, by the same decisions; nothing changes.

    Raises:
        PortfolioRefused: A value cannot be used, or the currency has amounts.

    """
    broken = why_not_portfolio(wanted)
    if broken is None and wanted.currency not in {None, row.currency}:
        broken = why_not_currency(session, row)
    if broken is not None:
        raise broken
    today = day_of(now, row.timezone)
    found = preview_work_policy(session, row, change=WorkChange(), from_on=today + ONE_DAY, today=today)
    collectors = sum(line.receives and line.collector_id is not None for line in board(session, row))
    worked = found.now.worked
    return PortfolioPreview(
        on=found.on,
        worked=worked,
        collectors=collectors,
        now=_state(row, Wanted(), worked=worked, collectors=collectors, now=now),
        then=_state(row, wanted, worked=worked, collectors=collectors, now=now),
    )


def next_window(code: str, *, zone: str, now: datetime) -> CallWindow:
    """The first stretch from tomorrow on in which the policy lets somebody in the zone be called."""
    law = preset(code)
    morning = start_of_day(day_of(now, zone) + ONE_DAY, zone)
    at_midnight = opening(law, zone=zone, at=morning)
    opens = morning if at_midnight.is_open else at_midnight.opens_at
    closes = opening(law, zone=zone, at=opens).until if opens else None
    return CallWindow(opens, closes)


def _state(row: Portfolio, wanted: Wanted, *, worked: int, collectors: int, now: datetime) -> PortfolioState:
    zone, code = wanted.timezone or row.timezone, wanted.preset or row.preset
    capacity = row.capacity if wanted.capacity is None else wanted.capacity
    lag = row.posting_lag_days if wanted.posting_lag_days is None else wanted.posting_lag_days
    return PortfolioState(
        within_capacity=min(worked, capacity * max(1, collectors)),
        window=next_window(code, zone=zone, now=now),
        timezone=zone,
        locale=wanted.locale or row.locale,
        currency=wanted.currency or row.currency,
        preset=code,
        known_on=day_of(now, zone) + timedelta(days=lag),
    )
