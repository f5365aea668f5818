"""Programs that kill themselves in the middle: what they leave in a database is what is tested."""

import signal
import subprocess
import sys
from pathlib import Path

from models import Database
from tests.environment import clean_environment

ROOT = Path(__file__).parents[1]


def run_killed(database: Database, module: str, *arguments: object) -> None:
    """Run a module on the database, given its address, until it kills itself and the server has noticed."""
    database.dispose()
    ended = subprocess.run(
        [sys.executable, "-m", module, database.url, *map(str, arguments)],
        cwd=ROOT,
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    while _is_still_connected(database):
        pass  # a server needs a moment to see that its client is gone


def _is_still_connected(database: Database) -> bool:
    if database.is_sqlite:
        return False
    mine = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    with database.engine.connect() as connection:
        return connection.exec_driver_sql(f"{mine} AND backend_type = 'client backend'").scalar() > 0
