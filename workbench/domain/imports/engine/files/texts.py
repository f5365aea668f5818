"""Text files: in which encoding they are and whether they are whole within the limits, told before a row is read.

UTF-8, with or without a byte order mark, and UTF-16 with one are told by the file itself. Anything else is a guess:
bytes that are no UTF-8 are Windows-1252 where its letters make words; where those of MS-DOS do too, two readings fit.
"""

import codecs
import gzip
import io
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from workbench.domain.imports.engine.errors import FileRefused
from workbench.domain.imports.engine.files.limits import (
    ALWAYS_UNPACKED,
    LINE_BYTES,
    MIB,
    PACKED_RATIO,
    TEXT_BYTES,
)
from workbench.domain.imports.engine.files.wide_lines import WideLines
from workbench.kernel.text import N_

DELIMITERS = (",", ";", "\t", "|")
UTF8, WINDOWS, DOS = "utf-8", "windows-1252", "cp850"
_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_NAMES = {
    "utf-8": UTF8,
    "utf-8-sig": UTF8,
    "cp1252": WINDOWS,
    "iso8859-1": WINDOWS,
    "iso8859-15": "iso8859-15",
    "cp850": DOS,
    "utf-16": "utf-16",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
}
_GZIP = b"\x1f\x8b"
_PIECE = 1 << 20
_SAMPLE = 64 * 1024
_SUSPICIONS = 3
_MARKLESS = 4096
"""First bytes that tell a text in two bytes a letter without a mark."""
_UTF8_LETTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")
_HIGH = re.compile(rb"[^\n\r]{0,40}[\x80-\xff][^\n\r]{0,40}")
_WORDS = re.compile(r"[^\W\d_]*[^\x00-\x7f][^\W\d_]*")
_USUAL = frozenset("áéíóúüñÁÉÍÓÚÜÑàèìòùâêîôûãõçÀÈÌÒÙÂÊÎÔÛÃÕÇäöÄÖºª°¿¡€–—‘’“”«»·´®©ß½¼²³\xa0")
"""Signs beyond ASCII that files in these languages have."""


@dataclass(frozen=True)
class TextForm:
    """How a text file is written. `is_told`: the file, or the mapping, says its encoding."""

    encoding: str
    is_told: bool = True
    samples: tuple[str, ...] = ()
    """Pieces of the text with letters beyond ASCII, where the encoding is a guess."""
    others: tuple[str, ...] = ()
    """Encodings in which the text makes sense as well."""
    ends_open: bool = False
    """The last line has no end."""


def encoding_name(name: str) -> str | None:
    """Our name of an encoding that a file may be in; None for another."""
    try:
        return _NAMES.get(codecs.lookup(name).name)
    except LookupError:
        return None


def examine_text(
    path: Path,
    encoding: str | None = None,
    *,
    check_cell: Callable[[int], None] = lambda _line: None,
    wide: WideLines | None = None,
) -> TextForm:
    """Read the file to its end once, and refuse what is no whole text within the limits.

    Args:
        path: Of the file.
        encoding: Where the mapping says it.
        check_cell: Called with a line in which a quoted cell may stand that never ends; it refuses the file if so.
        wide: Refuses it where a line has too many columns.

    Raises:
        FileRefused: It is cut off, too large, or no text in that encoding.

    """
    with open_bytes(path) as file:
        start = _head(path, file)
    told = _told_by(start) or encoding
    found = _whole(path, told or UTF8, check_cell, wide)
    if isinstance(found, TextForm):
        return found
    if told:
        raise _not_in(path, told, line=found)
    return _guessed(path, check_cell, line=found)


def likely_encoding(path: Path) -> str:
    """The encoding that the first bytes tell, else one in which any bytes can be read."""
    with open_bytes(path) as file:
        return _told_by(_head(path, file)) or "latin-1"


