"""What a customer asked, what is answered, and where customers write."""

from flask_babel import lazy_gettext
from wtforms import RadioField, StringField, TextAreaField

from models.enums import RequestKind, ReviewEffect
from workbench.domain.explanations import EFFECTS_OF, GivenAnswer, RequestRefused
from workbench.kernel.text import N_
from workbench.web.fields import DayField, PastDayField, choice
from workbench.web.forms import BaseForm
from workbench.web.words import why_not

KINDS = {
    RequestKind.EXPLANATION: N_("Que le expliquen por qué se le llama"),
    RequestKind.REVIEW: N_("Que una persona lo revise de nuevo"),
    RequestKind.COPY: N_("Una copia de sus datos"),
    RequestKind.ERASURE: N_("Que se borren sus datos"),
}
EFFECTS = {
    ReviewEffect.UNCHANGED: N_("Sigue como está"),
    ReviewEffect.PAUSED: N_("Descansa hasta un día"),
    ReviewEffect.DELIVERED: N_("Se le entregó la copia"),
    ReviewEffect.ERASED: N_("Sus datos se borraron"),
    ReviewEffect.DENIED: N_("No procede: la respuesta dice por qué"),
}


class _RefusedBeside(BaseForm):
    """A form whose refusals stand beside the field they are about."""

    def refuse(self, refusal: RequestRefused) -> None:
        """Show why it was refused."""
        field = self[refusal.field]
        field.errors = (*field.errors, why_not(refusal))


class RequestForm(_RefusedBeside):
    """What the customer asked, and when. What a field may be is the rule's business."""

    kind = RadioField(
        lazy_gettext("Qué pidió"),
        choices=[choice(kind.value, lazy_gettext(text)) for kind, text in KINDS.items()],
        validate_choice=False,
    )
    received_on = PastDayField(lazy_gettext("Qué día lo pidió"))  # type: ignore[no-untyped-call]  # wtforms
    note = TextAreaField(lazy_gettext("Qué dijo, con sus palabras"))

    @property
    def chosen(self) -> RequestKind | None:
        """What was chosen, if it is one of the kinds."""
        return RequestKind(self.kind.data) if self.kind.data in set(RequestKind) else None


class AnswerForm(_RefusedBeside):
    """The answer, in words for the customer, and what it does. A request about data has no account that rests."""

    text = TextAreaField(lazy_gettext("Respuesta para el cliente"))
    effect = RadioField(
        lazy_gettext("En qué queda"),
        choices=[choice(effect.value, lazy_gettext(text)) for effect, text in EFFECTS.items()],
        validate_choice=False,
    )
    paused_until = DayField(lazy_gettext("Descansa hasta el"))  # type: ignore[no-untyped-call]  # wtforms

    def offer(self, kind: RequestKind) -> None:
        """Offer what may be answered to what was asked."""
        self.effect.choices = [choice(effect.value, lazy_gettext(EFFECTS[effect])) for effect in EFFECTS_OF[kind]]

    @property
    def given(self) -> GivenAnswer:
        """The answer as it stands in the form."""
        effect = ReviewEffect(self.effect.data) if self.effect.data in set(ReviewEffect) else None
        return GivenAnswer(self.text.data or "", effect, self.paused_until.data)


class ContactForm(BaseForm):
    """Where the customers of a portfolio write about their data."""

    contact = StringField(lazy_gettext("Correo, teléfono o dirección"))
