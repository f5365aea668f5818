"""What an error may leave in logs and job records."""

import traceback
from pathlib import Path

from workbench.kernel.errors import RuleBroken

_ROOT = Path(__file__).parents[2]


def without_personal_data(wrong: BaseException) -> str:
    """Class and place of an error, without its message, because a database's messages quote the row."""
    name = f"{type(wrong).__name__} {wrong.rule}" if isinstance(wrong, RuleBroken) else type(wrong).__name__
    for frame in reversed(traceback.extract_tb(wrong.__traceback__)):
        path = Path(frame.filename)
        if path.is_relative_to(_ROOT) and "site-packages" not in path.parts:
            return f"{name} ({path.relative_to(_ROOT)}:{frame.lineno})"
    return name
