"""The SMTP channel against a real server: encryption, names and passwords, slow and stubborn servers."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from alerts.channel import Outgoing
from alerts.errors import DigestFailed, PermanentFailure, ServerUnavailable, TemporaryFailure
from alerts.mail import MailPolicy
from alerts.outbox import LEASE
from alerts.probe import check_server, send_test
from alerts.smtp import Patience, SmtpChannel
from tests.alerts.desk import MAIL, PATIENCE, at
from tests.newsroom.mailbox import Mailbox

BODY = b"Subject: x\r\n\r\n.\r\n..dots\r\nend\r\n"
NOON = at(2026, 11, 23, 12)


def _send(
    mail: MailPolicy, recipient: str = "anna@reader.example", body: bytes = BODY, **more: object
) -> int:
    channel = SmtpChannel(mail, patience=PATIENCE, **more)  # type: ignore[arg-type]
    try:
        return channel.send(Outgoing(1, recipient, body)).code
    finally:
        channel.close()


def test_dots_and_bytes_arrive_as_they_left(mailbox: Mailbox) -> None:
    mail = replace(MAIL, port=mailbox.port)
    assert _send(mail) == 250
    assert mailbox.received[0].raw == BODY
    assert mailbox.received[0].sender == MAIL.sender


def test_each_wait_is_as_long_as_the_standard_wants_it() -> None:
    """RFC 5321, 4.5.3.2.1 to 4.5.3.2.6; the outbox waits longer than all of them together before it tries again."""
    waits = Patience()
    assert (waits.greeting, waits.command, waits.data_start) == (300, 300, 120)
    assert (waits.data_block, waits.data_end) == (180, 600)
    assert waits.letter + waits.data_end < LEASE.total_seconds()


def test_one_connection_carries_many_letters_and_survives_its_loss(mailbox: Mailbox) -> None:
    channel = SmtpChannel(replace(MAIL, port=mailbox.port), patience=PATIENCE)
    channel.send(Outgoing(1, "a@reader.example", BODY))
    mailbox.stop()
    mailbox.start()
    channel.send(Outgoing(2, "b@reader.example", BODY))
    mailbox.by_recipient["c@reader.example"] = "refuse recipient"
    with pytest.raises(PermanentFailure, match="no such mailbox") as failure:
        channel.send(Outgoing(3, "c@reader.example", BODY))
    assert failure.value.code == 550
    channel.send(Outgoing(4, "d@reader.example", BODY))
    channel.close()
    channel.close()
    assert [r.recipients[0][0] for r in mailbox.received] == ["a", "b", "d"]


def test_addresses_beyond_ascii(mailbox: Mailbox) -> None:
    mail = replace(MAIL, port=mailbox.port)
    assert _send(mail, "анна@münchen.example") == 250
    assert mailbox.received[0].recipients == ("анна@xn--mnchen-3ya.example",)
    with pytest.raises(DigestFailed):
        _send(mail, "a@b.example>\r\nRCPT TO:<c@d.example")


@contextmanager
def _server(**options: object) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    controller = Controller(Mailbox(), hostname="127.0.0.1", port=port, **options)  # type: ignore[arg-type]
    controller.start()
    try:
        yield port
    finally:
        controller.stop(no_assert=True)


def test_a_server_without_utf8_refuses_clearly() -> None:
    with _server(enable_SMTPUTF8=False, decode_data=False) as port:
        mail = replace(MAIL, port=port)
        assert _send(mail, "anna@münchen.example") == 250
        with pytest.raises(PermanentFailure, match="SMTPUTF8"):
            _send(mail, "анна@paper.example")


def test_a_letter_that_is_too_large_is_not_even_begun() -> None:
    with _server(data_size_limit=100) as port, pytest.raises(PermanentFailure, match="takes 100") as failure:
        _send(replace(MAIL, port=port), body=BODY * 20)
    assert failure.value.code == 552


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for "localhost" that signs itself, with its key in the same file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    today = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file = tmp_path_factory.mktemp("tls") / "both.pem"
    file.write_bytes(secret + made.public_bytes(Encoding.PEM))
    return file


def _server_tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def _authenticator(
    _server: SMTP, _session: object, _envelope: object, _mechanism: str, data: object
) -> AuthResult:
    good = isinstance(data, LoginPassword) and (data.login, data.password) == (b"desk", b"secret")
    return AuthResult(success=good, handled=False)


def test_encryption_login_and_a_wrong_password(certificate: Path) -> None:
    ours = ssl.create_default_context(cafile=str(certificate))
    steps: list[tuple[str, str]] = []
    with _server(
        tls_context=_server_tls(certificate),
        require_starttls=True,
        auth_required=True,
        authenticator=_authenticator,
    ) as port:
        mail = replace(
            MAIL, host="localhost", port=port, security="starttls", username="desk", password="secret"
        )
        send_test(mail, "anna@reader.example", NOON, report=lambda *step: steps.append(step), tls=ours)
        assert [name for name, _ in steps] == [
            *("connect", "EHLO", "STARTTLS", "EHLO", "AUTH"),
            *("MAIL FROM", "RCPT TO", "DATA", "end of data"),
        ]
        assert steps[2][1].startswith("TLSv1")
        with pytest.raises(ServerUnavailable, match="user name and password") as failure:
            _send(replace(mail, password="wrong"), tls=ours)
        assert failure.value.code == 535
        with pytest.raises(ServerUnavailable, match="no safe connection"):
            check_server(mail, report=lambda *_: None)  # nobody we know signed it
        with pytest.raises(ServerUnavailable, match="wants a user name"):
            _send(replace(mail, username=None, password=None), tls=ours)


def test_encryption_from_the_first_byte(certificate: Path) -> None:
    ours = ssl.create_default_context(cafile=str(certificate))
    with _server(ssl_context=_server_tls(certificate)) as port:
        assert _send(replace(MAIL, host="localhost", port=port, security="tls"), tls=ours) == 250


def test_nothing_is_sent_without_the_encryption_asked_for(mailbox: Mailbox) -> None:
    with pytest.raises(ServerUnavailable, match="STARTTLS"):
        _send(replace(MAIL, port=mailbox.port, security="starttls"))
    assert mailbox.log == []


def test_a_password_stays_out_of_the_open_and_out_of_logs() -> None:
    mail = replace(MAIL, username="desk", password="secret")
    assert "secret" not in repr(mail)


@contextmanager
def _rude(behave: Callable[[socket.socket], None]) -> Iterator[int]:
    """A server that does what it likes with one connection."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            try:
                with listening.accept()[0] as line:
                    behave(line)
            except OSError:
                pass

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
    thread.join(5)


