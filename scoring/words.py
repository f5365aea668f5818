"""The visible names of features, in Spanish and in English.

No arrays here: screens read these words without loading what reads the features.
"""

from collections.abc import Mapping
from typing import NamedTuple


class Words(NamedTuple):
    """A feature's visible name in both languages of the product."""

    es: str
    en: str


WORDS: Mapping[str, Words] = {
    "open_amount": Words("saldo abierto", "open amount"),
    "overdue_share": Words("parte vencida del saldo", "overdue share of the balance"),
    "disputed_share": Words("parte en reclamo", "disputed share"),
    "items": Words("facturas abiertas", "open invoices"),
    "days_past_due": Words("días de mora de la más antigua", "days past due of the oldest"),
    "newest_due": Words("días desde el último vencimiento", "days since the latest due date"),
    "newest_issued": Words("días desde el último cargo", "days since the latest charge"),
    "known_for": Words("antigüedad de la cuenta", "age of the account"),
    "paid_share_open": Words("ya abonado de lo abierto", "already paid of what is open"),
    "since_payment": Words("días desde el último pago", "days since the last payment"),
    "last_paid_amount": Words("monto del último pago", "amount of the last payment"),
    "first_charge": Words("monto del primer cargo", "amount of the first charge"),
    "last_charge": Words("monto del último cargo", "amount of the latest charge"),
    "last_charge_share": Words("último cargo frente al saldo", "latest charge against the balance"),
    "late_ratio": Words("parte de facturas pagadas tarde", "share of invoices paid late"),
    "mean_days_late": Words("retraso medio de sus pagos", "mean delay of their payments"),
    "last_days_late": Words("retraso del último pago", "delay of the last payment"),
    "beyond_usual": Words("mora frente a su retraso habitual", "arrears against their usual delay"),
    "ripe_share": Words("parte que a su ritmo ya pagaría", "share they would pay by now at their own pace"),
    "mean_age": Words("mora media del saldo", "mean arrears of the balance"),
    "since_sent": Words("días desde el último aviso", "days since the last notice"),
    "since_delivered": Words("días desde el aviso entregado", "days since a delivered notice"),
    "since_right_party": Words("días desde que habló el titular", "days since the holder was reached"),
    "since_third_party": Words("días desde que contestó un tercero", "days since a third party answered"),
    "since_no_contact": Words("días desde un intento sin contacto", "days since an attempt without contact"),
    "since_inbound": Words("días desde que se comunicó", "days since they got in touch"),
    "since_promise": Words("días desde la última promesa", "days since the last promise"),
    "promise_due": Words("días desde el día prometido", "days since the promised day"),
    "kept": Words("promesas cumplidas en el último año", "promises kept in the last year"),
    "broken": Words("promesas sin cumplir en el último año", "promises broken in the last year"),
    "answers": Words("veces que contesta el titular", "how often the holder answers"),
    "responds": Words("veces que paga tras hablar", "how often they pay after a talk"),
    "refuses": Words("veces que dice que no puede o no quiere pagar", "how often they say they cannot or will not pay"),
    "business": Words("es empresa", "is a business"),
}

FAMILY_OF: Mapping[str, str] = {
    name: family
    for family, names in {
        "arrears": "days_past_due newest_due newest_issued mean_age overdue_share",
        "habit": "mean_days_late last_days_late late_ratio beyond_usual ripe_share",
        "size": "open_amount items first_charge last_charge last_charge_share",
        "paying": "since_payment last_paid_amount paid_share_open",
        "tenure": "known_for",
        "promises": "since_promise promise_due kept broken",
        "reach": "since_right_party since_third_party since_no_contact answers",
        "response": "since_inbound responds refuses",
        "notices": "since_sent since_delivered",
        "dispute": "disputed_share",
        "kind": "business",
    }.items()
    for name in names.split()
}
"""The family of every feature: features of one family say nearly the same, and are told in one sentence."""


def family_of(feature: str) -> str:
    """The family of a feature; one that is in none is a family of its own."""
    return FAMILY_OF.get(feature, feature)
