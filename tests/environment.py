"""The environment of processes that tests start: what any machine has, and nothing a developer's shell adds.

A process that inherits `MAKEFLAGS` prints "Entering directory"; one that inherits `WORKBENCH_DATABASE_URL` works on the
developer's own database. So every process is started with `env=clean_environment(…)`; tests/house/test_processes.py
checks that.
"""

import os

KEPT = {
    "HOME", "LANG", "LC_ALL", "PATH", "TERM", "TMPDIR", "TZ", "USER",
    "http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "SSL_CERT_DIR", "SSL_CERT_FILE",
}  # fmt: skip
"""Variables that say what the machine is and how it reaches the network."""
KEPT_PREFIXES = ("OMP_", "OPENBLAS_", "PIP_", "UV_")
"""Variables that say how many threads a library may use and where packages come from."""


def clean_environment(**more: str) -> dict[str, str]:
    """The environment for a new process, with `more` set in it."""
    kept = {name: value for name, value in os.environ.items() if name in KEPT or name.startswith(KEPT_PREFIXES)}
    return kept | more
