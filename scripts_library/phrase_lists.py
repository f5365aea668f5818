"""What a collector's text may not say, in the notation of `phrases`, and which policies forbid what.

Sources: Colombia's Ley 2300/2023 (no asking for the reason); Argentina's Ley 24.240 art. 8 bis, Peru's Ley 29571
art. 62, Mexico's CONDUSEF rules (DOF 2014-10-07) and Brazil's CDC 42 (threats, third parties, shaming); 12 CFR 1006.6,
1006.18 and 1006.2(j) (third parties, false threats, limited-content messages); FCA CONC 7.9. Colombia also asks for
authorisation and twenty days' notice before a report to a bureau.
"""

from collections.abc import Collection
from typing import Final

from scripts_library.phrases import Match, Normalised, find, phrase
from scripts_library.vocabulary import Permit

ASKS_WHY: Final = phrase(
    "asks_why",
    "por que ... no/nao ... paga*/pago/pague*",
    "por que ... no/nao hay/hubo/hizo/veo/vemos/recibimos ... pagos",
    "por que ... no/nao ... abon*/cancel*/cumpl*/deposit*/consign*/transfir*/transfer*/podid*/pudo/pudier*/liquid*",
    "por que ... incumpl*/atraso/atrasad*/atrasan/atrasas/atrasaron/retraso/retrasad*/fallo/demor*",
    "por que ... dej* ... pag*",
    "por que ... esta*/tiene*/sigue*/hay ... mora/atras*/vencid*/pendiente*/impag*",
    "por que motivo/razon/causa",
    "cual/cuales es/fue/seria/era/son/fueron ... motivo*/razon*/causa*",
    "motivo*/razon*/causa* ... no ... pag*",
    "motivo*/razon*/causa* del/de ... atras*/mora/impag*/retras*/incumpl*/demor*",
    "digame/diganos/cuenteme/cuentenos/expliqueme/compartame ... motivo*/razon*/causa*",
    "me/nos ... dice/diga/decir/cuenta/cuente/contar ... motivo*/razon*/causa*",
    "me/nos ... explica/explique/explicar/comparte/compartir ... motivo*/razon*/causa*",
    "que paso/ocurrio/sucedio $",
    "que le/te/les paso/ocurrio/sucedio/pasa $",
    "que paso/ocurrio/sucedio ... pag*/cuota*/factura*/credito*/deuda",
    "que le/te/les impid* ... pag*",
    "a que se deb* ... atras*/mora/retras*/impag*/incumpl*/demor*/falta/no",
    "como es/fue que ... no ... pag*",
    "why ... not/havent/hasnt/didnt/dont/doesnt/cant/couldnt/wont/werent/wasnt ... pay*/paid/settle*",
    "why ... you/payment/account/this ... late/behind/missed/miss/overdue/unpaid/delinquent/defaulted",
    "why ... did/have/has/are ... stop* ... pay*",
    "what/whats ... reason*/cause ... not/missed/missing/late/delay*/nonpayment/non/behind/overdue",
    "reason* ... you ... not/havent/didnt/couldnt ... pay*/paid",
    "what/whats ... stopp*/prevent*/kept/keep*/keeping ... you ... pay*/paid",
    "what happened $",
    "what happened ... payment*/bill/invoice/account",
    "how come ... not/havent/didnt ... pay*/paid",
    "tell/explain ... why ... not/havent/didnt/late/behind/missed",
)
"""Questions for the cause of the delay, in any tense and person."""

