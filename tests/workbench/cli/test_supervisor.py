"""Being told to stop: the event is set whatever the main thread is doing."""

import subprocess
import sys
from pathlib import Path

from tests.environment import clean_environment

ROOT = Path(__file__).parents[3]
TOLD_WHILE_THE_LOCK_IS_HELD = """
import os, signal
from workbench.cli.supervisor import stop_when_told
stop = stop_when_told()
with stop._cond:  # as `wait` holds it
    os.kill(os.getpid(), signal.SIGTERM)
print(stop.wait(10))
"""


def test_stop_is_set_although_the_main_thread_holds_its_lock():
    ended = subprocess.run(
        [sys.executable, "-c", TOLD_WHILE_THE_LOCK_IS_HELD],
        cwd=ROOT, env=clean_environment(), capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip

    assert ended.stdout.strip() == "True"
