"""Model artefacts: plain JSON with a manifest, checked from the first byte to the last before anything is used.

Nothing in an artefact can run. It says what it was made with (library versions), from what (features, window, rows) and
how good it was; the same training with the same seed gives the same bytes.
"""

import hashlib
import json
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from scoring.additive import Additive, WrongModel, from_json
from scoring.values import STEPS, RankingValue, ValueModel

FORMAT = 1
MEDIA_TYPE = "application/vnd.abono.model+json"
MOST_BYTES = 10 * 1024 * 1024
LIBRARIES = ("numpy", "scipy", "scikit-learn")
_PARTS = {"format", "libraries", "manifest", "model"}
_VALUE = "value"
"""The part that is there where a step of the ladder of value was taken."""


@dataclass(frozen=True)
class Packed:
    """The bytes of an artefact and their SHA-256."""

    content: bytes
    sha256: str


def pack(model: Additive, manifest: dict[str, Any], *, value: ValueModel | None = None) -> Packed:
    """Write a model with its manifest as the bytes of an artefact.

    Args:
        model: The chance of paying.
        manifest: Where it comes from: plain JSON without instants, so that the same training gives the same bytes.
        value: What ranks, where it is not the chance of paying.

    """
    whole = {"format": FORMAT, "libraries": libraries(), "manifest": manifest, "model": model.as_json()}
    if value is not None:
        whole[_VALUE] = {"value": value.value.value, "model": value.model.as_json()}
    content = json.dumps(whole, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()
    return Packed(content, hashlib.sha256(content).hexdigest())


def libraries() -> dict[str, str]:
    """The versions that decide about the last digits of a model."""
    return {"python": platform.python_version(), **{name: version(name) for name in LIBRARIES}}


def audit(content: bytes, *, sha256: str, features: Sequence[str]) -> Additive:
    """Check every part of an artefact and return its model of the chance of paying; arguments as `audit_all`."""
    return audit_all(content, sha256=sha256, features=features)[0]


def audit_all(content: bytes, *, sha256: str, features: Sequence[str]) -> tuple[Additive, ValueModel | None]:
    """Check every part of an artefact and return its models: the chance of paying, and what ranks if not that.

    Args:
        content: The bytes as they are stored.
        sha256: What they are stored under.
        features: The features that this program reads, in order.

    Raises:
        WrongModel: The bytes are not those that were stored, not an artefact, or not for these features.

    """
    if hashlib.sha256(content).hexdigest() != sha256:
        raise WrongModel("the artefact is not the one that was stored: its SHA-256 is another")
    if len(content) > MOST_BYTES:
        raise WrongModel("the artefact is larger than any model of ours")
    try:
        whole = json.loads(content, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise WrongModel("the artefact is not JSON") from None
    if not isinstance(whole, dict) or set(whole) - {_VALUE} != _PARTS or whole["format"] != FORMAT:
        raise WrongModel("the artefact does not have the parts of this program's format")
    value = _value(whole[_VALUE], features=features) if _VALUE in whole else None
    return from_json(whole["model"], features=features), value


def _value(stored: Any, *, features: Sequence[str]) -> ValueModel:
    if not isinstance(stored, dict) or set(stored) != {"value", "model"} or stored["value"] not in STEPS:
        raise WrongModel("the artefact ranks by a value that this program does not know")
    return ValueModel(RankingValue(stored["value"]), from_json(stored["model"], features=features))


def _refuse(constant: str) -> float:
    raise ValueError(constant)
