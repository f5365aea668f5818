"""Prints sizes of modules and functions and counts of `noqa` and `fmt: skip`: run by `make figures`."""

import statistics
import sys
import tokenize

from tests.house.test_sizes import SOURCES, TESTS, functions, length, lines


def summary(values):
    """`count, median, 90th percentile, most` of whole numbers; the percentile is the value at nine tenths."""
    ranked = sorted(values)
    tenth = ranked[len(ranked) * 9 // 10]
    return f"{len(ranked):,}, median {statistics.median(ranked):g}, p90 {tenth}, most {ranked[-1]}"


def comments(paths, word):
    """How many comments hold the word."""
    found = 0
    for path in paths:
        with path.open("rb") as file:
            tokens = tokenize.tokenize(file.readline)
            found += sum(token.type == tokenize.COMMENT and word in token.string for token in tokens)
    return found


def figures():
    """The lines of the report: lengths in lines without docstrings of functions, and counts of comments."""
    yield f"modules: {summary(lines(path) for path in SOURCES)}"
    yield f"functions: {summary(length(one) for path in SOURCES for one in functions(path))}"
    for word in ("noqa", "fmt: skip"):
        yield f"{word}: {comments(SOURCES, word)} in code, {comments(TESTS, word)} in tests"


if __name__ == "__main__":
    sys.stdout.write("\n".join(figures()) + "\n")
