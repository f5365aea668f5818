"""When the customers of a portfolio answer: told by band with its interval, and not told where too little is known."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from models import ImportRun
from models.enums import Channel, Direction, ImportKind
from scoring.hours import FIRST_HOUR, HOURS
from tests.factories.ledger import make_account, make_interaction
from workbench.domain.queue.figures.answered import LEAST_IN_BAND, answered_hours, hours_text, portfolio_hours

SPOKE, NOBODY = "CD-PDP", "NC-NCT"


def counts(**bands):
    """So many calls and answers by the band's first hour, half of them on weekends: `h9=(100, 20)`."""
    found = []
    for name, (tried, answered) in bands.items():
        cell = int(name[1:]) - FIRST_HOUR
        found += [(cell, tried // 2, answered // 2), (HOURS + cell + 1, tried - tried // 2, answered - answered // 2)]
    return found


def test_the_best_band_is_named_where_it_is_better_beyond_chance():
    found = answered_hours(counts(h9=(400, 60), h17=(200, 80)))

    assert (found.best.start, found.best.end, found.best.share) == (17, 19, 0.4)
    assert found.best.low > found.share == pytest.approx(140 / 600)
    text, names = hours_text(found)
    assert (text[:22], names) == ("Contestan más entre la", ("start", "end", "best", "share"))


def test_bands_alike_have_no_best():
    found = answered_hours(counts(h9=(200, 40), h17=(200, 44)))

    assert (found.is_known, found.best) == (True, None)
    assert hours_text(found)[1] == ("share",)


def test_a_band_with_few_calls_has_no_share():
    found = answered_hours(counts(h9=(300, 60), h11=(300, 60), h19=(LEAST_IN_BAND - 1, 29)))

    assert [(band.calls, band.share is None) for band in found.bands] == [(300, False), (300, False), (29, True)]
    assert found.best is None


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"h9": (50, 10), "h17": (49, 20)}, "se conocen pocas llamadas"),
        ({"h9": (200, 0), "h17": (200, 0)}, "nadie habló con el titular"),
    ],
)
def test_few_calls_or_no_answers_tell_nothing(given, says):
    found = answered_hours(counts(**given))

    assert (found.is_known, found.bands) == (False, ())
    assert says in hours_text(found)[0]


def test_calls_of_files_with_one_hour_are_left_out_and_that_is_said(session, cast, now):
    account = make_account(session, cast.consumo, now=now)
    run = ImportRun(kind=ImportKind.INTERACTIONS, file_name="f", sha256="", started_at=now, finished_at=now)
    session.add(run)
    session.flush()
    at = datetime(2026, 11, 10, 9, tzinfo=ZoneInfo("America/Bogota"))
    for number in range(120):
        make_interaction(session, account, at=at, outcome=SPOKE if number % 2 else NOBODY, import_id=run.id)

    found = portfolio_hours(session, cast.consumo, today=now.date())

    assert (found.calls, found.is_stamped) == (0, True)
    assert "casi todas las llamadas de los archivos traen la misma hora" in hours_text(found)[0]


def test_the_interval_is_wilsons():
    """10 of 100: 5.52 to 17.44 percent, as tabled by Newcombe (1998) for 10 of 100."""
    band = answered_hours(counts(h9=(100, 10), h11=(100, 10))).bands[0]

    assert (band.low, band.high) == (pytest.approx(0.0552, abs=1e-4), pytest.approx(0.1744, abs=1e-4))


def test_calls_of_the_portfolio_are_counted_in_its_local_hours(session, cast, now):
    """In Bogotá 17:30 is half past ten at night in UTC."""
    account = make_account(session, cast.consumo, now=now)
    zone = ZoneInfo("America/Bogota")
    evening, morning = (datetime(2026, 11, 10, hour, 30, tzinfo=zone) for hour in (17, 9))
    for number in range(60):
        day = timedelta(days=number % 20)
        make_interaction(session, account, at=evening - day, outcome=SPOKE if number < 30 else NOBODY)
        make_interaction(session, account, at=morning - day, outcome=NOBODY)
    make_interaction(session, account, at=morning, outcome=SPOKE, direction=Direction.INBOUND)
    make_interaction(session, account, at=morning, outcome=NOBODY, channel=Channel.SMS)
    make_interaction(session, account, at=morning - timedelta(days=400), outcome=SPOKE)

    found = portfolio_hours(session, cast.consumo, today=now.date())

    assert [(band.start, band.calls, band.share) for band in found.bands] == [(9, 60, 0.0), (17, 60, 0.5)]
    assert portfolio_hours(session, cast.microcredito, today=now.date()).calls == 0


def test_no_calls_at_all_are_said():
    assert hours_text(answered_hours(counts()))[0].startswith("En el historial no hay llamadas")
