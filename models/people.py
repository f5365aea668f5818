"""People who work here: users, their roles and teams, their sign-ins and one-time links, and the throttle."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, BigId, Id, one_of
from models.enums import LinkPurpose


class Role(Base):
    """A named set of permissions. The four starting roles can be cut differently by an operator."""

    __tablename__ = "role"

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(unique=True)
    permissions: Mapped[list[Any]] = mapped_column(comment="codes of workbench.access.permissions.Permission")


class Team(Base):
    """Collectors who share the pools of the portfolios the team works."""

    __tablename__ = "team"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(unique=True)


class TeamMember(Base):
    """A person in a team: a collector works in one, a supervisor or a lead may have several."""

    __tablename__ = "team_member"

    user_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("user.id"), primary_key=True)
    team_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("team.id"), primary_key=True, index=True)


class User(Base):
    """A person who signs in."""

    __tablename__ = "user"

    id: Mapped[Id]
    email: Mapped[str] = mapped_column(unique=True, comment="lower case")
    name: Mapped[str]
    password_hash: Mapped[str] = mapped_column(comment="argon2id")
    role_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("role.id"))
    is_active: Mapped[bool] = mapped_column(default=True)
    session_version: Mapped[int] = mapped_column(default=1, comment="part of every session: raising it ends them all")
    locale: Mapped[str | None]
    theme: Mapped[str | None]
    created_at: Mapped[datetime]
    signed_in_at: Mapped[datetime | None] = mapped_column(comment="the last time; null: never")
    is_made_up: Mapped[bool] = mapped_column(
        default=False, server_default=sa.false(), comment="belongs to the made-up company"
    )

    role: Mapped[Role] = relationship(lazy="joined", innerjoin=True)
    teams: Mapped[list[Team]] = relationship(secondary="team_member", lazy="selectin", order_by=Team.name)


class SignInSession(Base):
    """One sign-in on one browser. Without its row the browser's cookie opens nothing."""

    __tablename__ = "sign_in_session"

    key: Mapped[str] = mapped_column(primary_key=True, comment="SHA-256 of the token in the cookie")
    user_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("user.id"), index=True)
    ends_at: Mapped[datetime] = mapped_column(index=True)


class SignInThrottle(Base):
    """Failed sign-ins of one kind of count; in the database so that every web process sees the same count."""

    __tablename__ = "sign_in_throttle"

    key: Mapped[str] = mapped_column(primary_key=True, comment="keyed hash of what is counted; never the e-mail")
    failures: Mapped[int]
    since: Mapped[datetime] = mapped_column(index=True, comment="the first of these failures")
    locked_until: Mapped[datetime | None]
    signed_in_at: Mapped[datetime | None] = mapped_column(comment="the last time that this address signed in from here")


class OneTimeLink(Base):
    """A secret that opens one page once: to choose a first password, another one, or to be the first administrator.

    `key` is the SHA-256 of the secret, which is never kept. A row that was used or is too old opens nothing.
    """

    __tablename__ = "one_time_link"

    key: Mapped[str] = mapped_column(primary_key=True, comment="SHA-256 of the secret")
    purpose: Mapped[LinkPurpose] = mapped_column(one_of(LinkPurpose, name="purpose"))
    user_id: Mapped[int | None] = mapped_column(
        BigId, sa.ForeignKey("user.id"), index=True, comment="null: whoever administers first"
    )
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    made_by: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("user.id"))
