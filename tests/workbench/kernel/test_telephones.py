"""Telephone numbers as people write them: each case with what is read of it, and that no number is invented."""

import re

import phonenumbers
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from workbench.kernel import telephones as words
from workbench.kernel.telephones import REASONS, read_telephones


def read(text, country="CO"):
    found = read_telephones(text, country)
    return [(one.value, one.extension, one.remark) for one in found.telephones], [one.text for one in found.unread]


def values(text, country):
    return [one.value for one in read_telephones(text, country).telephones]


@pytest.mark.parametrize(
    ("country", "text", "value"),
    [
        ("MX", "044 55 1234 5678", "+525512345678"),
        ("MX", "0445512345678", "+525512345678"),
        ("MX", "045 449 123 4567", "+524491234567"),
        ("MX", "01 55 1234 5678", "+525512345678"),
        ("MX", "+5215512345678", "+525512345678"),
        ("MX", "52 1 55 1234 5678", "+525512345678"),
        ("MX", "+52 044 55 1234 5678", "+525512345678"),
        ("MX", "001 305 555 1234", "+13055551234"),
        ("AR", "0 11 15 2345-6789", "+5491123456789"),
        ("AR", "(011) 15-2345-6789", "+5491123456789"),
        ("AR", "0351 15 234 5678", "+5493512345678"),
        ("AR", "9 11 2345 6789", "+5491123456789"),
        ("AR", "+54 11 15 2345 6789", "+5491123456789"),
        ("AR", "0054 9 11 2345 6789", "+5491123456789"),
        ("AR", "11 2345 6789", "+541123456789"),
        ("AR", "011/4567-8900", "+541145678900"),
        ("DO", "1 809 555 1234", "+18095551234"),
        ("VE", "0414-1234567", "+584141234567"),
        ("EC", "+593 0 99 123 4567", "+593991234567"),
        ("BR", "0xx11 91234-5678", "+5511912345678"),
        ("BR", "(0XX11) 3123-4567", "+551131234567"),
        ("BR", "0 15 11 91234-5678", "+5511912345678"),
        ("BR", "0 xx 11 3123-4567", "+551131234567"),
        ("CL", "09 8765 4321", "+56987654321"),
        ("CL", "02 2234 5678", "+56222345678"),
        ("CL", "9 1234 5678", "+56912345678"),
        ("CL", "912345678", "+56912345678"),
        ("CL", "(9) 1234-5678", "+56912345678"),
        ("CL", "+56 9 1234 5678", "+56912345678"),
        ("CL", "56 9 1234 5678", "+56912345678"),
        ("CL", "09 1234 5678", "+56912345678"),
        ("PE", "987 654 321", "+51987654321"),
        ("ES", "612 34 56 78", "+34612345678"),
        ("EC", "99 123 4567", "+593991234567"),
        ("BO", "7123-4567", "+59171234567"),
        ("PY", "981 123 456", "+595981123456"),
        ("UY", "99 123 456", "+59899123456"),
        ("CR", "8812-3456", "+50688123456"),
        ("PA", "6123-4567", "+50761234567"),
        ("CO", "3001234567.0", "+573001234567"),
        ("CO", "3001234567,00", "+573001234567"),
        ("CO", "'3001234567", "+573001234567"),
        ("CO", "0057 300 123 4567", "+573001234567"),
        ("CO", "57 300 123 4567", "+573001234567"),
        ("CO", "(+57) 300 123 4567", "+573001234567"),
        ("CO", "+57 0 300 123 4567", "+573001234567"),
        ("CO", "３００１２３４５６７", "+573001234567"),
        ("CO", "300\u200b\u00a0123 45\u00ad67", "+573001234567"),
        ("EC", "0991234567", "+593991234567"),
        ("ES", "0034 612 345 678", "+34612345678"),
        ("GB", "+44 (0)20 7946 0958", "+442079460958"),
        ("IT", "06 6982 1234", "+390669821234"),
        (None, "+57 300 123 4567", "+573001234567"),
    ],
)
def test_a_number_is_cleaned_before_it_is_judged(country, text, value):
    assert values(text, country) == [value]


