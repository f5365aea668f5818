"""Sentences of the import as a page says them: where the engine names a mapping file, the page names its control."""

from collections.abc import Mapping
from typing import Any

from workbench.kernel.errors import RuleBroken
from workbench.kernel.money import with_amounts
from workbench.kernel.text import N_
from workbench.web.words import say

ON_SCREEN: Mapping[str, str] = {
    "«%(value)s» no es uno de: %(choices)s. Escriba uno de ellos, o diga cuál es en la correspondencia.": N_(
        "«%(value)s» no es uno de: %(choices)s. Escriba uno de ellos."
    ),
    "%(file)s no tiene encabezado en la línea %(line)s: corrija «header_row» en la correspondencia.": N_(
        "%(file)s no tiene los nombres de las columnas en la línea %(line)s, donde este remitente los trae: "
        "suéltelo otra vez y mire sus columnas."
    ),
    "%(file)s no está en %(encoding)s (línea %(line)s): revise «encoding» en la correspondencia.": N_(
        "%(file)s tiene letras que no se pueden leer (línea %(line)s): vuelva a guardarlo como CSV UTF-8 y suéltelo "
        "otra vez."
    ),
    "%(file)s se puede leer de dos maneras y la correspondencia debe decir cuál: %(what)s = «%(first)s» "
    "(%(first_reads)s) o %(what)s = «%(second)s» (%(second_reads)s).": N_(
        "%(file)s se puede leer de dos maneras, «%(first_reads)s» o «%(second_reads)s»: elija una en Columnas."
    ),
    "Al archivo de %(kind)s le faltan columnas obligatorias: %(missing)s. Trae: %(found)s. Diga en la "
    "correspondencia cuál es cada una.": N_(
        "Faltan columnas obligatorias. El archivo trae: %(found)s. Diga en Columnas cuál es cada una."
    ),
    "La correspondencia nombra columnas que el archivo no trae: %(missing)s. Trae: %(found)s. Corrija sus nombres en "
    "la correspondencia.": N_(
        "El archivo no trae columnas que este remitente traía: %(missing)s. Trae: %(found)s. Diga en Columnas cuál es "
        "cada una."
    ),
    "«%(value)s» no es una fecha escrita así: %(formats)s. Corríjala, o diga su forma en la correspondencia "
    "(day_formats).": N_(
        "«%(value)s» no es una fecha escrita como las demás. Corríjala; si todas están así, elija otra forma en "
        "Columnas, «Forma de las fechas»."
    ),
    "La fila %(row)s de %(file)s no nombra: %(missing)s. Los nombres están en la fila %(found)s: ponga header_row = "
    "%(found)s en la correspondencia.": N_(
        "En %(file)s los nombres de las columnas están en la fila %(found)s, y este remitente los trae en la %(row)s: "
        "suéltelo otra vez y mire sus columnas."
    ),
    "La correspondencia dice que los nombres de las columnas están en la fila %(row)s.": N_(
        "Este remitente trae los nombres de las columnas en la fila %(row)s."
    ),
    "«%(value)s» no es un código del árbol de resultados: escriba uno, como NC-NCT, o diga en la correspondencia "
    "cuál es.": N_("«%(value)s» no es un código del árbol de resultados: escriba uno, como NC-NCT."),
    "El resultado %(code)s no lleva llamada acordada: deje «callback_at» vacío o corrija el resultado.": N_(
        "El resultado %(code)s no lleva llamada acordada: deje vacío «Volver a llamar» o corrija el resultado."
    ),
    "Un cheque con día de devolución está devuelto: escriba bounced en «cheque_status» o quite ese día.": N_(
        "Un cheque con día de devolución está devuelto: escriba devuelto en «Estado del cheque» o quite ese día."
    ),
    "La fila no dice su cartera y hay varias: diga cuál en la fila o al importar.": N_(
        "La fila no dice su cartera y hay varias: escríbala, o elija en Columnas la «Cartera de las filas que no dicen "
        "la suya»."
    ),
    "El cliente «%(value)s» tiene varias cuentas: diga la cartera de la fila o al importar.": N_(
        "El cliente «%(value)s» tiene cuentas en varias carteras: elija en Columnas la «Cartera de las filas que no "
        "dicen la suya»."
    ),
    "El cliente «%(value)s» no tiene cuenta: diga la cartera de la fila o al importar.": N_(
        "El cliente «%(value)s» no tiene cuenta: elija en Columnas la «Cartera de las filas que no dicen la suya»."
    ),
    "Las mismas filas parecen traer más que esto. Para importarlo todo de una hoja, la correspondencia dice las "
    "columnas de cada cosa en %(kinds)s: «workbench mapping look ARCHIVO» la escribe, y el archivo se importa una vez "
    "por cada una.": N_(
        "Las mismas filas parecen traer más que esto. Para importarlo todo de una vez, marque en Columnas lo que traen."
    ),
    "%(file)s no se puede leer como hoja de cálculo (%(detail)s): ábralo y guárdelo otra vez como XLSX.": N_(
        "%(file)s no se puede leer como hoja de cálculo: ábralo y guárdelo otra vez como XLSX."
    ),
    "%(file)s no tiene la hoja «%(sheet)s»: trae %(sheets)s. Escriba una de ellas en «sheet».": N_(
        "%(file)s no tiene la hoja «%(sheet)s», que este remitente traía. Trae: %(sheets)s. Suéltelo otra vez y elija "
        "la hoja en Columnas."
    ),
    "No existía la cartera %(portfolio)s: se creó en %(currency)s, zona %(zone)s, política STRICT.": N_(
        "No existía la cartera %(portfolio)s: se creó en %(currency)s con la política más prudente. Revise sus ajustes "
        "en Carteras."
    ),
    "Solo un cheque tiene estado, día de depósito y día de devolución: escriba cheque en «method» o deje vacíos esos "
    "datos.": N_(
        "Solo un cheque tiene estado, día de depósito y día de devolución: escriba cheque en «Medio de pago» o deje "
        "vacíos esos datos."
    ),
    "Un pago no puede reversarse a sí mismo: dé otro número a la fila y deje en «reverses» el del pago.": N_(
        "Un pago no puede devolverse a sí mismo: dé otro número a la fila y deje en «Pago que devuelve» el del pago."
    ),
    "«%(value)s» es a su vez una reversa: escriba en «reverses» el número del pago.": N_(
        "«%(value)s» es a su vez una devolución: escriba en «Pago que devuelve» el número del pago."
    ),
    "El monto de un pago debe ser mayor que cero y dice «%(value)s»: la devolución de un pago va positiva, con el "
    "número del pago en «reverses».": N_(
        "El valor de un pago debe ser mayor que cero y dice «%(value)s»: la devolución de un pago va positiva, con el "
        "número del pago en «Pago que devuelve»."
    ),
    "La lista parece parcial: dejaría saldadas %(items)s de las %(of)s partidas abiertas de «%(portfolio)s» "
    "(%(customers)s de %(of_customers)s clientes, %(amount)s %(currency)s). No se cambió nada. Si la lista está "
    "completa, confírmelo (en la línea de órdenes, con --complete).": N_(
        "La lista parece parcial: dejaría saldadas %(items)s de las %(of)s partidas abiertas de «%(portfolio)s» "
        "(%(customers)s de %(of_customers)s clientes, %(amount)s %(currency)s). No se cambió nada. Si la lista está "
        "completa, confírmelo."
    ),
    "%(count)s filas no traen un número que se pueda leer: no se sabe qué partidas siguen abiertas. No se cambió "
    "nada. Corríjalas o confirme (en la línea de órdenes, con --complete).": N_(
        "%(count)s filas no traen un número que se pueda leer: no se sabe qué partidas siguen abiertas. No se cambió "
        "nada. Corríjalas o confirme que la lista está completa."
    ),
}
"""By the engine's sentence, which names keys of a mapping file or options of the command line, the page's own."""

