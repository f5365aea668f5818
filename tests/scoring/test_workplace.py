"""What `WORKBENCH_CLUSTER` can be, and what is said of anything else."""

import pytest

from scoring.workplace import Workplace, workplace_of


@pytest.mark.parametrize(
    ("setting", "place"),
    [
        ("", Workplace()),
        ("processes", Workplace()),
        ("processes:4", Workplace(processes=4)),
        ("dask://planner.example:8786", Workplace(scheduler="tcp://planner.example:8786")),
        ("tcp://127.0.0.1:8786", Workplace(scheduler="tcp://127.0.0.1:8786")),
        ("tls://[fe80::1]:8786", Workplace(scheduler="tls://[fe80::1]:8786")),
    ],
)
def test_workplace_of_a_setting(setting, place):
    assert workplace_of(setting) == place


@pytest.mark.parametrize(
    "setting",
    ["dask", "processes:0", "processes:-1", "processes:x", "dask://host", "dask://host:99999", "http://host:8786",
     "dask://host:8786/x", "dask://:8786", "Processes", "4", "processes:4 ", "ray://host:1"],
)  # fmt: skip
def test_anything_else_is_no_workplace(setting):
    with pytest.raises(ValueError, match="must be processes, processes:4, or the address of a Dask scheduler"):
        workplace_of(setting)
