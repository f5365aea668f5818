"""Records: the audit trail, blobs by their hash, and the runs of jobs."""

from workbench.domain.records.audit import Actor, AuditEvent, record, seal_entries, verify_seals
from workbench.domain.records.blobs import keep_blob, read_blob
from workbench.domain.records.job_runs import leader, recent_runs

__all__ = [
    "Actor",
    "AuditEvent",
    "keep_blob",
    "leader",
    "read_blob",
    "recent_runs",
    "record",
    "seal_entries",
    "verify_seals",
]
