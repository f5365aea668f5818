"""How often signing in may fail, and what is counted.

A browser on which the person signed in before has a count of its own, so nobody else can make it wait. From any other
browser three things are counted: the address together with the source (the client's network address), the source
alone, and the address alone. The source alone stops only pairs that never signed in. The address alone stops nobody:
while it is tried from many sources, a pair that never signed in has one try instead of five.
"""

import hashlib
import hmac
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import SignInThrottle
from models.bulk import bulk_upsert

WAIT = timedelta(minutes=15)
"""The window in which failures are counted, and how long to wait when there were too many."""

KNOWN_FOR = timedelta(days=60)
"""How long an address counts as known at a source after it signed in there."""


class FailureCount(StrEnum):
    """What failures are counted by."""

    BROWSER = "browser"
    PAIR = "pair"
    SOURCE = "source"
    ADDRESS = "address"


TRIES = {FailureCount.BROWSER: 5, FailureCount.PAIR: 5, FailureCount.SOURCE: 100, FailureCount.ADDRESS: 20}
"""Failures within `WAIT` from which on a count is full. A whole call centre may stand behind one source."""

TRIES_UNDER_ATTACK = 1
"""What a pair that never signed in has while its address is tried from many sources."""

Counts = Mapping[FailureCount, SignInThrottle]


@dataclass(frozen=True, kw_only=True)
class SignInTry:
    """One try to sign in: what was typed as the address, and where it came from.

    `browser` is the token of a browser on which this address signed in before; `key` keys the hashes.
    """

    address: str
    source: str
    browser: str | None = None
    key: str = field(repr=False)

    def counted_by(self) -> dict[FailureCount, str]:
        """The counts of this try with the key of each one's row."""
        if self.browser is not None:
            return {FailureCount.BROWSER: self.hashed(FailureCount.BROWSER, self.browser, self.address)}
        return {
            FailureCount.PAIR: self.hashed(FailureCount.PAIR, self.source, self.address),
            FailureCount.SOURCE: self.hashed(FailureCount.SOURCE, self.source),
            FailureCount.ADDRESS: self.hashed(FailureCount.ADDRESS, self.address),
        }

    def hashed(self, *values: str) -> str:
        """A keyed hash: who reads the table cannot try out addresses, or passwords typed as one."""
        return hmac.new(self.key.encode(), "\0".join(values).encode(), hashlib.sha256).hexdigest()


def source_of(client: str | None) -> str:
    """The source that a client's network address stands for: itself, or the /64 network of IPv6, which is one customer.

    What is no network address (a socket in the file system) is one source.
    """
    try:
        found = ipaddress.ip_address((client or "").partition("%")[0])
    except ValueError:
        return "local"
    if isinstance(found, ipaddress.IPv6Address):
        found = found.ipv4_mapped or found
    if isinstance(found, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def waits_until(counts: Counts, now: datetime) -> datetime | None:
    """When this try may be made: None is now. A pair that signed in before waits only for its own failures."""
    own = [counts[kind] for kind in (FailureCount.BROWSER, FailureCount.PAIR) if kind in counts]
    others = [] if any(_is_known(one, now) for one in own) else [counts[k] for k in counts if k is FailureCount.SOURCE]
    waits = [one.locked_until for one in (*own, *others) if one.locked_until is not None and one.locked_until > now]
    return max(waits, default=None)


def tries_left(counts: Counts, now: datetime) -> int:
    """How many more failures this browser or pair may have before it must wait."""
    kind = FailureCount.BROWSER if FailureCount.BROWSER in counts else FailureCount.PAIR
    own = counts.get(kind)
    attacked = counts.get(FailureCount.ADDRESS)
    is_attacked = attacked is not None and _failures(attacked, now) >= TRIES[FailureCount.ADDRESS]
    is_known = own is not None and _is_known(own, now)
    tries = TRIES_UNDER_ATTACK if is_attacked and not is_known else TRIES[kind]
    return max(0, tries - (_failures(own, now) if own is not None else 0))


def count_failure(counts: Counts, now: datetime) -> list[FailureCount]:
    """Add one failure to every count of the try. Returns those that became full by it."""
    full: list[FailureCount] = []
    for kind, count in counts.items():
        count.failures = _failures(count, now) + 1
        if count.failures == 1:
            count.since, count.locked_until = now, None
        if kind in {FailureCount.SOURCE, FailureCount.ADDRESS} and count.failures == TRIES[kind]:
            count.locked_until = now + WAIT
            full.append(kind)
    own = FailureCount.BROWSER if FailureCount.BROWSER in counts else FailureCount.PAIR
    if tries_left(counts, now) == 0:
        counts[own].locked_until = now + WAIT
        full.append(own)
    return full


def count_success(counts: Counts, now: datetime) -> None:
    """Forget the failures of this browser or pair and note that the address is known there."""
    for kind in counts.keys() & {FailureCount.BROWSER, FailureCount.PAIR}:
        counts[kind].failures = 0
        counts[kind].locked_until = None
        counts[kind].signed_in_at = now


def read_counts(session: Session, asked: SignInTry) -> dict[FailureCount, SignInThrottle]:
    """The counts of a try that have a row, to look at."""
    keys = asked.counted_by()
    rows = sa.select(SignInThrottle).where(SignInThrottle.key.in_(keys.values()))
    found = {row.key: row for row in session.scalars(rows)}
    return {kind: found[key] for kind, key in keys.items() if key in found}


def lock_counts(session: Session, asked: SignInTry, *, now: datetime) -> dict[FailureCount, SignInThrottle]:
    """The counts of a try, made where they are missing and locked until the transaction ends, always in one order."""
    keys = asked.counted_by()
    names = sorted(keys.values())
    new = [{"key": name, "failures": 0, "since": now, "locked_until": None, "signed_in_at": None} for name in names]
    bulk_upsert(session.connection(), SignInThrottle, new, key=["key"], keep=list(new[0]))
    locked = sa.select(SignInThrottle).where(SignInThrottle.key.in_(names)).order_by(SignInThrottle.key)
    rows = {row.key: row for row in session.scalars(locked.with_for_update())}
    return {kind: rows[key] for kind, key in keys.items()}


def forget_counts(session: Session, *, now: datetime) -> int:
    """Delete the counts that no longer decide anything. Returns how many."""
    gone = sa.delete(SignInThrottle).where(
        SignInThrottle.since < now - 2 * WAIT,
        sa.or_(SignInThrottle.locked_until.is_(None), SignInThrottle.locked_until < now),
        sa.or_(SignInThrottle.signed_in_at.is_(None), SignInThrottle.signed_in_at < now - KNOWN_FOR),
    )
    return len(session.scalars(gone.returning(SignInThrottle.key)).all())


def _failures(count: SignInThrottle, now: datetime) -> int:
    """Failures that still count: those of a window that runs, none of a wait that is over."""
    if count.locked_until is not None:
        return count.failures if count.locked_until > now else 0
    return count.failures if now - count.since <= WAIT else 0


def _is_known(count: SignInThrottle, now: datetime) -> bool:
    return count.signed_in_at is not None and now - count.signed_in_at <= KNOWN_FOR
