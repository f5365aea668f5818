"""Everything a check or the parser can say of a script, by id. Spanish is the source; screens translate it.

`Problem.text` is the Spanish sentence; a screen translates `MESSAGES[id]` and fills it with `Problem.values`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


def N_(message: str) -> str:  # noqa: N802 - the name gettext extraction looks for
    """Mark a sentence for translation and hand it back unchanged."""
    return message


MESSAGES: Mapping[str, str] = {
    # Reading the file
    "too_long": N_("El guion tiene %(length)s caracteres; el máximo es %(limit)s."),
    "control_character": N_("Hay un carácter que no se puede guardar. Escriba de nuevo esta línea."),
    "no_front_matter": N_("El guion empieza con sus datos entre dos líneas +++."),
    "open_front_matter": N_("Falta la segunda línea +++ que cierra los datos."),
    "long_front_matter": N_("Los datos del guion pasan de %(limit)s caracteres: deje solo los que se usan."),
    "deep_key": N_('Esta línea tiene demasiados puntos seguidos. Se escribe: clave = "valor".'),
    "bad_front_matter": N_('Esta línea de los datos no se entiende. Se escribe: clave = "valor".'),
    "unknown_key": N_("El dato «%(key)s» no existe. Puede usar: %(allowed)s."),
    "repeated_key": N_("El dato «%(key)s» está dos veces."),
    "missing_key": N_("Falta el dato «%(key)s»."),
    "not_text": N_("El dato «%(key)s» va entre comillas."),
    "bad_value": N_("«%(value)s» no es un valor de «%(key)s». Puede usar: %(allowed)s."),
    "bad_code": N_("El código usa minúsculas sin tilde, números y guiones, hasta 60: %(value)s."),
    "bad_heading": N_("Este título no se entiende. Se escribe «## paso: clave | Título» o «## respuesta: clave | …»."),
    "text_before_step": N_("Hay texto antes del primer paso."),
    "answer_before_step": N_("Una respuesta va debajo de un paso."),
    "repeated_block": N_("La clave «%(key)s» ya se usó en la línea %(first)s."),
    "reserved_block": N_("La clave «%(key)s» está reservada para terminar."),
    "bad_answer": N_("Esta opción no se entiende. Escriba «- Lo que responde -> clave [CD-PDP]»."),
    "repeated_question": N_("Este bloque ya tiene una lista de respuestas."),
    "no_steps": N_("El guion no tiene pasos."),
    "empty_block": N_("«%(title)s» no tiene texto para leer."),
    "code_changed": N_("El código de este guion es «%(code)s» y no se cambia."),
    "unknown_portfolio": N_("No hay una cartera con el código «%(code)s»."),
    "script_of_all": N_("Este guion es de todas las carteras: solo quien las ve todas puede limitarlo a una."),
    "script_of_one": N_("Este guion es de una cartera: solo quien las ve todas puede abrirlo a las demás."),
    # Where the conversation goes
    "missing_target": N_("«%(label)s» lleva a «%(target)s», que no existe."),
    "dead_end": N_("De «%(title)s» no se sale: agregue respuestas, o un resultado a la opción que llega aquí."),
    "unreachable": N_("A «%(title)s» no llega ninguna respuesta."),
    "no_answers": N_("La pregunta «%(question)s» no tiene opciones."),
    "too_many_answers": N_("Hay %(count)s respuestas y solo %(limit)s teclas. Agrupe las menos usadas en otra."),
    "unknown_outcome": N_("El resultado «%(outcome)s» no existe."),
    "identity_skipped": N_("«%(label)s» lleva a «%(target)s» sin pasar por la identidad."),
    # What must be there
    "missing_step": N_("Falta el paso obligatorio «%(step)s»."),
    "step_order": N_("El paso «%(step)s» va antes de «%(later)s»."),
    "not_obligatory": N_("El paso «%(title)s» siempre es obligatorio: márquelo con (obligatorio)."),
    "missing_disclosure": N_("La política %(preset)s pide su aviso después de la identidad. Agregue {aviso.legal}."),
    "missing_recording_notice": N_("Falta decir que la llamada puede ser grabada. Agregue {aviso.grabacion}."),
    "missing_creditor": N_("La política %(preset)s pide nombrar al acreedor. Agregue {acreedor.nombre}."),
    "voicemail_incomplete": N_("El recado no dice «%(name)s»."),
    # Data
    "unclosed_placeholder": N_("Hay una llave sin pareja. Un dato se escribe {cliente.nombre}."),
    "unknown_placeholder": N_("El dato {%(name)s} no existe. El más parecido es {%(like)s}."),
    "unknown_filter": N_("El formato «%(filter)s» no sirve para {%(name)s}. Puede usar: %(allowed)s."),
    # What is said
    "debt_before_identity": N_("«%(words)s» no se dice antes de verificar la identidad."),
    "debt_data_before_identity": N_("{%(name)s} habla de la deuda y va después de verificar la identidad."),
    "debt_in_voicemail": N_("«%(words)s» no se dice en un mensaje de voz: lo puede oír otra persona."),
    "debt_data_in_voicemail": N_("{%(name)s} no se dice en un mensaje de voz: lo puede oír otra persona."),
    "debt_to_third_party": N_("«%(words)s» no se dice a un tercero."),
    "debt_data_to_third_party": N_("{%(name)s} no se dice a un tercero."),
    "asks_why": N_("La política %(preset)s no permite preguntar por qué no ha pagado. Ofrezca fechas."),
    "asks_why_somewhere": N_("En Colombia no se pregunta por qué no ha pagado. Ofrezca fechas."),
    "threat": N_("«%(words)s» es una amenaza. Diga solo hechos y consecuencias comprobadas."),
    "judicial_lookalike": N_("«%(words)s» aparenta un documento o un trámite judicial."),
    "shaming": N_("«%(words)s» descalifica a la persona. Hable de la cuenta."),
    "third_party_pressure": N_("«%(words)s»: la deuda no se habla con la familia, el trabajo ni los vecinos."),
    "false_urgency": N_('«%(words)s» no consta como cierto. Si lo es, agregue permite = ["ultima_oferta"].'),
    "reporting": N_('«%(words)s» exige autorización y aviso previo. Si constan, agregue permite = ["reporte"].'),
    "long_sentence": N_("Esta frase tiene %(count)s palabras; hasta %(limit)s se siguen mejor por teléfono."),
    "slow_step": N_("«%(title)s» se lee en unos %(seconds)s segundos. Pregunte algo antes de los %(limit)s."),
}

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing to mend, with the line of the file it is on. An error refuses publishing; a warning does not."""

    line: int
    severity: Severity
    id: str
    values: Mapping[str, str | int] = field(default_factory=dict, compare=False)

    @property
    def text(self) -> str:
        """The sentence in Spanish."""
        return MESSAGES[self.id] % self.values


def error(line: int, problem: str, **values: str | int) -> Problem:
    """A problem that refuses publishing."""
    return Problem(line, "error", problem, values)


def warning(line: int, problem: str, **values: str | int) -> Problem:
    """A problem that is only pointed out."""
    return Problem(line, "warning", problem, values)