_THREAT: Final = phrase(
    "threat",
    "carcel/carceles/preso/presa/presos/prision/calabozo",
    "encarcel*/encarcer*",
    "policia/fiscalia",
    "embargo/embargos ... inmediat*",
    "inmediato embargo",
    "embargar*/embargamos/embargan/embargaran/embargara/embargue/embarguen",
    "le/les/lo/la/los/las/su/sus ... embarg*",
    "va/van/vamos/voy/procede*/iniciar*/inicia/iniciamos/inicio ... demandar*/demanda/demandas/juicio",
    "demandaremos/demandare/demandamos/demandaran",
    "iniciar*/inicia/iniciamos/iniciare*/tomar*/tomaremos/procede* ... acciones legales/judiciales",
    "accion/acciones/proceso/cobro ... judicial/judiciales",
    "denunciar*/denunciaremos/denunciamos/denunciare",
    "perder/perdera/pierde/quitar*/quitaremos/rematar*/remataremos/remate ... casa/vivienda/bienes/carro/auto/sueldo",
    "atengase/atenerse ... consecuencias",
    "orden/ordenes de captura/arresto",
    "se ... arrepentir*",
    "arrest/arrests/arrested/arresting",
    "jail/jailed/jails/prison/imprison*",
    "police/sheriff",
    "garnish* ... now/immediately/today/wages/salary/paycheck/account",
    "will/can/going/may/shall ... garnish*/sue/seize/foreclose/repossess",
    "we/ill/well ... sue/suing/seize/seizing",
    "take/taking/file/filing ... legal action/proceedings/lawsuit",
    "press/pressing charges",
    "will/ll/youll regret",
    "lose/losing ... your house/home/car/property/belongings",
    "take/taking your house/home/car/property/belongings/wages",
)
_JUDICIAL: Final = phrase(
    "judicial_lookalike",
    "citacion/notificacion/cedula/requerimiento/orden/aviso ... judicial/judiciales",
    "orden/mandamiento de embargo",
    "este juzgado",
    "oficial de justicia",
    "court order/orders/summons/notice/notices",
    "judicial notice/notices/summons",
)
"""A letter or a message that looks as if a court had sent it."""
_SHAMING: Final = phrase(
    "shaming",
    "moroso/morosa/morosos/morosas",
    "mala/mal paga/pagador/pagadora/cliente",
    "deudor/deudora incumplido/incumplida",
    "sinverguenza/sinverguenzas/irresponsable/irresponsables/estafador/estafadora/ladron/ladrona/tramposo/tramposa",
    "lista/listas negra/negras",
    "deadbeat/deadbeats/crook/thief/scammer",
    "bad/delinquent debtor/payer",
    "blacklist/blacklisted/blacklisting",
    "shame/ashamed",
)
_THIRD_PARTY: Final = phrase(
    "third_party_pressure",
    "habl*/comunic*/contact* ... con su/sus/tu/tus "
    "jefe/jefa/jefes/familia/familiares/empleador/empleadora/trabajo/vecino/vecina/vecinos/referencia/referencias/patron",
    "hablo/hablare/hablaremos/hablamos/voy/vamos/puedo/podemos ... con su/sus/tu/tus "
    "esposo/esposa/pareja/padres/padre/madre/hijos/hijo/hija/amigos",
    "llam*/decir*/dire*/dici*/cont*/avis*/inform*/escrib*/notific*/contact* ... a su/sus/tu/tus "
    "jefe/jefa/jefes/familia/familiares/empleador/empleadora/trabajo/vecino/vecina/vecinos/referencia/referencias/patron/"
    "esposo/esposa/pareja/padres/padre/madre/hijos/hijo/hija/amigos",
    "sepa*/sabra*/enter* ... su/sus/tu/tus jefe/jefa/familia/familiares/empleador/vecinos/companeros",
    "tell/telling/told/tells/inform*/notify*/notifi*/contact* ... your "
    "employer/boss/family/neighbour*/neighbor*/relative*/wife/husband/spouse/parents/workplace/colleagues/friends",
    "call*/speak*/talk*/write*/let ... your employer/boss/family/neighbour*/neighbor*/relative*/workplace/colleagues",
)
_FINAL: Final = phrase(
    "false_urgency",
    "ultima/ultimas oportunidad/oportunidades",
    "ultimo/ultimos aviso/avisos/llamado/plazo",
    "hoy o nunca",
    "antes de que sea ... tarde",
    "final/last chance/chances/notice/warning/opportunity",
    "before it ... too late",
)
_REPORTING: Final = phrase(
    "reporting",
    "reportaremos/reportare/reportamos/reportaran/reportarle/reportarlo/reportarla/reportarlos",
    "va/vamos/voy/van/sera/seran/queda/quedara/quedar ... reportar*/reportad*",
    "le/les/lo/la/los/las reporta/reportan/reporte/reporto",
    "central/centrales de riesgo/riesgos",
    "reporte/reportes negativo/negativos",
    "buro/datacredito/dicom/infocorp/asnef",
    "el/al/en veraz",
    "report/reported/reporting/reports ... you/it/account ... credit/bureau/bureaus/agencies",
    "credit bureau/bureaus/agency/agencies",
    "damage/hurt/ruin/affect ... your credit",
)

