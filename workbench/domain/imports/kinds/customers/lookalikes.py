"""New customers whose key looks like that of another one: told by name, because one person may be there twice."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

import sqlalchemy as sa

from models import Customer
from models.bulk import is_among
from workbench.domain.imports.engine.report import Warnings
from workbench.folding import fold_key, visible
from workbench.kernel.text import N_

_LOOK_ALIKE = N_(
    "Clientes nuevos cuyo código se parece al de otro (ceros, espacios, acentos, mayúsculas): %(count)s. %(names)s"
)
_AS_NUMBER = ".0"
"""Ends a key that a program wrote as a number with decimals."""

_PAIR = "{new_name} «{new}» ≈ {old_name} «{old}»"


@dataclass
class LookAlikes:
    """Pairs that were told of already: a dry run makes the same customer more than once."""

    warnings: Warnings
    told: set[str] = field(default_factory=set)

    def warn(self, connection: sa.Connection, made: Collection[str]) -> None:
        """Warn of each of these customers, which are written, that looks like another one."""
        plain = {fold_key(one).removesuffix(_AS_NUMBER) for one in made}
        folded = plain | {f"{one}{_AS_NUMBER}" for one in plain}
        wanted = sa.select(Customer.external_id_folded, Customer.external_id, Customer.name)
        rows = connection.execute(
            wanted.where(is_among(connection, Customer.external_id_folded, folded)).order_by(Customer.id)
        )
        alike: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for key, external_id, name in rows:
            alike[key.removesuffix(_AS_NUMBER)].append((external_id, name))
        new = set(made)
        for (old, old_name), *others in alike.values():
            for other, name in others:
                if other in new and other not in self.told:
                    self.told.add(other)
                    pair = _PAIR.format(new=visible(other), new_name=name, old=visible(old), old_name=old_name)
                    self.warnings.add(_LOOK_ALIKE, name=pair)