@pytest.mark.parametrize(
    ("text", "telephones"),
    [
        ("310 123 4567 / 601 234 5678", [("+573101234567", None, None), ("+576012345678", None, None)]),
        ("310 123 4567 y 601 234 5678", [("+573101234567", None, None), ("+576012345678", None, None)]),
        ("310 123 4567 ó 601 234 5678", [("+573101234567", None, None), ("+576012345678", None, None)]),
        ("3101234567.0 / 6012345678.0", [("+573101234567", None, None), ("+576012345678", None, None)]),
        ("3101234567,6012345678", [("+573101234567", None, None), ("+576012345678", None, None)]),
        ("310-123-4567 - 320-123-4567", [("+573101234567", None, None), ("+573201234567", None, None)]),
        ("310 123 4567 320 123 4567", [("+573101234567", None, None), ("+573201234567", None, None)]),
        ("3101234567; +57 310 123 4567", [("+573101234567", None, None)]),
        ("cel de la esposa 310 123 4567", [("+573101234567", None, "cel de la esposa")]),
        ("6012345678 (oficina)", [("+576012345678", None, "oficina")]),
        ("Tel. 601 234 5678", [("+576012345678", None, None)]),
        ("cel: 3101234567 casa: 6012345678", [("+573101234567", None, None), ("+576012345678", None, "casa")]),
        (
            "Tel. 3101234567 (oficina) / 6012345678 (casa)",
            [("+573101234567", None, "oficina"), ("+576012345678", None, "casa")],
        ),
        (
            "esposa: 310 123 4567; hijo, 320 123 4567",
            [("+573101234567", None, "esposa"), ("+573201234567", None, "hijo")],
        ),
        ("6012345678 ext 12", [("+576012345678", "12", None)]),
        ("6012345678 EXT12", [("+576012345678", "12", None)]),
        ("6012345678 Ext.: 12", [("+576012345678", "12", None)]),
        ("6012345678 x12", [("+576012345678", "12", None)]),
        ("6012345678, int. 4", [("+576012345678", "4", None)]),
        ("(601) 234 5678 extensión 104 (cartera)", [("+576012345678", "104", "cartera")]),
        (
            "oficina: 6012345678, ext 12; casa: 3101234567",
            [("+576012345678", "12", "oficina"), ("+573101234567", None, "casa")],
        ),
        ("6012345678 ext 12 / 6012345678 ext 13", [("+576012345678", "12, 13", None)]),
    ],
)
def test_a_cell_names_several_numbers_with_extensions_and_whose_they_are(text, telephones):
    assert read(text) == (telephones, [])


@pytest.mark.parametrize(
    ("country", "text", "reason"),
    [
        ("CO", "no tiene", words.NO_DIGITS),
        ("CO", "ana3101234567@correo.co", words.NO_DIGITS),
        ("CO", "12", words.TOO_SHORT),
        ("CO", "3.001234567E+09", words.LOST_DIGITS),
        ("CO", "3,00123E+09", words.LOST_DIGITS),
        ("CO", "3,00123E9", words.LOST_DIGITS),
        ("CO", "31012345678", words.NOT_VALID),
        ("CO", "(1) 234 5678", words.NOT_VALID),
        ("AR", "15 2345 6789", words.NOT_VALID),
        ("MX", "1 55 1234 5678", words.TOO_LONG),
        ("CO", "30012345673017654321", words.TOO_LONG),
        ("CL", "87654321", words.TOO_SHORT),
        ("CL", "900000000", words.NOT_VALID),
        (None, "300 123 4567", words.NO_COUNTRY),
    ],
)
def test_what_cannot_be_read_stays_text_with_its_reason(country, text, reason):
    found = read_telephones(text, country)

    assert (found.telephones, [(one.text, one.reason) for one in found.unread]) == ((), [(text, reason)])


def test_the_end_of_a_number_that_is_written_short_stays_text():
    assert read("601 234 5678/79") == ([("+576012345678", None, None)], ["79"])


DIGITS = st.text("0123456789", min_size=6, max_size=14)
PREFIXES = st.sampled_from(
    ["", "0", "00", "+", "044", "045 ", "01", "+521", "521", "015", "15", "0xx", "9", "54", "+54 9 ", "57", "+55"]
)
TEXTS = st.builds("".join, st.tuples(PREFIXES, DIGITS, st.sampled_from(["", ".0", " ext 5", " (casa)", " 15 1234"])))


@example(text="001000.0", country="IT")
@given(text=TEXTS, country=st.sampled_from(["AR", "BR", "CL", "CO", "ES", "IT", "MX", "PE", "US", "UY", None]))
def test_a_number_is_never_invented(text, country):
    written = re.sub(r"\D", "", re.sub(r"\.0$| ext 5$", "", text))

    for value in values(text, country):
        number = phonenumbers.parse(value)
        national = phonenumbers.national_significant_number(number)
        assert words.exists(number)
        if number.country_code == 54 and national.startswith("9"):
            own = national[1:]
            assert written.endswith((own, *(f"{own[:area]}15{own[area:]}" for area in (2, 3, 4))))
        else:
            assert written.endswith(national)


@given(text=st.text(max_size=40), country=st.sampled_from(["AR", "CO", "MX", None]))
def test_any_text_is_read_or_kept_with_a_reason(text, country):
    found = read_telephones(text, country)

    assert all(one.reason in REASONS and one.text for one in found.unread)
    assert found.telephones or found.unread or not any(map(str.isalnum, text))
