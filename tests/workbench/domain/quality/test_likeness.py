"""Likeness: the evidence for and against one person, and which pairs are compared at all."""

from dataclasses import replace

import hypothesis.strategies as st
import pytest
from hypothesis import given

from models.enums import CustomerKind
from workbench.domain.quality import EvidenceKind, likeness_of
from workbench.domain.quality.blocking import MOST_SHARING, pairs_to_compare
from workbench.domain.quality.likeness import LEAST_SCORE, VERY_LIKELY, ComparedCustomer

ANA = ComparedCustomer(1, "María Fernanda Ríos Cárdenas", document="CC 52.418.903", city="Bogotá")
PHONE = frozenset({"+573008451260"})


def kinds(one, other):
    return [piece.kind for piece in likeness_of(one, other).evidence]


@pytest.mark.parametrize(
    ("other", "kind"),
    [
        ({"document": "52418903"}, EvidenceKind.DOCUMENT),
        ({"document": "52418908"}, EvidenceKind.DOCUMENT_ONE_DIGIT),
        ({"document": "1020304050"}, EvidenceKind.OTHER_DOCUMENT),
        ({"document": "524189031"}, EvidenceKind.DOCUMENT_BUT_CHECK_DIGIT),
        ({"phones": PHONE}, EvidenceKind.PHONE),
        ({"emails": frozenset({"m@x.co"})}, EvidenceKind.EMAIL),
        ({"name": "RIOS CARDENAS MARIA FERNANDA"}, EvidenceKind.NAME),
        ({"name": "MARIA F RIOS C."}, EvidenceKind.NAME_WITHIN),
        ({"name": "Pedro Gómez"}, EvidenceKind.OTHER_NAME),
        ({"addresses": frozenset({"KR 24 53 10 BOGOTA"})}, EvidenceKind.ADDRESS),
        ({"city": "BOGOTA"}, EvidenceKind.CITY),
        ({"kind": CustomerKind.BUSINESS}, EvidenceKind.OTHER_KIND),
    ],
)
def test_evidence_is_named(other, kind):
    ana = replace(
        ANA, phones=PHONE, emails=frozenset({"m@x.co"}), addresses=frozenset({"Cra. 24 # 53-10, Bogotá"}),
        kind=CustomerKind.RESIDENTIAL,
    )  # fmt: skip

    assert kind in kinds(ana, ComparedCustomer(2, **{"name": "Otra Persona Distinta"} | other))


def test_same_document_and_name_is_very_likely_one_person():
    other = ComparedCustomer(2, "MARIA FERNANDA RIOS CARDENAS", document="52418903")

    assert likeness_of(ANA, other).score >= VERY_LIKELY


def test_family_that_shares_a_telephone_is_not_proposed():
    father = ComparedCustomer(2, "Pedro Gómez", document="1020304050", phones=PHONE)

    assert likeness_of(replace(ANA, phones=PHONE), father).score < LEAST_SCORE


def test_addresses_that_differ_in_a_number_are_two_places():
    one, other = (replace(ANA, id=place, addresses=frozenset({f"Carrera 24 # 53-{place}0"})) for place in (1, 2))

    assert EvidenceKind.ADDRESS not in kinds(one, other)


names = st.lists(st.sampled_from(["Ana", "Luis", "Ríos", "Gil", "SAS", "M."]), min_size=1, max_size=4).map(" ".join)
customers = st.builds(
    ComparedCustomer,
    st.integers(1, 9),
    names,
    st.sampled_from([None, "52418903", "52418908", "900114772", "9001147722"]),
    st.none(),
    st.sampled_from([None, "Cali"]),
    st.sampled_from([frozenset(), PHONE]),
)


@given(customers, customers)
def test_likeness_does_not_depend_on_the_order_and_is_a_share(one, other):
    assert likeness_of(one, other).score == likeness_of(other, one).score
    assert 0 <= likeness_of(one, other).score < 1


def test_pairs_that_share_a_key_are_compared_once():
    same = replace(ANA, phones=PHONE)
    twin = replace(same, id=2)
    stranger = ComparedCustomer(3, "Pedro Gómez", document="1020304050")

    assert list(pairs_to_compare([twin, same, stranger])) == [(same, twin)]


def test_key_that_many_share_says_nothing_of_one_person():
    crowd = [ComparedCustomer(place, f"N{place}", phones=PHONE) for place in range(MOST_SHARING + 1)]

    assert list(pairs_to_compare(crowd)) == []
    assert list(pairs_to_compare(crowd[1:])) != []
