"""The states of promises computed a second time, the slow and obvious way: coin by coin, day by day.

Written from docs/ledger.md, without looking at `workbench.domain.promises.judging`.
"""

from datetime import timedelta

from tests.workbench.domain.ledger.naive_ledger import bounced

ONE_DAY = timedelta(days=1)
PENDING = {"open", "due", "in_grace"}


def naive_judgements(promises, payments, *, on, until):
    """Returns {promise: (state, counted, decided_on)} as of a day, each by looking at every day before it."""
    now = naive_states(promises, payments, on=on, until=until)
    return {
        promise: (state, counted, None if state in PENDING else _first_day(promise, state, promises, payments, until))
        for promise, (state, counted) in now.items()
    }


def _first_day(promise, state, promises, payments, until):
    first = until + ONE_DAY
    while True:
        before = naive_states(promises, payments, on=first - ONE_DAY, until=first - 2 * ONE_DAY)
        if before.get(promise, ("not there",))[0] != state:
            return first
        first -= ONE_DAY


def naive_states(promises, payments, *, on, until):
    """Returns {promise: (state, counted)} for what was known on `until` or before."""
    promises = sorted((p for p in promises if p.known_on <= until), key=lambda p: (p.made_at, p.id))
    payments = [p for p in payments if p.known_on <= until]
    gone = bounced(payments)
    money = sorted((p for p in payments if p.reverses is None), key=lambda p: (p.known_at, p.external_id))
    left = {
        p.id: p.amount
        - sum(bounce.amount for bounce in payments if bounce.id in gone and bounce.reverses == p.external_id)
        for p in money
    }
    coins = {p.id: 0 for p in promises}
    ends = {}
    for payment in money:
        _end(promises, coins, ends, before=payment.known_at, until=until)
        open_ones = [
            p for p in promises if p.made_at < payment.known_at and payment.known_on <= _last(p) and p.id not in ends
        ]
        kept_before = [p for p in open_ones if _kept(p, coins)]
        takers = [p for p in open_ones if p not in kept_before] + kept_before
        for _ in range(left[payment.id]):
            wanting = [p for p in takers if coins[p.id] < p.amount]
            if wanting:
                coins[wanting[0].id] += 1
    _end(promises, coins, ends, before=None, until=until)
    return {p.id: (_state(p, coins, ends, on), coins[p.id]) for p in promises}


def _end(promises, coins, ends, *, before, until):
    """Cancel and supersede what was still open, in order of time, up to an instant."""
    happenings = []
    for number, p in enumerate(promises):
        if p.cancelled_at is not None and p.cancelled_on <= until:
            happenings.append((p.cancelled_at, p.id, 1, p.cancelled_on, "cancelled", [p]))
        if p.plan_id is None:
            older = [q for q in promises[:number] if q.plan_id is None]
            happenings.append((p.made_at, p.id, 0, p.made_on, "superseded", older))
    for at, _, _, day, word, hit in sorted(happenings, key=lambda h: h[:3]):
        for p in hit:
            due = before is None or at < before
            if due and p.made_at <= at and p.id not in ends and day <= _last(p) and not _kept(p, coins):
                ends[p.id] = word


def _state(p, coins, ends, on):
    if p.id in ends:
        return ends[p.id]
    if _kept(p, coins):
        return "kept"
    if on < p.due_on:
        return "open"
    if on == p.due_on:
        return "due"
    if on <= _last(p):
        return "in_grace"
    return "partial" if coins[p.id] / p.amount >= 0.5 else "broken"


def _kept(p, coins):
    return coins[p.id] >= p.amount * p.threshold_pct / 100


def _last(p):
    return p.due_on + timedelta(days=p.grace_days)
