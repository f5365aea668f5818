"""Sends a one-time link by e-mail, where the operator named a mail server. The link is shown on screen all the same."""

import logging
import smtplib
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from flask_babel import gettext

from workbench.settings import PRODUCT_NAME
from workbench.web.moment import get_settings

SECONDS = 10
PORTS = {"smtp": 25, "smtps": 465}
_log = logging.getLogger(__name__)


def mail_link(*, to: str, url: str, subject: str, text: str) -> bool:
    """Send one link. Returns whether the server took it; False too where there is none.

    A failure is logged without the address: who asked sees the link and hands it over another way.

    Args:
        to: Address of the person.
        url: The link.
        subject: Of the message.
        text: What stands before the link.

    """
    address = get_settings().smtp_url
    if not address:
        return False
    try:
        _send(address, _message(to=to, subject=subject, text=f"{text}\n\n{url}\n"))
    except (OSError, smtplib.SMTPException, ValueError) as wrong:
        _log.warning("WORKBENCH_SMTP_URL took no message: %s", type(wrong).__name__)
        return False
    return True


def link_words() -> tuple[str, str]:
    """Subject and text of the message that brings a link."""
    subject = gettext("Su acceso a %(product)s", product=PRODUCT_NAME)
    return subject, gettext("Con este enlace elige su contraseña. Sirve una sola vez y vence.")


def _message(*, to: str, subject: str, text: str) -> EmailMessage:
    message = EmailMessage()
    sender = urlsplit(get_settings().smtp_url)
    host = sender.hostname or "localhost"
    message["From"] = (
        unquote(sender.username) if sender.username and "@" in unquote(sender.username) else f"abono@{host}"
    )
    message["To"] = to
    message["Subject"] = subject
    message.set_content(text)
    return message


def _send(address: str, message: EmailMessage) -> None:
    """`smtp://user:password@host:587` with STARTTLS where the server has it, `smtps://` with TLS from the start."""
    parts = urlsplit(address)
    host, port = parts.hostname or "localhost", parts.port or PORTS.get(parts.scheme, 25)
    kind = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP
    with kind(host, port, timeout=SECONDS) as server:
        if kind is smtplib.SMTP and server.has_extn("starttls"):
            server.starttls()
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(message)
