"""The README documents every setting as the program reads it."""

from pathlib import Path

from tests.house.settings_table import BEGIN, END, settings_table

README = Path(__file__).parents[2] / "README.md"


def test_readme_has_the_table_of_settings():
    text = README.read_text(encoding="utf-8")

    _, begin, rest = text.partition(BEGIN)
    table, end, _ = rest.partition(END)

    assert begin + table + end == settings_table(), "python -m tests.house.settings_table prints it"
