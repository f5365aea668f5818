"""What a password must be and how it is kept: argon2id, and never the password itself."""

from argon2 import PasswordHasher

from workbench.kernel.errors import RuleBroken
from workbench.kernel.text import N_

MINIMUM_LENGTH = 12
"""Length guards better than rules of composition (NIST SP 800-63B, 5.1.1)."""

NO_PASSWORD = ""
"""Kept in place of a hash where a person has chosen no password yet: nothing that is typed fits it."""

_hasher = PasswordHasher()


class PasswordTooShort(RuleBroken):
    """A password has too few characters."""

    rule = "password_length"


def hash_password(password: str) -> str:
    """Check the length of a password and return its argon2id hash with fresh salt.

    Raises:
        PasswordTooShort: It has fewer than `MINIMUM_LENGTH` characters.

    """
    if len(password) < MINIMUM_LENGTH:
        raise PasswordTooShort(N_("La contraseña debe tener al menos %(minimum)s caracteres."), minimum=MINIMUM_LENGTH)
    return _hasher.hash(password)
