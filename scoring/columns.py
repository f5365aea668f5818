"""Columnar artefacts: named arrays as bytes. Equal content gives equal bytes, and the format cannot hold code."""

import io
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

Arrays = Mapping[str, np.ndarray[Any, Any]]

MEDIA_TYPE = "application/vnd.abono.columns+zip"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The date of every part: the bytes must not depend on when they were made."""

_MOST_BYTES = 512 * 1024 * 1024
_UNREADABLE = (zipfile.BadZipFile, zlib.error, ValueError, EOFError, OSError, RuntimeError, MemoryError)
"""What a spoilt archive raises; a method of compression or encryption that is not ours is a RuntimeError."""


class WrongColumns(Exception):
    """The bytes do not hold the columns asked for; the message says in one line what is wrong."""


def pack(columns: Arrays) -> bytes:
    """Arrays as a compressed archive of NumPy's own format, in the order of their names."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        for name in sorted(columns):
            part = io.BytesIO()
            np.save(part, np.ascontiguousarray(columns[name]), allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", _LONG_AGO), part.getvalue(), zipfile.ZIP_DEFLATED)
    return held.getvalue()


def unpack(content: bytes, *, kinds: Mapping[str, str]) -> dict[str, np.ndarray[Any, Any]]:
    """The arrays of an archive.

    Args:
        content: What `pack` gave.
        kinds: The names expected, each with its NumPy type, such as `int64`.

    Raises:
        WrongColumns: Not an archive, other names or types, or columns of different lengths.

    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if {entry.filename for entry in archive.infolist()} != {f"{name}.npy" for name in kinds}:
                raise WrongColumns("the artefact has other columns")
            if sum(entry.file_size for entry in archive.infolist()) > _MOST_BYTES:
                raise WrongColumns("the artefact is larger than any of ours")
            found = {
                name: np.load(io.BytesIO(archive.read(f"{name}.npy")), allow_pickle=False) for name in sorted(kinds)
            }
    except _UNREADABLE as wrong:
        raise WrongColumns("the artefact cannot be read") from wrong
    if any(str(found[name].dtype) != kind for name, kind in kinds.items()):
        raise WrongColumns("a column of the artefact has another type")
    if () in (lengths := {values.shape[:1] for values in found.values()}) or len(lengths) > 1:
        raise WrongColumns("the columns of the artefact are not equally long")
    return found


def pack_values(values: Mapping[str, Sequence[Any]], *, kinds: Mapping[str, str]) -> bytes:
    """`pack` for plain Python values."""
    return pack({name: np.array(values[name], dtype=kind) for name, kind in kinds.items()})


def unpack_values(
    content: bytes, *, kinds: Mapping[str, str], older: Mapping[str, str] | None = None
) -> dict[str, list[Any]]:
    """`unpack` to plain Python values; `older` are the columns of archives that an earlier version wrote."""
    return {name: values.tolist() for name, values in unpack_either(content, kinds=kinds, older=older).items()}


def unpack_either(
    content: bytes, *, kinds: Mapping[str, str], older: Mapping[str, str] | None
) -> dict[str, np.ndarray[Any, Any]]:
    """`unpack` with the columns of today, or with those that an earlier version wrote."""
    try:
        return unpack(content, kinds=kinds)
    except WrongColumns:
        if older is None:
            raise
        return unpack(content, kinds=older)
