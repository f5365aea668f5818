"""What is missing or wrong with a customer is found by a pure rule."""

from dataclasses import replace

import pytest

from models.enums import PointKind, PointState
from workbench.domain.quality import WORDS, DataProblem, problems_of
from workbench.domain.quality.problems import CheckedCustomer, CheckedPoint
from workbench.domain.quality.texts import mailbox_problem, name_problem

WHOLE = CheckedCustomer(
    external_id="C-1", name="Ana Gil", document="CC 52.418.903", kind=None, country="CO", home_country="CO",
    timezone="America/Bogota", unread={}, points=(
        CheckedPoint(PointKind.PHONE, "+573008451260", PointState.VERIFIED),
        CheckedPoint(PointKind.EMAIL, "ana@correo.co", PointState.UNVERIFIED),
        CheckedPoint(PointKind.ADDRESS, "Cra. 24 # 53-10", PointState.UNVERIFIED),
    ),
)  # fmt: skip
BAD_PHONE = CheckedPoint(PointKind.PHONE, "+573008451260", PointState.BAD)


def points_but(kind, *others):
    return (*(one for one in WHOLE.points if one.kind is not kind), *others)


def test_customer_with_everything_has_no_problem():
    assert problems_of(WHOLE) == {}


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"points": points_but(PointKind.PHONE)}, DataProblem.NO_NUMBER),
        ({"points": points_but(PointKind.PHONE, BAD_PHONE)}, DataProblem.NO_NUMBER),
        ({"unread": {"phone_2": "tel de la esposa"}}, DataProblem.UNREAD_NUMBER),
        ({"country": None, "timezone": None}, DataProblem.NO_PLACE),
        ({"name": "CLIENTE"}, DataProblem.NO_NAME),
        ({"name": "C-1"}, DataProblem.NO_NAME),
        ({"name": "ANA GIL RUIZ"}, DataProblem.SHOUTED_NAME),
        ({"document": None}, DataProblem.NO_DOCUMENT),
        ({"document": "NIT 900.114.772-0"}, DataProblem.INVALID_DOCUMENT),
        ({"country": None, "document": "NIT 900.114.772-0"}, DataProblem.INVALID_DOCUMENT),
        ({"points": points_but(PointKind.EMAIL)}, DataProblem.NO_EMAIL),
        ({"points": points_but(PointKind.EMAIL), "unread": {"email": "ana arroba correo"}}, DataProblem.BAD_EMAIL),
        ({"points": points_but(PointKind.ADDRESS)}, DataProblem.NO_ADDRESS),
        (
            {
                "points": points_but(
                    PointKind.EMAIL, CheckedPoint(PointKind.EMAIL, "ana@gmial.com", PointState.VERIFIED)
                )
            },
            DataProblem.BAD_EMAIL,
        ),
    ],
)
def test_what_is_missing_or_wrong_is_found_alone(change, problem):
    assert list(problems_of(replace(WHOLE, **change))) == [problem]


def test_every_problem_has_words():
    assert set(WORDS) == set(DataProblem)


@pytest.mark.parametrize("name", ["Cliente 123", "S/N", "xxx", "Consumidor Final", "12345", "-", "PÚBLICO EN GENERAL"])
def test_filler_is_no_name(name):
    assert name_problem(name, "C-1") is not None


@pytest.mark.parametrize("name", ["Ana", "IBM", "Ñandú SAS", "Clienta Pérez", "O'Higgins 123 SpA"])
def test_name_of_somebody_is_one(name):
    assert name_problem(name, "C-1") is None


@pytest.mark.parametrize("mailbox", ["a@b", "ana..r@x.com", "notiene@x.com", "ana@hotmail.con", "a@1.2", "a b@x.co"])
def test_mailbox_that_nobody_has_is_told(mailbox):
    assert mailbox_problem(mailbox) is not None


@pytest.mark.parametrize("mailbox", ["ana@correo.co", "ñandú@correo.es", "a.b+c@sub.gmail.com"])
def test_mailbox_that_may_exist_is_left_alone(mailbox):
    assert mailbox_problem(mailbox) is None
