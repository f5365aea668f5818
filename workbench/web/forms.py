"""The form every screen's forms begin from: token against forged requests, and what its fields need to read input."""

from datetime import date
from typing import Any

from flask_wtf import FlaskForm

from workbench.kernel.errors import RuleBroken
from workbench.web.moment import today as local_today
from workbench.web.words import why_not


class BaseForm(FlaskForm):
    """A form of ours.

    In templates: `{{ form.hidden_tag() }}` for the token and hidden fields, then `field(form.name)` of
    components/fields.html for each field.
    """

    def __init__(
        self,
        *args: Any,  # Any: as wtforms takes them
        today: date | None = None,
        currency: str = "COP",
        region: str | None = None,
        **kwargs: Any,
    ) -> None:
        """Prepare the fields.

        Args:
            args: As wtforms takes them.
            today: The local day that `hoy` means; the company's when left out.
            currency: What amounts are in.
            region: Regional format of amounts, such as a portfolio's locale.
            kwargs: Values, `obj=`, `data=` and so on.

        """
        meta = {**kwargs.pop("meta", {}), "today": today or local_today(), "currency": currency, "region": region}
        super().__init__(*args, meta=meta, **kwargs)  # type: ignore[no-untyped-call]  # flask-wtf ships no types

    def validate(self, extra_validators: Any = None) -> bool:  # Any: as wtforms takes them
        """Whether everything that was sent can be used; what cannot is in each field's `errors`."""
        return bool(super().validate(extra_validators))  # type: ignore[no-untyped-call]  # flask-wtf ships no types

    class Meta(FlaskForm.Meta):
        """Names that the fields above read; the values come with each form."""

        today: date
        currency: str
        region: str | None


class RefusingForm(BaseForm):
    """A form whose refusals stand beside the field that the rule names (`field`), else above the form."""

    def refuse(self, refusal: RuleBroken) -> None:
        """Show why it was refused."""
        name = getattr(refusal, "field", None)
        if name in self:
            self[name].errors = (*self[name].errors, why_not(refusal))
        else:
            self.form_errors = [*self.form_errors, why_not(refusal)]
