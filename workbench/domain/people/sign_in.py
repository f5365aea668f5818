"""Signing in: what is said, how long it takes, and when an address must wait.

It never says which part was wrong, takes as long for an unknown address as for a known one, and after a few failed
tries makes everybody who tries that address wait. Adding people is `workbench.domain.people.users`'s.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy.orm import Session

from models import SignInThrottle, User
from models.bulk import bulk_upsert
from workbench.domain.records import Actor, AuditEvent, record
from workbench.kernel.errors import RuleBroken
from workbench.kernel.text import N_

TRIES = 5
WAIT = timedelta(minutes=15)

_hasher = PasswordHasher()
# Checked in place of a hash that does not exist, so that an unknown address costs the same time as a known one. The
# hash of a random text that was thrown away; make a new one when the parameters of `_hasher` change.
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$t/ofQiO/HSrY6PSLKyC0rw$445gMRKOnF5gpBtpCvJdnnuoBf9BHop0JCBznPqW8Ds"


class SignInRefused(RuleBroken):
    """The address and the password do not go together; which of the two is not said."""

    rule = "sign-in"


class SignInLocked(SignInRefused):
    """Too many tries for this address; `until` is the instant from which it may be tried again."""

    def __init__(self, until: datetime) -> None:
        super().__init__(N_("Hubo varios intentos seguidos. Puede volver a entrar a las %(until)s."), until=until)
        self.until = until


@dataclass(frozen=True)
class Proof:
    """What an address and a password showed: whose they are, if anybody's, and a stronger hash where one is due."""

    address: str
    user_id: int | None
    stronger_hash: str | None = None


def prove(session: Session, *, email: str, password: str) -> Proof:
    """Whether an active person has this address and this password.

    Slow on purpose, so it only reads: a write transaction would keep every other writer waiting meanwhile.

    Args:
        session: A session for looking.
        email: As typed; case and spaces around it do not matter.
        password: As typed.

    """
    address = email.strip().lower()
    user = session.scalars(sa.select(User).where(User.email == address)).one_or_none()
    try:
        _hasher.verify(user.password_hash if user else _NOBODY, password)
    except VerificationError:
        return Proof(address, None)
    if user is None or not user.is_active:
        return Proof(address, None)
    is_weak = _hasher.check_needs_rehash(user.password_hash)
    return Proof(address, user.id, _hasher.hash(password) if is_weak else None)


def authenticate(session: Session, proof: Proof, *, now: datetime) -> User:
    """After a few failed tries an address waits; until then, a proof opens the door.

    The caller commits even when this refuses: the failed try is counted in the same transaction. Proofs that were made
    at the same time are counted one after the other, so that guessing in parallel gains nothing.

    Args:
        session: A write session.
        proof: See `prove`.
        now: Aware instant.

    Raises:
        SignInLocked: Five tries failed; the wait is fifteen minutes.
        SignInRefused: The proof is nobody's.

    """
    throttle = _throttle(session, proof.address)
    if (until := locked_until(throttle, now)) is not None:
        raise SignInLocked(until)
    if proof.user_id is None:
        _count_failure(throttle, now)
        if throttle.locked_until is not None:
            raise SignInLocked(throttle.locked_until)
        left = TRIES - throttle.failures
        raise SignInRefused(N_("El correo o la contraseña no son esos. Intentos que le quedan: %(left)s."), left=left)
    throttle.failures = 0
    user = session.get_one(User, proof.user_id)
    user.password_hash = proof.stronger_hash or user.password_hash
    record(session, AuditEvent.SIGNED_IN, actor=Actor(user.id, user.email), subject=("user", user.id), now=now)
    return user


def locked_until(throttle: SignInThrottle, now: datetime) -> datetime | None:
    """After five failed tries an address waits fifteen minutes; None when it may be tried."""
    until = throttle.locked_until
    return until if until is not None and until > now else None


def _throttle(session: Session, address: str) -> SignInThrottle:
    """The address's row, locked until the transaction ends; made where it is the first try."""
    key = hashlib.sha256(address.encode()).hexdigest()
    first = {"key": key, "failures": 0, "last_failed_at": _LONG_AGO, "locked_until": None}
    bulk_upsert(session.connection(), SignInThrottle, [first], key=["key"], keep=list(first))
    return session.get_one(SignInThrottle, key, with_for_update=True)


def _count_failure(throttle: SignInThrottle, now: datetime) -> None:
    """One more failure; tries older than the wait no longer count."""
    if now - throttle.last_failed_at > WAIT or throttle.locked_until is not None:
        throttle.failures = 0
        throttle.locked_until = None
    throttle.failures += 1
    throttle.last_failed_at = now
    if throttle.failures >= TRIES:
        throttle.locked_until = now + WAIT


_LONG_AGO = datetime.fromisoformat("2000-01-01T00:00:00+00:00")
