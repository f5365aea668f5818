"""What was typed is taken apart as it was meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.folding import sound
from workbench.queries.finding.slips import is_one_slip_away, one_slip_away
from workbench.queries.finding.typed import begins, read_typed


@pytest.mark.parametrize(
    ("text", "words", "numbers"),
    [
        ("Ríos  María", ["rios", "maria"], []),
        ("300 845 12 60", [], ["3008451260"]),
        ("+57 (300) 845-12-60", [], ["573008451260"]),
        ("52.418.903 3008451260", [], ["52418903", "3008451260"]),
        ("cc 52.418.903", [], ["52418903"]),
        ("factura FE-20418", [], ["fe20418"]),
        ("ríos 845", ["rios"], ["845"]),
        ("%_'\";", [], []),
        ("", [], []),
    ],
)
def test_words_and_numbers_are_told_apart(text, words, numbers):
    typed = read_typed(text)

    assert [word.text for word in typed.words] == words
    assert [number.key for number in typed.numbers] == numbers


@pytest.mark.parametrize(
    ("text", "is_enough"), [("r", False), ("ri", True), ("12", False), ("123", True), ("a@", False), ("a@b", True)]
)
def test_one_letter_and_two_digits_are_too_little(text, is_enough):
    assert read_typed(text).is_enough is is_enough


@pytest.mark.parametrize(
    ("text", "telephone"),
    [("300 845 1260", "3008451260"), ("1260", None), ("ana 3008451260", None), ("FE-2041899", None)],
)
def test_a_number_alone_may_be_who_calls(text, telephone):
    assert read_typed(text).telephone == telephone


@given(st.text())
def test_whatever_is_typed_is_taken_apart(text):
    typed = read_typed(text)

    assert all(word.begins for word in typed.words)
    assert all(number.key for number in typed.numbers)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=12), st.integers(1, 12))
def test_a_word_is_found_by_its_beginning(word, length):
    assert not sound(word) or sound(word).startswith(begins(word[:length])) or word[:length][-1] in "hnpgqx"


@given(st.text(alphabet="abdefg", min_size=4, max_size=8), st.integers(0, 7), st.sampled_from("abdefg"))
def test_one_slip_leads_back(word, place, letter):
    for other in (word[:place] + word[place + 1 :], word[:place] + letter + word[place:]):
        assert other == word or len(word) < 4 or is_one_slip_away(word, other)
    assert word not in one_slip_away(word)
