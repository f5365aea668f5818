"""The evidence clock: how many calls an interval needs to leave 0, and on which day they are known."""

import pytest

from scoring.evidence import CallPace, EvidenceState, calls_needed, evidence_clock

TODAY = 740_000


@pytest.mark.parametrize(
    ("estimate", "error", "needed"),
    [(196.0, 100.0, 400), (98.0, 100.0, 1600), (-98.0, 100.0, 1600), (392.0, 100.0, 100), (0.0, 100.0, None)],
    ids=["the bound lies on 0", "half as much needs four times", "either side", "already shown", "nothing to show"],
)
def test_calls_needed_grow_with_the_square_of_the_error(estimate, error, needed):
    assert calls_needed(calls=400, estimate=estimate, error=error) == needed


@pytest.mark.parametrize(
    ("known", "needed", "state", "by"),
    [
        (400, 400, EvidenceState.ENOUGH, None),
        (400, 401, EvidenceState.BY, TODAY + 1),
        (400, 500, EvidenceState.BY, TODAY + 25),
        (400, 400 + 4 * 730, EvidenceState.BY, TODAY + 730),
        (400, 401 + 4 * 730, EvidenceState.FAR, None),
        (400, None, EvidenceState.FAR, None),
        (0, 300, EvidenceState.NO_PACE, None),
    ],
)
def test_the_day_follows_from_the_pace(known, needed, state, by):
    clock = evidence_clock(CallPace(known, 100), needed=needed, today=TODAY)

    assert (clock.state, clock.by, clock.known, clock.needed) == (state, by, known, needed)


def test_a_smaller_share_of_calls_by_chance_takes_longer():
    few = evidence_clock(CallPace(20, 100, share=0.02), needed=100, today=TODAY)
    more = evidence_clock(CallPace(40, 100, share=0.04), needed=100, today=TODAY)

    assert TODAY < more.by < few.by
    assert (few.share, few.a_day) == (0.02, 0.2)
