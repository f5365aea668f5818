"""Prepares the database for `make run`: three command lines in one process, so that libraries load once."""

import sys

from workbench.cli import execute

LINES = (["init"], ["demo", "--if-empty"], ["scheduler", "--once"])


def main() -> None:
    """Run the command lines; stop at the first that fails, with its exit code."""
    for line in LINES:
        code = execute(line)
        if code:
            sys.exit(code)


if __name__ == "__main__":
    main()
