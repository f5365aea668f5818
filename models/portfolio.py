"""Portfolios: the accounts of a creditor or product, with the settings of queue and contact gate."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId, Id, Money


class Portfolio(Base):
    """One portfolio: currency, zone, locale, contact preset, capacity and the limits of promises."""

    __tablename__ = "portfolio"
    __table_args__ = (
        sa.CheckConstraint("length(currency) = 3", name="currency"),
        sa.CheckConstraint("promise_threshold_pct BETWEEN 1 AND 100", name="promise_threshold"),
    )

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(unique=True, comment="how files and commands name it")
    name: Mapped[str]
    creditor: Mapped[str | None] = mapped_column(comment="on whose behalf the collector calls")
    contact: Mapped[str | None] = mapped_column(comment="where customers write about their data, as letters name it")
    currency: Mapped[str] = mapped_column(sa.String(3), comment="ISO 4217")
    timezone: Mapped[str]
    locale: Mapped[str] = mapped_column(comment="regional format of money and dates, e.g. es_CO")
    preset: Mapped[str] = mapped_column(default="STRICT", comment="contact policy preset")
    capacity: Mapped[int] = mapped_column(default=80, comment="accounts per working day and collector, or of the pool")
    posting_lag_days: Mapped[int] = mapped_column(default=0, comment="days until a payment of a file is known")
    data_age_limit_days: Mapped[int] = mapped_column(default=3, comment="older ledgers warn before a call")
    workable_max_days: Mapped[int] = mapped_column(default=400, comment="oldest open item at most, to be workable")
    promise_grace_days: Mapped[int] = mapped_column(default=3)
    promise_threshold_pct: Mapped[int] = mapped_column(default=95)
    promise_horizon_days: Mapped[int] = mapped_column(default=15)
    promise_minimum: Mapped[Money] = mapped_column(default=1)
    closed_days: Mapped[list[Any]] = mapped_column(
        default=list, server_default="[]", comment="ISO 8601 days on which this operator does not work, beside holidays"
    )
    random_slice: Mapped[float] = mapped_column(
        default=0.03, server_default="0.03", comment="share of the ranked customers that chance places, not the model"
    )
    numbers_per_customer: Mapped[bool] = mapped_column(
        default=False,
        server_default=sa.false(),
        comment="two customers may have an invoice, a payment or an interaction of the same number",
    )
    data_as_of: Mapped[date | None] = mapped_column(comment="last day of a ledger fact that a file or the API brought")
    payments_as_of: Mapped[date | None] = mapped_column(
        comment="last day of a payment that a file or the API brought, or of a list of open items"
    )
    created_at: Mapped[datetime]
    is_made_up: Mapped[bool] = mapped_column(
        default=False, server_default=sa.false(), comment="belongs to the made-up company"
    )
    import_id: Mapped[int | None] = mapped_column(
        BigId, sa.ForeignKey("import_run.id"), comment="the import whose rows made it"
    )


class PortfolioTeam(Base):
    """Which teams work a portfolio."""

    __tablename__ = "portfolio_team"

    portfolio_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("portfolio.id"), primary_key=True)
    team_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("team.id"), primary_key=True, index=True)


class WorkPolicy(Base):
    """Who of a portfolio is worked, from a local day on. Rows are added and never edited: of a day's, the last counts.

    `least_overdue` is minor units of the portfolio's currency. `workbench.domain.queue.eligibility` is the rule.
    """

    __tablename__ = "work_policy"
    __table_args__ = (
        sa.Index(None, "portfolio_id", "from_on"),
        sa.CheckConstraint(
            "least_overdue >= 0 AND rest_days >= 0 AND most_tries >= 1 AND most_tries_a_day >= 1"
            " AND preventive_days >= 0"
            " AND call_share >= 0 AND no_call_share >= 0 AND call_share + no_call_share <= 0.5",
            name="values",
        ),
    )

    id: Mapped[Id]
    portfolio_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("portfolio.id"))
    from_on: Mapped[date] = mapped_column(comment="the first local day that is worked so")
    least_overdue: Mapped[Money] = mapped_column(comment="overdue less credit, at least")
    rest_days: Mapped[int] = mapped_column(comment="after a conversation with the person")
    most_tries: Mapped[int] = mapped_column(comment="in seven days")
    most_tries_a_day: Mapped[int]
    preventive_days: Mapped[int] = mapped_column(comment="before the due day; 0: off")
    call_share: Mapped[float] = mapped_column(
        default=0.02, server_default="0.02", comment="share of the accounts called by chance in a fortnight"
    )
    no_call_share: Mapped[float] = mapped_column(
        default=0.02, server_default="0.02", comment="share of the accounts that chance leaves uncalled for a fortnight"
    )
    set_by: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("user.id"))
    set_by_name: Mapped[str] = mapped_column(comment="e-mail of the person, or name of the command")
    set_at: Mapped[datetime]