_PERMITTED: Final = {Permit.REPORTING: "reporting", Permit.FINAL_OFFER: "false_urgency"}
_ALWAYS: Final = (_THREAT, _JUDICIAL, _SHAMING, _THIRD_PARTY, _FINAL, _REPORTING)

_DEBT: Final = phrase(
    "debt_words",
    "deuda/deudas/endeud*/adeud*/deudor/deudora/deudores/codeudor/codeudora",
    "nos/cuanto debe/deben/debia/debian",
    "lo que debe/deben/debia/debian",
    "mora/morosidad/moroso/morosa",
    "saldo/saldos/monto/montos/importe/cuota/cuotas/factura/facturas/vencido/vencida/vencidos/vencidas",
    "impago/impaga/impagos/impagas/vence/vencen/vencio/vencieron/vencimiento/vencimientos",
    "pago/pagos/pagar/paga/pagan/pague/pagado/pagada/pagaria/pagara/paguen/pagues/pagas/pagamos/pagaremos/"
    "pagaron/pagando/pagarle/pagarnos/abono/abonos/abonar/abone/abonen/abona/abonado/recaudo",
    "cobro/cobros/cobrar/cobramos/cobraremos/cobrando/cobrarle/cobranza/cobranzas/cobrador/cobradora",
    "cartera/recobro/recuperacion",
    "credito/creditos/prestamo/prestamos/tarjeta/tarjetas/hipoteca/financiamiento/financiacion/obligacion/obligaciones",
    "atraso/atrasos/atrasado/atrasada/acreedor/acreedores",
    "legal/legales/juridico/juridica/judicial/judiciales/prejuridico/prejuridica/embargo/embargos/demanda/demandas",
    "descuento/descuentos/condonacion/convenio",
    "debt/debts/debtor/debtors/indebted/owe/owes/owed/owing",
    "overdue/arrears/delinquent/delinquency",
    "past due",
    "balance/balances/amount/amounts/payment/payments/pay/pays/paid/paying/repay*",
    "collect/collects/collected/collection/collections/collector/collectors/collecting",
    "invoice/invoices/bill/bills/billing/instalment/instalments/installment/installments",
    "loan/loans/credit/creditor/creditors/mortgage/lender",
    "lawsuit/attorney/settlement",
)
"""Words that tell a listener of a debt, its product or its amount."""
_URGENCY: Final = phrase(
    "debt_words",
    "urgente/urgentes/urgencia/urgentemente/inmediatamente",
    "cuanto antes",
    "urgent/urgently/immediately/asap",
    "as soon as possible",
)
_AMOUNT: Final = phrase(
    "debt_words",
    "pesos/dolares/soles/euros/reales/quetzales/guaranies/dollars/pounds/cents/centavos",
)


def forbidden(text: str | Normalised, *, permits: Collection[Permit] = ()) -> list[Match]:
    """What is forbidden under every policy: threats, look-alikes of court papers, shaming, pressure and bureau threats.

    Args:
        text: What would be said or sent.
        permits: What the script states to be true, so that it may be said.

    """
    lifted = {_PERMITTED[permit] for permit in permits}
    return find(text, [wanted for wanted in _ALWAYS if wanted.id not in lifted])


def asks_why(text: str | Normalised) -> list[Match]:
    """Questions for the reason of the delay. Whether they are forbidden is a matter of the policy."""
    return find(text, [ASKS_WHY])


def tells_of_debt(text: str | Normalised, *, urgency: bool = False) -> list[Match]:
    """Words that would let somebody who overhears know of a debt.

    Args:
        text: What would be said or sent.
        urgency: Also find words that press, which a message for somebody else may not hold either.

    """
    return find(text, [_DEBT, _AMOUNT, *([_URGENCY] if urgency else [])])