def _silent(line: socket.socket) -> None:
    line.recv(1)


def _dripping(line: socket.socket) -> None:
    while not threading.Event().wait(0.05):
        line.sendall(b"2")


def test_a_silent_server_is_given_up() -> None:
    with _rude(_silent) as port, pytest.raises(ServerUnavailable, match="no answer in time"):
        SmtpChannel(replace(MAIL, port=port), patience=Patience(connect=0.3)).open()


def test_a_server_that_drips_is_cut_off() -> None:
    with _rude(_dripping) as port, pytest.raises(ServerUnavailable):
        SmtpChannel(replace(MAIL, port=port), patience=replace(PATIENCE, letter=0.5)).open()


def test_another_thread_may_cut_a_hanging_delivery(mailbox: Mailbox) -> None:
    mailbox.behaviour, mailbox.seconds = "slow", 3
    channel = SmtpChannel(replace(MAIL, port=mailbox.port), patience=PATIENCE)
    threading.Timer(0.5, channel.close).start()
    with pytest.raises(TemporaryFailure) as failure:
        channel.send(Outgoing(1, "anna@reader.example", BODY))
    assert failure.value.ambiguous


def test_what_is_no_mail_server() -> None:
    def web(line: socket.socket) -> None:
        line.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        line.recv(100)

    with _rude(web) as port, pytest.raises(ServerUnavailable):
        SmtpChannel(replace(MAIL, port=port), patience=PATIENCE).open()