def open_text(path: Path, encoding: str) -> IO[str]:
    """The text of a file, unpacked, without its byte order mark."""
    # A large buffer between the two: unpacking is called once for many lines.
    raw = cast("io.RawIOBase", open_bytes(path))  # any reader will do; only its declared type says otherwise
    codec = "utf-8-sig" if encoding == UTF8 else encoding
    text = io.TextIOWrapper(io.BufferedReader(raw, _PIECE), encoding=codec, newline="")
    if encoding in _UTF16.values() and text.read(1) != "\ufeff":
        text.seek(0)
    return text


def open_bytes(path: Path) -> io.BufferedIOBase:
    """The bytes of a file, unpacked where it is packed with gzip."""
    with path.open("rb") as file:
        packed = file.read(2) == _GZIP
    return gzip.open(path, "rb") if packed else path.open("rb")


def _head(path: Path, file: io.BufferedIOBase) -> bytes:
    try:
        return file.read1(_SAMPLE)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise _cut_off(path, line=0) from None


def _told_by(start: bytes) -> str | None:
    """The encoding that the first bytes tell: a mark, or the zeros of letters in two bytes."""
    for mark, name in _UTF16.items():
        if start.startswith(mark):
            return name
    if start.startswith(codecs.BOM_UTF8):
        return UTF8
    return _wide_without_a_mark(start)


def _wide_without_a_mark(start: bytes) -> str | None:
    """UTF-16 whose letters are mostly Latin: of each two bytes one is zero, always the same, and the other never."""
    even, odd = start[:_MARKLESS:2], start[1:_MARKLESS:2]
    if not odd or 0 not in start[:_MARKLESS]:
        return None
    for zeros, letters, name in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if zeros.count(0) * 10 >= len(zeros) * 9 and 0 not in letters:
            return name
    return None


def _whole(
    path: Path, encoding: str, check_cell: Callable[[int], None], wide: WideLines | None = None
) -> TextForm | int:
    """The form of a text that is whole in an encoding; else the line of the first bytes that are not in it."""
    codec = "utf-8-sig" if encoding == UTF8 else encoding
    decoder = codecs.getincrementaldecoder(codec)()
    last, bounds, is_wide = b"", TextBounds(path, check_cell), encoding.startswith("utf-16")
    try:
        with open_bytes(path) as file:
            while piece := file.read1(_PIECE):  # what there is: a cut is told with the line before it
                if b"\0" in piece and not is_wide:
                    raise _no_text(path)
                bounds.add(piece)
                if wide is not None and not is_wide:
                    wide.add(piece)
                text = decoder.decode(piece)
                if is_wide and "\0" in text:
                    raise _no_text(path)
                last = piece
        decoder.decode(b"", final=True)
        if wide is not None:
            wide.finish()
    except UnicodeDecodeError as wrong:
        before = bounds.lines - wrong.object.count(b"\n") + wrong.object[: wrong.start].count(b"\n")
        return 1 + before
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise _cut_off(path, line=bounds.lines) from None
    ends = last.rstrip(b"\0") if is_wide else last
    return TextForm(encoding, ends_open=not ends.endswith((b"\n", b"\r")))


def _guessed(path: Path, check_cell: Callable[[int], None], *, line: int) -> TextForm:
    """The form of a text that is no UTF-8 and does not say what it is."""
    lines: list[bytes] = []
    bounds = TextBounds(path, check_cell)
    with open_bytes(path) as file:
        while piece := file.read1(_PIECE):
            bounds.add(piece)
            if piece.isascii():
                continue
            if _UTF8_LETTER.search(piece):  # most of it is UTF-8, and something is damaged
                raise _not_in(path, UTF8, line=line)
            if len(lines) < _SAMPLE // 64:
                lines += _HIGH.findall(piece)
    fits = [name for name in (WINDOWS, DOS) if _makes_words(lines, name)]
    found = _whole(path, fits[0], check_cell) if fits else line
    if not isinstance(found, TextForm):
        raise _not_in(path, UTF8, line=line)
    samples = tuple(dict.fromkeys(piece.decode(fits[0], "replace").strip() for piece in lines))[:3]
    return TextForm(
        fits[0], is_told=False, samples=samples, others=tuple(fits[1:]), ends_open=found.ends_open
    )  # fmt: skip


