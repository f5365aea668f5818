"""The first administrator of a database in which nobody works yet: from this machine, or with a one-time code."""

import hmac
import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import OneTimeLink, Role, User
from models.enums import LinkPurpose, RoleCode
from workbench.domain.people.links import key_of
from workbench.domain.people.sign_in import SignInLocked
from workbench.domain.people.throttle import SignInTry, count_failure, count_success, lock_counts, waits_until
from workbench.domain.people.users import add_user
from workbench.domain.records import Actor, AuditEvent, record
from workbench.kernel.errors import RuleBroken
from workbench.kernel.text import N_

FIRST_RUN = Actor(None, "first run")
CODE_LASTS = timedelta(days=7)
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""No letter that is read as a digit."""
_GROUPS, _GROUP = 3, 4


class FirstRunRefused(RuleBroken):
    """There is an administrator already, or the code is not one that a start printed."""

    rule = "first_administrator"


@dataclass(frozen=True, kw_only=True)
class FirstPerson:
    """Who is to administer first."""

    name: str
    email: str
    password: str = field(repr=False)


def is_unstaffed(session: Session) -> bool:
    """Whether nobody works here: no person at all, or only those of a made-up company that was thrown away."""
    return not session.scalar(sa.select(sa.exists().where(sa.or_(User.is_active, sa.not_(User.is_made_up)))))


def make_first_code(session: Session, *, now: datetime) -> str | None:
    """Make a code that opens the first start from another machine. Each server that starts prints one of its own.

    Args:
        session: A write session; the caller commits.
        now: Aware instant.

    Returns:
        The code, to be shown once; None where somebody works here already.

    """
    if not is_unstaffed(session):
        return None
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))
    code = "-".join(groups)
    session.add(
        OneTimeLink(
            key=key_of(_clean(code)),
            purpose=LinkPurpose.FIRST_ADMINISTRATOR,
            user_id=None,
            made_at=now,
            ends_at=now + CODE_LASTS,
            made_by=None,
        )
    )
    return code


def may_be_first(*, is_unstaffed: bool, is_at_machine: bool, has_code: bool) -> str | None:
    """Only while nobody works here, and only from the machine itself or with the printed code. Why not, or None."""
    if not is_unstaffed:
        return N_("Ya hay quien administra: entre con su correo y su contraseña.")
    if not is_at_machine and not has_code:
        return N_("Ese código no es el que se imprimió al iniciar.")
    return None


def add_first_administrator(  # noqa: PLR0913 - who, from where, with what
    session: Session, wanted: FirstPerson, *, code: str, is_at_machine: bool, asked: SignInTry, now: datetime
) -> User:
    """Add the first administrator. A wrong code is counted and audited: the caller commits even when this refuses.

    Args:
        session: A write session.
        wanted: Who.
        code: As it was typed; may be empty from the machine itself.
        is_at_machine: Whether the browser runs on the server's own machine.
        asked: The try as it is counted, see `throttle`.
        now: Aware instant.

    Raises:
        SignInLocked: Too many codes were wrong.
        FirstRunRefused: See `may_be_first`.
        UserRefused: The name or the address cannot be used.
        PasswordTooShort: See `hash_password`.

    """
    # Two at the same time wait here; the second finds somebody.
    session.execute(sa.select(Role.id).where(Role.code == RoleCode.ADMINISTRATOR.value).with_for_update())
    counts = lock_counts(session, asked, now=now)
    if not is_at_machine and (until := waits_until(counts, now)) is not None:
        raise SignInLocked(until)
    unstaffed = is_unstaffed(session)
    has_code = unstaffed and _fits(session, code, now=now)
    refused = may_be_first(is_unstaffed=unstaffed, is_at_machine=is_at_machine, has_code=has_code)
    if refused is not None:
        if unstaffed:
            count_failure(counts, now)
            where = {"source": asked.source}
            record(session, AuditEvent.SIGN_IN_FAILED, actor=FIRST_RUN, subject=("user", None), now=now, after=where)
        raise FirstRunRefused(refused)
    user = add_user(
        session,
        wanted.email,
        name=wanted.name,
        role=RoleCode.ADMINISTRATOR.value,
        teams=(),
        password=wanted.password,
        actor=FIRST_RUN,
        now=now,
    )
    user.signed_in_at = now
    count_success(counts, now)
    codes = sa.update(OneTimeLink).where(
        OneTimeLink.purpose == LinkPurpose.FIRST_ADMINISTRATOR, OneTimeLink.used_at.is_(None)
    )
    session.execute(codes.values(used_at=now))
    return user


def _fits(session: Session, code: str, *, now: datetime) -> bool:
    """Whether the code is one that can be used. Every kept key is compared whole, whatever was typed."""
    kept = session.scalars(
        sa.select(OneTimeLink.key).where(
            OneTimeLink.purpose == LinkPurpose.FIRST_ADMINISTRATOR,
            OneTimeLink.used_at.is_(None),
            OneTimeLink.ends_at > now,
        )
    ).all()
    asked = key_of(_clean(code))
    return any([hmac.compare_digest(asked, one) for one in kept])  # noqa: C419 - none is left out


def _clean(code: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", code.upper())
