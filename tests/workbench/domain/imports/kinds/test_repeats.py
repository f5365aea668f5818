"""What is remembered of a file's rows: names packed, and keys found over batches and blocks."""

from workbench.domain.imports.kinds.repeats import BLOCK, EARLIER, FileRows, PackedNames, SaidRows


def said(numbers, *, owner="C{}"):
    """Rows of invoices `F1` and on."""
    names, nothing = [f"F{number}" for number in numbers], [()] * len(numbers)
    owners = [owner.format(number) for number in numbers]
    lines = [number + 1 for number in numbers]
    return SaidRows(lines, names, keys=names, owners=owners, shared=nothing, parts=nothing, said=names)


def test_names_are_found_again_and_equal_ones_in_a_row_are_kept_once():
    names = PackedNames()
    given = ["C1", "C1", "", "Peña\0", "C1", "\udc80"]

    places = [names.add(name) for name in given]

    assert places == [0, 0, 1, 2, 3, 4]
    assert [names[place] for place in places] == given


def test_repeats_are_found_wherever_their_row_stands_in_earlier_batches():
    rows = FileRows()
    many = range(1, 5 * BLOCK)
    for start in range(1, 5 * BLOCK, 100):
        assert len(rows.judge(said(range(start, min(start + 100, 5 * BLOCK)))).first) > 0

    judged = rows.judge(said(many))
    others = rows.judge(said(many, owner="X{}"))

    assert judged.equal == dict.fromkeys(range(len(many)), EARLIER)
    assert [bad.values["other"] for bad in others.refused.values()] == [f"C{number}" for number in many]
    assert [bad.values["line"] for bad in others.refused.values()] == [number + 1 for number in many]
