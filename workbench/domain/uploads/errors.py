"""Why a given file cannot be used, or a step of it not taken."""

from workbench.kernel.errors import RuleBroken


class UploadRefused(RuleBroken):
    """The file or the step is refused; the reason is one line for a person."""

    rule = "upload"
