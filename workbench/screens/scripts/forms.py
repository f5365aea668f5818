"""What the editor sends: the text, what it was based on, and what the preview is of."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import HiddenInput

from scripts_library.parser import MAX_LENGTH
from workbench.domain.scripts import NOTE_LENGTH, EditedVersion
from workbench.web.fields import NumberField
from workbench.web.forms import BaseForm


class BaseOf(BaseForm):
    """The version somebody had before them: what is sent with everything that changes a script."""

    base_version = NumberField(widget=HiddenInput(), validators=[InputRequired()])  # type: ignore[no-untyped-call]  # wtforms
    base_edits = NumberField(widget=HiddenInput(), validators=[InputRequired()])  # type: ignore[no-untyped-call]  # wtforms

    @property
    def base(self) -> EditedVersion:
        """The base as rules take it."""
        return EditedVersion(self.base_version.data, self.base_edits.data)

    def rebase(self, base: EditedVersion) -> None:
        """From here on the form is about this version, whatever was sent."""
        for field, value in ((self.base_version, base.version_id), (self.base_edits, base.edits)):
            field.data, field.raw_data = value, None


class EditorForm(BaseOf):
    """The whole editor. Length and content are judged by rules and checks, so nothing typed is ever refused here."""

    text = TextAreaField(_l("Texto del guion"), render_kw={"maxlength": MAX_LENGTH, "spellcheck": "true"})
    note = StringField(_l("Qué cambió"), render_kw={"maxlength": NOTE_LENGTH, "autocomplete": "off"})
    account = NumberField(  # type: ignore[no-untyped-call]  # wtforms
        _l("Cuenta"), validators=[Optional()], render_kw={"inputmode": "numeric"}
    )
    block = HiddenField()
    shown_block = HiddenField()
