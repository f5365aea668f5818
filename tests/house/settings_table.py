"""The README's table of settings, made from the one list: `python -m tests.house.settings_table` prints it."""

import sys

from workbench.settings import PREFIX, TABLE

BEGIN, END = "<!-- settings -->", "<!-- /settings -->"


def settings_table():
    """Between these marks, one row per variable, in the order of the list."""
    rows = [f"| `{PREFIX}{row.name}` | {shown(row.default)} | {row.meaning} |" for row in TABLE]
    return "\n".join([BEGIN, "| variable | default | meaning |", "| --- | --- | --- |", *rows, END])


def shown(default):
    if not default:
        return "–"
    return default if "`" in default else f"`{default}`"


if __name__ == "__main__":
    sys.stdout.write(settings_table() + "\n")
