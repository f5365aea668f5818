"""Small scripts that tests change in one place."""

FRONT = '+++\ncode = "prueba"\nname = "Prueba"\nlanguage = "es"\n+++\n'

BODY = """
## paso: saludo | Saludo

Buen día. ¿Hablo con {cliente.nombre_completo}?

## paso: identidad (obligatorio) | Identidad

{aviso.grabacion} ¿Me confirma su fecha de nacimiento?

## paso: motivo | Motivo

{aviso.legal}

Le llamo por su cuenta con {acreedor.nombre}. Son {cuenta.saldo_vencido}.

### ¿Qué responde?

- Puede pagar -> cierre [CD-PDP]
- No tengo dinero -> sin-dinero

## respuesta: sin-dinero | No tengo dinero

Gracias por decirlo. ¿Le sirve un plan?

### ¿Qué responde?

- Sí -> cierre [CD-PLA]

## paso: cierre | Cierre

Quedamos así. Gracias.
"""

GOOD = FRONT + BODY


def line_of(text: str, words: str) -> int:
    """The line of a file where these words first stand."""
    return text[: text.index(words)].count("\n") + 1
