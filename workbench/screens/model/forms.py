"""What the confirmation sends: the portfolio, and who ranked when the person decided."""

from wtforms import StringField
from wtforms.validators import InputRequired

from workbench.web.fields import NumberField
from workbench.web.forms import BaseForm


class RollBackForm(BaseForm):
    """Going back once. A second press finds somebody else ranking and does nothing."""

    portfolio = StringField(name="cartera", validators=[InputRequired()])
    champion = NumberField(name="ordena", validators=[InputRequired()])  # type: ignore[no-untyped-call]  # wtforms
