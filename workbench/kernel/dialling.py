"""The address that a browser opens to dial a number: `tel:`, `sip:` or a telephone system's own, as it was set."""

from urllib.parse import quote, urlsplit

TEL = "tel:{number}"
SCHEMES = ("tel", "sip", "sips", "callto", "https")
NUMBER, EXTENSION = "{number}", "{extension}"


def why_not_template(template: str) -> str | None:
    """Why a template dials nothing: it begins with a scheme that is known and has a place for the number.

    A page of plain `http:`, or one that runs as a script, would take the number of a customer who knows where.
    """
    scheme = template.partition(":")[0]
    if scheme not in SCHEMES:
        return f"must begin with one of {', '.join(f'{one}:' for one in SCHEMES)}"
    if template.count(NUMBER) != 1 or template.count(EXTENSION) > 1:
        return "must have {number} once, and {extension} once at most"
    if any(sign in template.replace(NUMBER, "").replace(EXTENSION, "") for sign in "{}<>\"' \\"):
        return "must have no spaces, quotes or other braces"
    if scheme == "https" and (not urlsplit(template).hostname or "{" in urlsplit(template).netloc):
        return "must name a server"
    return None


def dial_address(template: str, number: str, extension: str | None = None) -> str:
    """The address for a number in international form. `tel:` takes an extension as RFC 3966 writes it.

    Args:
        template: As `why_not_template` lets it be.
        number: Such as +573005550123.
        extension: Its first digits, before a comma.

    """
    safe = "" if template.startswith("https:") else "+"
    inner = (extension or "").split(",")[0]
    address = template.replace(NUMBER, quote(number, safe=safe)).replace(EXTENSION, quote(inner, safe=""))
    is_told = EXTENSION in template or not template.startswith("tel:")
    return address if is_told or not inner else f"{address};ext={quote(inner, safe='')}"