_WITHOUT_PORTFOLIO = N_(
    "La fila no dice su cartera y hay varias. Escríbala si el archivo trae la columna; si no, baje las filas, "
    "suéltelas en Importar y elija en Columnas la «Cartera de las filas que no dicen la suya»."
)
AFTERWARDS: Mapping[str, str] = {
    "«%(value)s» no es una fecha escrita así: %(formats)s. Corríjala, o diga su forma en la correspondencia "
    "(day_formats).": N_(
        "«%(value)s» no es una fecha escrita como las demás. Corríjala; si todas están así, baje las filas, suéltelas "
        "en Importar y elija otra forma en Columnas, «Forma de las fechas»."
    ),
    "La fila no dice su cartera y hay varias: diga cuál en la fila o al importar.": _WITHOUT_PORTFOLIO,
    "El cliente «%(value)s» tiene varias cuentas: diga la cartera de la fila o al importar.": N_(
        "El cliente «%(value)s» tiene cuentas en varias carteras. Baje las filas, suéltelas en Importar y elija en "
        "Columnas la «Cartera de las filas que no dicen la suya»."
    ),
    "El cliente «%(value)s» no tiene cuenta: diga la cartera de la fila o al importar.": N_(
        "El cliente «%(value)s» no tiene cuenta. Baje las filas, suéltelas en Importar y elija en Columnas la «Cartera "
        "de las filas que no dicen la suya»."
    ),
}
"""What a page says of a row instead once the file is imported: its columns cannot be chosen again, but those of the
rejected rows, downloaded and dropped, can."""


def say_afterwards(text: str, values: dict[str, Any] | None = None) -> str:  # Any: whatever the rule named
    """Why a row of an imported file did not land, with what can be done about it by now."""
    return say_here(AFTERWARDS.get(text, text), values)


def say_here(text: str, values: dict[str, Any] | None = None) -> str:  # Any: whatever the rule named
    """A sentence of the import with its values, as a page says it: amounts as people of the currency write them."""
    return say(ON_SCREEN.get(text, text), with_amounts(values) if values else None)


def why_here(error: RuleBroken) -> str:
    """The reason of a refusal, as a page says it."""
    return say_here(error.reason, error.values)
