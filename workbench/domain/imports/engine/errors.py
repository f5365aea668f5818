"""Why a whole file is refused. A single bad row never refuses a file: it is reported and the rest lands."""

from workbench.kernel.errors import RuleBroken


class FileRefused(RuleBroken):
    """The file cannot be imported; nothing was. The reason is one line for a person."""

    rule = "import-file"
