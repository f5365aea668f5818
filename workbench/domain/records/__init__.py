"""Records: the audit trail, idempotency keys, blobs by their hash, and the runs of jobs."""

from workbench.domain.records.audit import Actor, AuditEvent, record
from workbench.domain.records.blobs import keep_blob, read_blob
from workbench.domain.records.decision_log import decision_artefacts
from workbench.domain.records.idempotency import KeyReused, keep_answer, kept_answer
from workbench.domain.records.job_requests import ask_job, latest_request, open_requests
from workbench.domain.records.job_runs import RunLine, leader, recent_runs, run_of
from workbench.domain.records.sealing import AuditKeys, seal_entries
from workbench.domain.records.verifying import ChainTrouble, verify_seals

__all__ = [
    "Actor",
    "AuditEvent",
    "AuditKeys",
    "ChainTrouble",
    "KeyReused",
    "RunLine",
    "ask_job",
    "decision_artefacts",
    "keep_answer",
    "keep_blob",
    "kept_answer",
    "latest_request",
    "leader",
    "open_requests",
    "read_blob",
    "recent_runs",
    "record",
    "run_of",
    "seal_entries",
    "verify_seals",
]
