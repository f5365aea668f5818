"""The drawing in docs/architecture.md shows the imports that the code has."""

from tests.house.drawing import ARCHITECTURE, BEGIN, END, arrows, drawn, layer, reduced


def test_drawing_is_that_of_the_code():
    text = ARCHITECTURE.read_text(encoding="utf-8")

    assert (text.count(BEGIN), text.count(END)) == (1, 1)
    assert drawn(text) == text, "`make drawing` writes it"


def test_arrow_is_drawn_once_between_two_places():
    pairs = [("workbench.web.forms", "workbench.kernel.days"), ("workbench.web.db", "workbench.kernel.errors")]

    assert arrows([*pairs, ("workbench.web.db", "workbench.web.moment")], layer) == [("web", "kernel")]


def test_arrow_that_a_chain_implies_is_left_out():
    assert reduced([("a", "b"), ("a", "c"), ("b", "c")]) == [("a", "b"), ("b", "c")]
