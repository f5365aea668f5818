"""Loads a stored model for scoring, after its artefact passed the audit."""

from sqlalchemy.orm import Session

from models import ModelVersion
from scoring import artifact
from scoring.additive import Additive, OtherFeatures, WrongModel
from scoring.features import usable
from workbench.domain.ranking import ARTEFACT, OTHER_FEATURES
from workbench.domain.records import read_blob


class ModelUnusable(Exception):
    """A version cannot be used; `trouble` is what `workbench.domain.ranking.model_words.trouble_text` says in words."""

    def __init__(self, trouble: str) -> None:
        super().__init__(trouble)
        self.trouble = trouble


def usable_model(session: Session, version: ModelVersion) -> Additive:
    """The model of a version, after its artefact was audited.

    Raises:
        ModelUnusable: The artefact is gone, damaged, or for other features than this program reads.

    """
    content = read_blob(session, version.blob_sha256)
    if content is None:
        raise ModelUnusable(f"{ARTEFACT}: it is not there, or not the one that was stored")
    try:
        return artifact.audit(content, sha256=version.blob_sha256, features=[one.name for one in usable()])
    except OtherFeatures as wrong:
        raise ModelUnusable(OTHER_FEATURES) from wrong
    except WrongModel as wrong:
        raise ModelUnusable(f"{ARTEFACT}: {wrong}") from wrong
