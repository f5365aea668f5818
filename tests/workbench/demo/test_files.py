from pathlib import Path

from tests.workbench.demo.conftest import TODAY
from workbench.demo.company import Company, build_company
from workbench.demo.files import ASSIGNMENTS, CALLS, IMPORTED, read_rows, write_files


def _written(folder: Path) -> Company:
    company = build_company(15, 3, TODAY)
    write_files(company, folder, advance=lambda _done, _total: None)
    return company


def _numbers(folder: Path) -> set[str]:
    return {row[key] for row in read_rows(folder, "customers") for key in ("phone", "phone_2")}


def test_files_hold_what_the_customers_lived(tmp_path: Path):
    company = _written(tmp_path)
    lives = list(company.lives())

    counts = {kind: len(list(read_rows(tmp_path, kind))) for kind in IMPORTED}

    assert counts == {
        "customers": 15,
        "invoices": sum(len(life.invoices) for life in lives),
        "payments": sum(len(life.payments) for life in lives),
        "interactions": sum(len(life.interactions) for life in lives),
    }


def test_files_keep_every_value_as_it_was(tmp_path: Path):
    company = _written(tmp_path)

    payments = [row for life in company.lives() for row in life.payments]

    assert list(read_rows(tmp_path, "payments")) == payments


def test_files_say_who_had_an_account_and_which_number_was_called(tmp_path: Path):
    company = _written(tmp_path)
    debts = sum(len(debt.owners) for life in company.lives() for debt in life.debts)

    calls = list(read_rows(tmp_path, CALLS))

    assert len(list(read_rows(tmp_path, ASSIGNMENTS))) == debts
    assert {row["number"] for row in calls} <= _numbers(tmp_path)
    assert any(row["callback_at"] for row in calls)


def test_writing_tells_how_far_it_is(tmp_path: Path):
    told = []

    write_files(build_company(3, 1, TODAY), tmp_path, advance=lambda done, total: told.append((done, total)))

    assert told == [(1, 3), (2, 3), (3, 3)]
