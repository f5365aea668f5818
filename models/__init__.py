"""Tables: typed, constrained SQLAlchemy classes, one file per noun, without actions."""

from models.account import Account, Assignment
from models.base import Base
from models.call import CallDraft, OutcomeTrace
from models.company import OwnCompany
from models.customer import Consent, ContactPoint, ContactPointEvent, Customer, CustomerVersion, CustomerWord, Hold
from models.db import Database
from models.interaction import DelayReason, Interaction, Outcome, Promise
from models.ledger import Allocation, FactVersion, Invoice, Payment
from models.operations import (
    AuditEntry,
    AuditHead,
    AuditSeal,
    Blob,
    IdempotencyKey,
    ImportRun,
    JobRequest,
    JobRun,
    Lease,
)
from models.people import OneTimeLink, Role, SignInSession, SignInThrottle, Team, TeamMember, User
from models.portfolio import Portfolio, PortfolioTeam, WorkPolicy
from models.privacy import ErasedKey, Erasure, ErasureSecret, RetentionHold, RetentionTerms
from models.quality import CustomerMerge, DuplicatePair, QualityFinding
from models.review import ReasonLetter, ReviewRequest
from models.scoring import AnswerHabits, Champion, DecisionLog, ModelAlarm, ModelVersion, Score, Snapshot, Training
from models.script import Script, ScriptVersion
from models.upload import RejectedRow, ReplacedRow, SenderMapping, Upload, UploadPart
from models.work import WorkItem

__all__ = [
    "Account", "Allocation", "AnswerHabits", "Assignment", "AuditEntry", "AuditHead", "AuditSeal", "Base", "Blob",
    "CallDraft", "Champion", "Consent", "ContactPoint", "ContactPointEvent", "Customer", "CustomerMerge",
    "CustomerVersion", "CustomerWord", "Database", "DecisionLog", "DelayReason", "DuplicatePair", "ErasedKey",
    "Erasure", "ErasureSecret", "FactVersion", "Hold", "IdempotencyKey", "ImportRun", "Interaction", "Invoice",
    "JobRequest", "JobRun", "Lease", "ModelAlarm", "ModelVersion", "OneTimeLink", "Outcome", "OutcomeTrace",
    "OwnCompany", "Payment", "Portfolio", "PortfolioTeam", "Promise", "QualityFinding", "ReasonLetter", "RejectedRow",
    "ReplacedRow", "RetentionHold", "RetentionTerms", "ReviewRequest", "Role", "Score", "Script", "ScriptVersion",
    "SenderMapping", "SignInSession", "SignInThrottle", "Snapshot", "Team", "TeamMember", "Training", "Upload",
    "UploadPart", "User", "WorkItem", "WorkPolicy",
]  # fmt: skip