def _makes_words(lines: list[bytes], encoding: str) -> bool:
    """Whether every sign beyond ASCII is one that files in these languages have."""
    signs = {sign for piece in lines for sign in piece.decode(encoding, "replace") if sign > "\x7f"}
    return signs <= _USUAL


def _not_in(path: Path, encoding: str, *, line: int) -> FileRefused:
    if encoding == UTF8:
        reason = N_("%(file)s no está en UTF-8 (línea %(line)s): guárdelo como CSV UTF-8.")
        return FileRefused(reason, file=path.name, line=line)
    reason = N_("%(file)s no está en %(encoding)s (línea %(line)s): revise «encoding» en la correspondencia.")
    return FileRefused(reason, file=path.name, line=line, encoding=encoding)


def _no_text(path: Path) -> FileRefused:
    return FileRefused(N_("%(file)s no es texto: guárdelo como CSV UTF-8 o XLSX."), file=path.name)


def _cut_off(path: Path, *, line: int) -> FileRefused:
    reason = N_("%(file)s está cortado o dañado después de la línea %(line)s: vuelva a exportarlo. No se importó nada.")
    return FileRefused(reason, file=path.name, line=line)


class TextBounds:
    """Keeps count of what is unpacked of a text, and refuses it as soon as it is beyond a limit."""

    def __init__(self, path: Path, check_cell: Callable[[int], None]) -> None:
        self._name = path.name
        self._quote = OpenQuote(check_cell)
        self._most = min(TEXT_BYTES, max(ALWAYS_UNPACKED, PACKED_RATIO * path.stat().st_size))
        self._unpacked = 0
        self._of_line = 0
        self.lines = 0

    def add(self, piece: bytes) -> None:
        """Another piece, no longer than a line may be.

        Raises:
            FileRefused: The text, or a line of it, is too long.

        """
        self._unpacked += len(piece)
        if self._unpacked > self._most:
            reason = N_("%(file)s ocupa más de %(limit)s MB al descomprimirlo: envíelo sin comprimir o divídalo.")
            raise FileRefused(reason, file=self._name, limit=self._most // MIB)
        ends = [end for end in (piece.find(b"\n"), piece.find(b"\r")) if end >= 0]
        if self._of_line + min(ends, default=len(piece)) > LINE_BYTES:
            raise line_too_long(self._name, line=self.lines + 1, limit=LINE_BYTES)
        if ends:
            self._of_line = len(piece) - 1 - max(piece.rfind(b"\n"), piece.rfind(b"\r"))
        else:
            self._of_line += len(piece)
        self.lines += piece.count(b"\n")
        self._quote.add(piece)


class OpenQuote:
    """Suspects a quoted cell that never ends where a long text without a quote follows one.

    So a text is not read to its end for it. A quote may as well be a sign like another: rows tell, and are looked at
    for the first few such texts; a cell that never ends and comes later is found when all rows are read.
    """

    def __init__(self, check_cell: Callable[[int], None]) -> None:
        self._check_cell = check_cell
        self._is_suspected = False
        self._since = 0  # bytes without a quote
        self._checks_left = _SUSPICIONS
        self._lines = 0

    def add(self, piece: bytes) -> None:
        """Another piece."""
        if not self._checks_left:
            return
        self._lines += max(piece.count(b"\n"), piece.count(b"\r"))
        last = piece.rfind(b'"')
        if last >= 0:
            self._is_suspected, self._since = True, len(piece) - 1 - last
        else:
            self._since += len(piece)
        if self._is_suspected and self._since > LINE_BYTES:
            self._check_cell(self._lines)
            self._is_suspected = False
            self._checks_left -= 1


def line_too_long(name: str, *, line: int, limit: int) -> FileRefused:
    """Why a file with such a line is refused."""
    reason = N_(
        "La línea %(line)s de %(file)s tiene más de %(limit)s caracteres: "
        "revise los saltos de línea y que toda comilla se cierre."
    )
    return FileRefused(reason, file=name, line=line, limit=limit)
