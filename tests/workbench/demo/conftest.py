"""One made-up company, lived once for all tests that read its history."""

from datetime import date

import pytest

from workbench.demo.company import Company, build_company
from workbench.demo.life import Life

TODAY = date(2026, 11, 20)


@pytest.fixture(scope="session")
def company() -> Company:
    return build_company(400, 1, TODAY)


@pytest.fixture(scope="session")
def lives(company: Company) -> list[Life]:
    return list(company.lives())
