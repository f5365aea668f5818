"""What a person types about a customer's data: the name again, and a reason."""

from flask_babel import lazy_gettext
from wtforms import StringField, TextAreaField

from workbench.web.forms import RefusingForm


class AskForm(RefusingForm):
    """What who asks for an erasure types."""

    typed_name = StringField(lazy_gettext("Escriba el nombre del cliente"))
    ground = TextAreaField(lazy_gettext("Por qué se borra"))


class ConfirmForm(RefusingForm):
    """What the second person types."""

    typed_name = StringField(lazy_gettext("Escriba el nombre del cliente"))


class OrderForm(RefusingForm):
    """Why data is kept."""

    why = TextAreaField(lazy_gettext("Por qué se conservan"))
