"""Every `noqa` and `type: ignore` gives its reason in the same line."""

import re

from tests.house.test_sizes import SOURCES, TESTS, name

WITHOUT_REASON = re.compile(r"#\s*(?:noqa(?::\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*)?|type: ignore(?:\[[a-z-]+\])?)\s*$")


def test_noqa_and_type_ignore_carry_their_reason():
    found = [
        f"{name(path)}:{number}"
        for path in SOURCES + TESTS
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if WITHOUT_REASON.search(line)
    ]

    assert found == []
