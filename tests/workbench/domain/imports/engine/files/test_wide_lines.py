"""Lines with too many columns are refused when a text is looked at, before its rows are read."""

import pytest

from workbench.domain.imports.engine.errors import FileRefused
from workbench.domain.imports.engine.files.opening import look_at

ROWS = b"".join(b"C%d,Nombre %d\n" % (number, number) for number in range(200_000))


@pytest.fixture
def look(tmp_path):
    """`look(content)`: what a file with this content looks like."""

    def at(content):
        path = tmp_path / "f.csv"
        path.write_bytes(b"external_id,name\n" + content)
        return look_at(path)

    return at


@pytest.mark.parametrize(
    ("line", "columns"),
    [
        (b"x," * 200_000 + b"\n", 200_001),
        (b"x," * 500 + b"\n", 501),
        (b"x," * 500, 501),
        (b'"a,b",' * 500 + b"c\n", 501),
    ],
    ids=["200,000", "one too many", "without an end", "beside quoted cells"],
)
@pytest.mark.parametrize(
    "before", [ROWS, ROWS.replace(b"\n", b"\r\n"), ROWS + b'A,"a\nb"\n'], ids=["lf", "crlf", "quoted"]
)
def test_late_line_with_too_many_columns_is_refused_at_once(look, line, columns, before):
    with pytest.raises(FileRefused) as refused:
        look(before + line)

    assert refused.value.values["found"] == columns


@pytest.mark.parametrize(
    "line",
    [
        b"x" + b"," * 499 + b"\n",
        b'A,"' + b"x," * 900 + b'"\n',
        b'A,"\n' + b"x," * 900 + b'\n"\n',
        b"A," + b"x;" * 900 + b"\n",
    ],
    ids=["as many as allowed", "within a cell", "within a cell of several lines", "another sign"],
)
def test_other_long_lines_are_left_to_whom_reads_the_rows(look, line):
    assert look(ROWS + line).text is not None
