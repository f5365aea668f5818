"""Model versions, trainings, champions, alarms, scores, snapshots and the log of ranking decisions.

Everything here can be built again from the facts but two things, which are never rewritten: which model ranked when
(`Champion`), and what was decided with it (`DecisionLog`).
"""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, column_property, mapped_column

from models.base import Base, BigId, Id, Money, one_of
from models.enums import ModelFamily


class ModelVersion(Base):
    """A trained model. The artefact is a blob; its manifest is inside it and is audited before use."""

    __tablename__ = "model_version"

    id: Mapped[Id]
    portfolio_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("portfolio.id"), index=True)
    name: Mapped[str] = mapped_column(unique=True, comment="how people, queues and commands name it")
    family: Mapped[ModelFamily] = mapped_column(one_of(ModelFamily, name="family"))
    created_at: Mapped[datetime]
    trained_until: Mapped[date] = mapped_column(comment="the last day whose facts it has seen")
    blob_sha256: Mapped[str] = mapped_column(sa.String(64), sa.ForeignKey("blob.sha256"))
    card: Mapped[dict[str, Any]] = mapped_column(comment="window, rows, metrics out of time, what weighs most")


class Training(Base):
    """One training of a portfolio, promoted or not: the report of what was compared, and the rule that decided."""

    __tablename__ = "training"
    __table_args__ = (sa.Index(None, "portfolio_id", "at"),)

    id: Mapped[Id]
    portfolio_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("portfolio.id"))
    trained_on: Mapped[date] = mapped_column(comment="the day it was for: it saw nothing of it or later")
    at: Mapped[datetime]
    promoted: Mapped[bool]
    why: Mapped[dict[str, Any]] = mapped_column(comment="{rule, values} of the decision")
    report: Mapped[dict[str, Any]] = mapped_column(comment="rows, window, excluded, candidates")
    model_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("model_version.id"), index=True)


class Champion(Base):
    """Which model ranks a portfolio, since when and by whose decision; a null model is the points rule."""

    __tablename__ = "champion"
    __table_args__ = (
        sa.Index(None, "portfolio_id", "since"),
        sa.Index(
            "uq_champion_current",
            "portfolio_id",
            unique=True,
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        ),
    )

    id: Mapped[Id]
    portfolio_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("portfolio.id"))
    model_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("model_version.id"), index=True)
    since: Mapped[datetime]
    until: Mapped[datetime | None] = mapped_column(comment="null: it ranks now")
    actor: Mapped[str] = mapped_column(comment="the person's e-mail at that moment, or the job or command")
    scored_on: Mapped[date | None] = mapped_column(comment="the last day it gave scores for")
    trouble: Mapped[str | None] = mapped_column(comment="why it could not score at its last try; rules rank meanwhile")


class ModelAlarm(Base):
    """A time in which predictions and outcomes of a portfolio had parted, and who took note of it."""

    __tablename__ = "model_alarm"
    __table_args__ = (
        sa.Index(
            "uq_model_alarm_current",
            "portfolio_id",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    portfolio_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("portfolio.id"))
    raised_at: Mapped[datetime]
    figures: Mapped[dict[str, Any]] = mapped_column(comment="of the latest training: rule, weeks, said, happened")
    ended_at: Mapped[datetime | None] = mapped_column(comment="null: they have parted still")
    seen_at: Mapped[datetime | None] = mapped_column(comment="null: nobody has taken note of it")
    seen_by: Mapped[str | None] = mapped_column(comment="the person's e-mail at that moment")
    note: Mapped[str | None]


class Score(Base):
    """The latest score of an account. Replaced as a whole, portfolio by portfolio."""

    __tablename__ = "score"

    account_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("account.id"), primary_key=True, autoincrement=False)
    portfolio_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("portfolio.id"), index=True)
    model_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("model_version.id"), index=True)
    scored_on: Mapped[date] = mapped_column(comment="the day of the state it was read from")
    propensity: Mapped[float] = mapped_column()
    exposure: Mapped[Money] = mapped_column()
    value: Mapped[str] = mapped_column(
        sa.String(16), default="points", comment="points, if_called or effect: by what the account is ranked"
    )
    gain: Mapped[float | None] = mapped_column(
        comment="what it is ranked by, minor units: what one call adds, the chance if called or the chance of paying,"
        " each times what is overdue; null in scores of before it was kept"
    )
    reasons: Mapped[list[Any]] = mapped_column(
        comment="[[feature, value, contribution]] in log-odds, adding up to the logit; empty where they do not"
    )
    """Of the model that ranks; by another value than `points` they add up to a share of what is overdue."""

    expected: Mapped[float] = column_property(propensity * exposure)
    """Expected recovery, minor units, not rounded: computed wherever it is read, never stored."""


class Snapshot(Base):
    """The features of a portfolio's open accounts as of a day, as one columnar artefact."""

    __tablename__ = "snapshot"
    __table_args__ = (sa.UniqueConstraint("portfolio_id", "day"),)

    id: Mapped[Id]
    portfolio_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("portfolio.id"))
    day: Mapped[date]
    built_at: Mapped[datetime]
    rows: Mapped[int]
    share: Mapped[float] = mapped_column(comment="of the accounts, drawn by hash")
    seen: Mapped[str] = mapped_column(comment="fingerprint of the facts it stands on and of the features' catalogue")
    blob_sha256: Mapped[str] = mapped_column(sa.String(64), sa.ForeignKey("blob.sha256"))


class DecisionLog(Base):
    """Every ranking decision of one building of a day's queues, as one columnar artefact. Only ever added to."""

    __tablename__ = "decision_log"
    __table_args__ = (sa.Index(None, "queue_on", "id"),)

    id: Mapped[Id]
    queue_on: Mapped[date]
    built_at: Mapped[datetime]
    rows: Mapped[int]
    part: Mapped[int] = mapped_column(default=0, comment="of one building too large for one artefact")
    blob_sha256: Mapped[str] = mapped_column(sa.String(64), sa.ForeignKey("blob.sha256"))


class AnswerHabits(Base):
    """At which hours the customers of a portfolio answer, as learned when its queues were last built."""

    __tablename__ = "answer_habits"

    portfolio_id: Mapped[int] = mapped_column(
        BigId, sa.ForeignKey("portfolio.id"), primary_key=True, autoincrement=False
    )
    learned_on: Mapped[date] = mapped_column(comment="the day whose queues were built: no call of it or later was seen")
    values: Mapped[dict[str, Any]] = mapped_column(comment="patterns with their weights, usual hours by segment")
