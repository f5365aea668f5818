"""Signing in: what is said, how long it takes, and when somebody must wait (`workbench.domain.people.throttle`).

It never says which part was wrong and takes as long for an unknown address as for a known one. Checking a password is
slow on purpose, so a process checks few at a time and refuses the rest at once. Adding people is
`workbench.domain.people.users`'s.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import BoundedSemaphore

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy.orm import Session

from models import User
from workbench.domain.people.passwords import NO_PASSWORD
from workbench.domain.people.throttle import (
    SignInTry,
    count_failure,
    count_success,
    lock_counts,
    read_counts,
    tries_left,
    waits_until,
)
from workbench.domain.records import Actor, AuditEvent, record
from workbench.kernel.errors import RuleBroken
from workbench.kernel.text import N_

HASHED_AT_ONCE = 2
"""Passwords that one process checks at a time; each takes all of a processor and 64 MB."""

TRIES_AT_ONCE = 6
"""Tries that one process takes on at a time: the rest is refused before anything is read or checked."""

KNOWN_TRIES_AT_ONCE = 2
"""Tries beside those, only from browsers on which the person signed in before: a flood from others leaves them free."""

BUSY_WAIT = timedelta(seconds=2)
SIGN_IN = Actor(None, "sign-in")

_hasher = PasswordHasher()
_hashing = BoundedSemaphore(HASHED_AT_ONCE)
_tries = BoundedSemaphore(TRIES_AT_ONCE)
_known_tries = BoundedSemaphore(KNOWN_TRIES_AT_ONCE)
# Checked in place of a hash that does not exist, so that an unknown address costs the same time as a known one. The
# hash of a random text that was thrown away; make a new one when the parameters of `_hasher` change.
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$t/ofQiO/HSrY6PSLKyC0rw$445gMRKOnF5gpBtpCvJdnnuoBf9BHop0JCBznPqW8Ds"


class SignInRefused(RuleBroken):
    """The address and the password do not go together; which of the two is not said."""

    rule = "sign-in"


class SignInLocked(SignInRefused):
    """Too many tries; `until` is the instant from which it may be tried again."""

    def __init__(self, until: datetime) -> None:
        super().__init__(N_("Hubo varios intentos seguidos. Puede volver a entrar a las %(until)s."), until=until)
        self.until = until


class SignInBusy(SignInRefused):
    """This process has as many tries in hand as it may; nothing was read, checked or counted."""

    def __init__(self) -> None:
        super().__init__(N_("Muchas personas están entrando a la vez. Intente de nuevo en unos segundos."))


@dataclass(frozen=True)
class SignInCandidate:
    """Whom an address names, if anybody, and the hash to check the password against."""

    user_id: int | None
    password_hash: str = field(repr=False)


@dataclass(frozen=True)
class Proof:
    """What a password showed: whose it is, if anybody's, the hash it fits, and a stronger one where that is due."""

    user_id: int | None
    checked_hash: str = field(default="", repr=False)
    stronger_hash: str | None = field(default=None, repr=False)


def clean_address(email: str) -> str:
    """An address as it is kept: case and spaces around it do not matter."""
    return email.strip().lower()


@contextmanager
def one_of_few(*, is_known_browser: bool) -> Iterator[None]:
    """Take on one try, from looking up the address to counting the failure.

    Args:
        is_known_browser: Whether the person signed in on this browser before.

    Raises:
        SignInBusy: As many as may be are in hand.

    """
    turns = (_known_tries, _tries) if is_known_browser else (_tries,)
    taken = next((one for one in turns if one.acquire(blocking=False)), None)
    if taken is None:
        raise SignInBusy
    try:
        yield
    finally:
        taken.release()


def find_candidate(session: Session, asked: SignInTry, *, now: datetime) -> SignInCandidate:
    """Whom the address names, unless this try must wait: then no password is checked at all.

    Args:
        session: A session for looking; close it before `prove`, which is slow.
        asked: The try.
        now: Aware instant.

    Raises:
        SignInLocked: Too many tries failed.

    """
    if (until := waits_until(read_counts(session, asked), now)) is not None:
        raise SignInLocked(until)
    columns = sa.select(User.id, User.password_hash).where(User.email == asked.address, User.is_active)
    found = session.execute(columns).one_or_none()
    has_password = found is not None and found.password_hash != NO_PASSWORD
    return SignInCandidate(found.id, found.password_hash) if found and has_password else SignInCandidate(None, _NOBODY)


def prove(candidate: SignInCandidate, password: str) -> Proof:
    """Whether the candidate has this password. Slow on purpose; tries in hand (`one_of_few`) wait for their turn."""
    with _hashing:
        try:
            _hasher.verify(candidate.password_hash, password)
        except VerificationError:
            return Proof(None)
        is_weak = candidate.user_id is not None and _hasher.check_needs_rehash(candidate.password_hash)
        return Proof(candidate.user_id, candidate.password_hash, _hasher.hash(password) if is_weak else None)


def authenticate(session: Session, asked: SignInTry, proof: Proof, *, now: datetime) -> User:
    """A proof opens the door unless too many tries failed meanwhile. A failed try is counted and audited.

    The caller commits even when this refuses. Proofs that were made at the same time are counted one after the other,
    so that guessing in parallel gains nothing.

    Args:
        session: A write session.
        asked: The try.
        proof: See `prove`.
        now: Aware instant.

    Raises:
        SignInLocked: Too many tries failed.
        SignInRefused: The proof is nobody's.

    """
    counts = lock_counts(session, asked, now=now)
    if (until := waits_until(counts, now)) is not None:
        raise SignInLocked(until)
    user = _proven(session, proof)
    if user is None:
        full = count_failure(counts, now)
        _record_failure(session, asked, [one.value for one in full], now=now)
        if (until := waits_until(counts, now)) is not None:
            raise SignInLocked(until)
        left = tries_left(counts, now)
        raise SignInRefused(N_("El correo o la contraseña no son esos. Intentos que le quedan: %(left)s."), left=left)
    count_success(counts, now)
    user.password_hash = proof.stronger_hash or user.password_hash
    user.signed_in_at = now
    record(session, AuditEvent.SIGNED_IN, actor=Actor(user.id, user.email), subject=("user", user.id), now=now)
    return user


def _proven(session: Session, proof: Proof) -> User | None:
    """The person of a proof, unless they were disabled or got another password while it was checked."""
    unchanged = sa.and_(User.id == proof.user_id, User.is_active, User.password_hash == proof.checked_hash)
    return session.scalars(sa.select(User).where(unchanged)).one_or_none() if proof.user_id is not None else None


def _record_failure(session: Session, asked: SignInTry, full: list[str], *, now: datetime) -> None:
    """One entry for the failure and one for each count it filled. What nobody is called is kept as a keyed hash."""
    user_id = session.scalar(sa.select(User.id).where(User.email == asked.address))
    where = {"source": asked.source}
    if user_id is None:
        where["address"] = asked.hashed("address", asked.address)[:16]
    subject = ("user", user_id)
    record(session, AuditEvent.SIGN_IN_FAILED, actor=SIGN_IN, subject=subject, now=now, after=where)
    for count in full:
        after = {**where, "count": count}
        record(session, AuditEvent.SIGN_IN_LOCKED, actor=SIGN_IN, subject=subject, now=now, after=after)
