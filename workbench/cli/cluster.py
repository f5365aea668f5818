"""Where the calculations of a command are made: a cluster that cannot be used is refused at once, in words."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import click

from scoring.spreading import ClusterUnusable, spread_over
from workbench.cli.context import CommandContext, Refused
from workbench.kernel.text import N_

TROUBLES = {
    ClusterUnusable.NOT_INSTALLED: N_(
        "WORKBENCH_CLUSTER nombra un clúster de Dask (%(scheduler)s), y Dask no está instalado aquí: "
        "instale collections-workbench[cluster]."
    ),
    ClusterUnusable.UNREACHABLE: N_(
        "El planificador de Dask que nombra WORKBENCH_CLUSTER no contesta en %(scheduler)s."
    ),
    ClusterUnusable.NO_WORKERS: N_("El clúster de Dask en %(scheduler)s no tiene quien calcule: inicie `dask worker`."),
    ClusterUnusable.DIFFERS: N_(
        "Quienes calculan en el clúster de Dask en %(scheduler)s no tienen este programa, o tienen otra versión de "
        "Python, numpy, scipy o scikit-learn: los modelos podrían salir distintos."
    ),
}
BROKE_OFF = N_("El clúster dejó de contestar: lo que faltaba lo calculó esta máquina.")


@contextmanager
def calculating(context: CommandContext) -> Iterator[None]:
    """Spread the calculations of the block as `WORKBENCH_CLUSTER` says.

    Raises:
        Refused: The cluster cannot be used.

    """
    with ExitStack() as stack:
        try:
            spread = stack.enter_context(spread_over(context.settings.cluster))
        except ClusterUnusable as wrong:
            raise Refused(TROUBLES[wrong.trouble], scheduler=wrong.scheduler) from None
        yield
    if spread.lost:
        click.echo(context.text(BROKE_OFF), err=True)
