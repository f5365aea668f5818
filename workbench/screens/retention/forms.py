"""How many days data is kept, and a key of an erased customer that may come in again."""

from flask_babel import gettext, lazy_gettext
from wtforms import StringField

from workbench.domain.privacy import KeptFor
from workbench.web.forms import RefusingForm


class AdmitForm(RefusingForm):
    """A key that may come in again, and why."""

    external_id = StringField(lazy_gettext("Clave del cliente en su sistema"))
    why = StringField(lazy_gettext("Por qué vuelve a entrar"))


class DaysField(StringField):
    """A number of days; empty: for good."""

    data: int | None

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the typed text."""
        self.data = None
        text = valuelist[0].strip() if valuelist else ""
        if not text:
            return
        if not (text.isascii() and text.isdigit() and len(text) <= 9):
            raise ValueError(gettext("Escriba un número de días, o déjelo vacío."))
        self.data = int(text)

    def _value(self) -> str:
        """What stands in the field: as typed after a mistake."""
        if self.data is None:
            return self.raw_data[0] if self.raw_data else ""
        return str(self.data)


class TermsForm(RefusingForm):
    """How long data is kept. An empty field keeps for good."""

    keep_days = DaysField(lazy_gettext("Se conserva al menos"))  # type: ignore[no-untyped-call]  # wtforms
    erase_days = DaysField(lazy_gettext("Se borran los datos personales a los"))  # type: ignore[no-untyped-call]  # wtforms
    note_days = DaysField(lazy_gettext("Se vacían las notas a los"))  # type: ignore[no-untyped-call]  # wtforms
    decision_days = DaysField(lazy_gettext("Se borra el registro de decisiones a los"))  # type: ignore[no-untyped-call]  # wtforms
    file_days = DaysField(lazy_gettext("Se borran los archivos cargados a los"))  # type: ignore[no-untyped-call]  # wtforms

    @property
    def given(self) -> KeptFor:
        """The terms as they stand in the form."""
        return KeptFor(
            keep_days=self.keep_days.data or 0,
            erase_days=self.erase_days.data,
            note_days=self.note_days.data,
            decision_days=self.decision_days.data,
            file_days=self.file_days.data,
        )
