"""Days as people write them."""

import pytest

from workbench.domain.imports.engine.cells import BadCell
from workbench.domain.imports.engine.written.days import day_reader, is_day_format, serial_day
from workbench.domain.imports.engine.written.locales import day_formats_of


@pytest.mark.parametrize(
    ("day_format", "text"),
    [
        ("dd/mm/yyyy", "03/04/2026"),
        ("dd/mm/yyyy", "3/4/2026"),
        ("DD/MM/AAAA", "03/04/2026"),
        ("%d/%m/%Y", "03/04/2026"),
        ("d-m-yy", "3-4-26"),
        ("dd.mm.yyyy", "03.04.2026"),
        ("mm/dd/yyyy", "04/03/2026"),
        ("yyyy/mm/dd", "2026/04/03"),
        ("dd-mmm-yyyy", "03-abr-2026"),
        ("dd-mmm-yyyy", "03-ABR.-2026"),
        ("dd-mmm-yy", "3-Apr-26"),
        ("d de mmmm de yyyy", "3 de abril de 2026"),
        ("d de mmmm de yyyy", "3 de abril del 2026"),
        ("excel", "46115"),
        ("dd/mm/yyyy", "2026-04-03"),
    ],
)
def test_a_day_is_read_by_its_format_and_iso_8601_in_any_case(day_format, text):
    assert day_reader((day_format,))(text) == "2026-04-03"


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("03/04/2026 15:20", "2026-04-03T15:20:00"),
        ("03/04/2026 3:20 p. m.", "2026-04-03T15:20:00"),
        ("03/04/2026 12:05 AM", "2026-04-03T00:05:00"),
        ("03/04/2026 00:00:00", "2026-04-03"),
    ],
)
def test_a_time_behind_a_day_is_kept_unless_it_is_midnight(text, instant):
    assert day_reader(("dd/mm/yyyy",))(text) == instant


@pytest.mark.parametrize("text", ["31/02/2026", "13/13/2026", "00/04/2026", "03/04/3026"])
def test_a_day_that_no_calendar_has_is_refused_as_such(text):
    with pytest.raises(BadCell) as caught:
        day_reader(("dd/mm/yyyy",))(text)

    assert caught.value.reason % caught.value.values == (
        f"«{text}» no existe en el calendario, o su año no es creíble: escriba la fecha correcta."
    )


@pytest.mark.parametrize("text", ["03-04-2026", "46115", "hoy", "03/04/26"])
def test_what_is_no_day_in_the_format_is_refused_naming_the_format(text):
    with pytest.raises(BadCell) as caught:
        day_reader(("dd/mm/yyyy",))(text)

    assert caught.value.reason % caught.value.values == (
        f"«{text}» no es una fecha escrita así: dd/mm/yyyy, aaaa-mm-dd. Corríjala, o diga su forma en la "
        "correspondencia (day_formats)."
    )


def test_two_formats_that_read_a_text_differently_refuse_it():
    read = day_reader(("dd/mm/yyyy", "mm/dd/yyyy"))

    assert read("25/12/2026") == "2026-12-25"
    with pytest.raises(BadCell):
        read("03/04/2026")


@pytest.mark.parametrize("text", ["dd/mm", "dd/mm/yyyy/dd", "fecha", "", "dd/mm/yyyy hh"])
def test_what_is_no_format_is_known(text):
    assert not is_day_format(text)


@pytest.mark.parametrize(
    ("number", "day"),
    [("46296", "2026-10-01"), ("46296.75", "2026-10-01T18:00:00"), ("46296.0", "2026-10-01"), ("20261001", None)],
)
def test_a_serial_number_is_a_day(number, day):
    assert serial_day(number) == day


def test_a_locale_says_the_order_of_a_day():
    assert day_reader(day_formats_of("es_CO"))("03/04/2026") == "2026-04-03"
    assert day_reader(day_formats_of("en_US"))("03/04/2026") == "2026-03-04"
    assert day_formats_of(None) == ()
    assert day_formats_of("portfolio") == ()
