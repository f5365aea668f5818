"""Columnar artefacts return what was packed, with equal bytes each time, and refuse other bytes."""

import io
import zipfile

import numpy as np
import pytest

from scoring.columns import WrongColumns, pack, pack_values, unpack, unpack_values

KINDS = {"id": "int64", "x": "float32"}
ARRAYS = {"id": np.array([3, 1, 2]), "x": np.array([[0.5, np.nan], [1, 2], [3, 4]], dtype=np.float32)}


def foreign(**parts):
    """An archive as somebody else may make one; objects are pickled."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, values in parts.items():
            part = io.BytesIO()
            np.save(part, values, allow_pickle=True)
            archive.writestr(f"{name}.npy", part.getvalue())
    return held.getvalue()


def test_round_trip_gives_equal_arrays_of_the_same_types():
    found = unpack(pack(ARRAYS), kinds=KINDS)

    assert {name: str(values.dtype) for name, values in found.items()} == KINDS
    for name, values in ARRAYS.items():
        np.testing.assert_array_equal(found[name], values)


def test_same_content_gives_the_same_bytes_whatever_the_order_and_layout():
    again = {"x": np.asfortranarray(ARRAYS["x"]), "id": ARRAYS["id"].copy()}

    assert pack(again) == pack(ARRAYS)
    assert pack(ARRAYS | {"id": np.array([3, 1, 9])}) != pack(ARRAYS)


def test_plain_values_come_back_as_plain_values():
    kinds = {"id": "int64", "p": "float64", "ok": "bool"}
    values = {"id": [1, 2], "p": [0.25, 1.0], "ok": [True, False]}

    found = unpack_values(pack_values(values, kinds=kinds), kinds=kinds)

    assert found == values
    assert [type(value) for value in found["ok"]] == [bool, bool]


def test_nothing_is_a_value_too():
    assert unpack_values(pack_values({"id": []}, kinds={"id": "int64"}), kinds={"id": "int64"}) == {"id": []}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "cannot be read"),
        (b"not an archive", "cannot be read"),
        (pack({"id": ARRAYS["id"]}), "other columns"),
        (pack(ARRAYS | {"more": ARRAYS["id"]}), "other columns"),
        (pack({"id": ARRAYS["id"], "X": ARRAYS["x"]}), "other columns"),
        (pack({"id": ARRAYS["id"], "x": ARRAYS["x"].astype(np.float64)}), "another type"),
        (pack({"id": ARRAYS["id"][:2], "x": ARRAYS["x"]}), "not equally long"),
        (foreign(id=np.int64(3), x=ARRAYS["x"]), "not equally long"),
        (foreign(id=np.array([{"a": 1}] * 3, dtype=object), x=ARRAYS["x"]), "cannot be read"),
    ],
    ids=["empty", "no archive", "fewer", "more", "names", "types", "lengths", "no length", "pickled"],
)
def test_other_content_is_refused_and_says_why(content, said):
    with pytest.raises(WrongColumns, match=said):
        unpack(content, kinds=KINDS)


def test_an_archive_cut_off_anywhere_is_refused():
    content = pack(ARRAYS)

    for length in range(len(content)):
        with pytest.raises(WrongColumns):
            unpack(content[:length], kinds=KINDS)


def test_an_archive_with_a_wrong_byte_is_refused_or_says_the_same():
    content = pack(ARRAYS)

    for place in range(len(content)):
        spoilt = bytearray(content)
        spoilt[place] ^= 0x81
        try:
            found = unpack(bytes(spoilt), kinds=KINDS)
        except WrongColumns:
            continue
        np.testing.assert_array_equal(found["id"], ARRAYS["id"])
        np.testing.assert_array_equal(found["x"], ARRAYS["x"])
