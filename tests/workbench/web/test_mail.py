"""A one-time link travels by mail where there is a server, and nobody is told off where there is none."""

import dataclasses
import socket
import threading
from email import message_from_bytes, policy

import pytest

from workbench.web.mail import mail_link


class Server:
    """A mail server that takes one message, in the few words of SMTP that are needed."""

    def __init__(self):
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self.said = []
        self.message = None
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self):
        connection, _ = self._listening.accept()
        with connection, connection.makefile("rwb") as lines:
            self._answer(lines, b"220 here")
            while line := lines.readline().strip():
                self.said.append(line.split(b" ")[0].upper())
                if self.said[-1] == b"DATA":
                    self._answer(lines, b"354 go on")
                    self.message = message_from_bytes(b"".join(iter(lines.readline, b".\r\n")), policy=policy.default)
                self._answer(lines, b"221 bye" if self.said[-1] == b"QUIT" else b"250 done")
                if self.said[-1] == b"QUIT":
                    return

    def _answer(self, lines, text):
        lines.write(text + b"\r\n")
        lines.flush()

    def close(self):
        self._thread.join(10)
        self._listening.close()


@pytest.fixture
def server():
    started = Server()
    yield started
    started.close()


def send(app):
    with app.test_request_context():
        return mail_link(
            to="luz@norte.co", url="https://abono.example/entrar/enlace/x", subject="Su acceso", text="Con"
        )


@pytest.fixture
def with_smtp(app):
    """`with_smtp(url)` lets the application send through it."""

    def use(url):
        app.extensions["workbench_settings"] = dataclasses.replace(app.extensions["workbench_settings"], smtp_url=url)
        return app

    return use


def test_link_is_sent_to_the_server_of_the_settings(server, with_smtp):
    assert send(with_smtp(f"smtp://127.0.0.1:{server.port}")) is True

    server.close()
    assert server.message["To"] == "luz@norte.co"
    assert "https://abono.example/entrar/enlace/x" in server.message.get_content()


def test_without_a_server_nothing_is_sent(app):
    assert send(app) is False


@pytest.mark.parametrize("url", ["smtp://127.0.0.1:1", "nothing", "smtp://127.0.0.1:x"])
def test_server_that_does_not_answer_is_no_mistake_of_the_person(with_smtp, caplog, url):
    assert send(with_smtp(url)) is False
    assert "luz@norte.co" not in caplog.text
