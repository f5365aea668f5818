"""What a password must be and how it is kept: argon2id, and never the password itself."""

from argon2 import PasswordHasher

from workbench.kernel.errors import RuleBroken
from workbench.kernel.text import N_

MINIMUM_LENGTH = 12
"""Length guards better than rules of composition (NIST SP 800-63B, 5.1.1)."""

_hasher = PasswordHasher()


class PasswordTooShort(RuleBroken):
    """A password is easier to guess the shorter it is."""

    rule = "password_length"


def hash_password(password: str) -> str:
    """A password has at least `MINIMUM_LENGTH` characters. Returns its argon2id hash with fresh salt.

    Raises:
        PasswordTooShort: It has fewer.

    """
    if len(password) < MINIMUM_LENGTH:
        raise PasswordTooShort(N_("La contraseña debe tener al menos %(minimum)s caracteres."), minimum=MINIMUM_LENGTH)
    return _hasher.hash(password)
