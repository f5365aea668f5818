"""An answer kept under its key is given again to the same request, and to no other."""

import pytest

from workbench.domain.records.idempotency import KeyReused, keep_answer, kept_answer


def test_an_unused_key_has_no_answer(session):
    assert kept_answer(session, "payment:1:a", fingerprint="0" * 64) is None


def test_the_same_request_finds_the_answer_that_was_given(session, now):
    keep_answer(session, "payment:1:a", fingerprint="0" * 64, answer={"id": 7}, now=now)

    assert kept_answer(session, "payment:1:a", fingerprint="0" * 64) == {"id": 7}
    assert kept_answer(session, "payment:1:b", fingerprint="0" * 64) is None


def test_a_key_is_refused_for_a_request_with_other_content(session, now):
    keep_answer(session, "payment:1:a", fingerprint="0" * 64, answer={"id": 7}, now=now)

    with pytest.raises(KeyReused):
        kept_answer(session, "payment:1:a", fingerprint="1" * 64)
