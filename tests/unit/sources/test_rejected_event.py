"""Reasons for rejecting a document."""

from __future__ import annotations

from socdomain.sources.documents import DocumentProblem
from socdomain.sources.rejected_event import RejectReason


def test_whatever_is_wrong_with_a_document_is_a_reason_to_reject_it() -> None:
    assert {problem.value for problem in DocumentProblem} <= {reason.value for reason in RejectReason}
