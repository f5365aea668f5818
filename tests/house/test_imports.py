"""Who imports whom: the contracts of pyproject.toml, and what stays out of a web worker."""

import subprocess
import sys
from pathlib import Path

from tests.environment import clean_environment

ROOT = Path(__file__).parents[2]
HEAVY = ("sklearn", "numpy", "pandas", "scipy", "duckdb", "apscheduler", "alembic")
HOUSE = ("models", "scoring", "scripts_library", "workbench")
LEAVES = ("workbench.settings", "workbench.clock", "workbench.language")


def python(script):
    return subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=clean_environment(), capture_output=True, text=True, check=True
    ).stdout


def test_contracts_are_kept():
    told = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=False,
    )

    assert told.returncode == 0, told.stdout


def test_web_worker_loads_no_library_it_does_not_need():
    told = python(f"import sys, workbench.app; print([name for name in {HEAVY} if name in sys.modules])")

    assert told.strip() == "[]"


def test_leaves_know_nothing_of_the_house():
    told = python(f"import sys, {', '.join(LEAVES)}; print(*sys.modules)")

    assert {name for name in told.split() if name.split(".")[0] in HOUSE} == {"workbench", *LEAVES}
