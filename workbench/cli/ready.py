"""What `make run` does before it starts the server: three command lines in one process, so that libraries load once."""

import sys

from workbench.cli import execute

LINES = (["init"], ["demo", "--if-empty"], ["scheduler", "--once"])


def main() -> None:
    """Stop at the first that fails, with its exit code."""
    for line in LINES:
        code = execute(line)
        if code:
            sys.exit(code)


if __name__ == "__main__":
    main()
