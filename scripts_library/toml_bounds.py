"""Bounds on TOML that people send, asked before it is parsed.

The parser needs memory that grows with the square of the parts of a dotted key: 30 kB of `a.a.a…` take almost 1 GB.
"""

import re

_PART = r"""(?:[\w-]++|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+')"""


def deep_key_line(text: str, *, parts: int) -> int | None:
    """The first line, from 1, with a key of more than so many parts joined by dots; None where there is none.

    Strings are not told from keys: words joined by so many dots are refused there too.
    """
    found = re.search(rf"(?<![\w-])(?:{_PART}[ \t]*\.[ \t]*){{{parts}}}", text)
    return None if found is None else text.count("\n", 0, found.start()) + 1
