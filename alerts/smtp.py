"""The SMTP channel: hands one letter to the operator's mail server; behind the outbox, and the last to touch it."""

import logging
import smtplib
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import policy
from email.parser import BytesHeaderParser

from alerts.channel import Outgoing, Receipt
from alerts.errors import DeliveryFailure, PermanentFailure, ServerUnavailable, TemporaryFailure
from alerts.mail import MailPolicy, address
from articles.crash_points import reached

log = logging.getLogger(__name__)

_CHUNK = 65536
Report = Callable[[str, str], None]  # a step of the dialogue, and what the server said to it


@dataclass(frozen=True, slots=True)
class Patience:
    """How long each step may take, in seconds: the limits of RFC 5321, 4.5.3.2, and one for a whole letter."""

    connect: float = 60
    greeting: float = 300
    command: float = 300
    data_start: float = 120
    data_block: float = 180
    data_end: float = 600
    letter: float = 2400


class SmtpChannel:
    """Sends through one server, one letter at a time, over one connection as long as it holds.

    Implements `alerts.channel.Channel`; for one thread at a time. TLS certificates are checked. What is wrong with
    the server, our account or our sender address is ServerUnavailable, because no reader is to blame for it.
    """

    def __init__(
        self,
        mail: MailPolicy,
        *,
        patience: Patience | None = None,
        tls: ssl.SSLContext | None = None,
        report: Report | None = None,
    ) -> None:
        self._mail = mail
        self._patience = patience or Patience()
        self._tls = tls
        self._report = report or (lambda _step, _answer: None)
        self._smtp: _Client | None = None
        self._busy = threading.Lock()

    def send(self, message: Outgoing) -> Receipt:
        """Hand over one letter, as the seam promises. Raises PermanentFailure, TemporaryFailure, ServerUnavailable."""
        sender, recipient = (
            _envelope(_sender(message.body) or self._mail.sender),
            _envelope(message.recipient),
        )
        with self._bounded():
            options = self._begin(sender, recipient, message.body)
            self._step("RCPT TO", self._patience.command, "rcpt", recipient, PermanentFailure)
            self._step("DATA", self._patience.data_start, "docmd", "DATA", PermanentFailure, want=3)
            receipt = self._body(message.body)
        log.info(
            "message %d was taken by %s (%d)%s",
            message.key,
            self._mail.host,
            receipt.code,
            options and " +utf8",
        )
        return receipt

    def open(self) -> None:
        """Connect, greet, encrypt and log in, unless that is done. Raises ServerUnavailable."""
        with self._bounded():
            self._connected()

    def close(self) -> None:
        """Say goodbye if someone still listens; never raises.

        From another thread while a letter is handed over: the connection is cut, and `send` raises in its own thread.
        """
        if self._busy.locked():
            self._cut_off()
            return
        smtp, self._smtp = self._smtp, None
        if smtp is None:
            return
        try:
            if smtp.sock is not None:
                smtp.sock.settimeout(5)
                smtp.quit()
        except (smtplib.SMTPException, OSError):
            smtp.close()

    def _begin(self, sender: str, recipient: str, body: bytes) -> str:
        # MAIL FROM, over the connection that stands or, if it fell since the last letter, over a new one.
        for attempt in (1, 2):
            stood = self._smtp is not None
            smtp = self._connected()
            options = self._options(smtp, sender, recipient, body)
            try:
                self._step("MAIL FROM", self._patience.command, "mail", (sender, options), ServerUnavailable)
            except TemporaryFailure as failure:
                if stood and attempt == 1 and self._smtp is None and failure.code in (None, 421):
                    continue
                raise
            break
        return "utf8" if any(option == "SMTPUTF8" for option in options) else ""

    def _options(self, smtp: "_Client", sender: str, recipient: str, body: bytes) -> list[str]:
        options = []
        if smtp.has_extn("size"):
            limit = smtp.esmtp_features["size"].strip()
            if limit.isdigit() and 0 < int(limit) < len(body):  # RFC 1870, 6.1
                raise PermanentFailure(
                    f"the digest has {len(body):,} bytes and the mail server takes {int(limit):,}", code=552
                )
            options.append(f"SIZE={len(body)}")
        if not (sender.isascii() and recipient.isascii() and body.isascii()):
            if not smtp.has_extn("smtputf8"):
                raise PermanentFailure(
                    "the address has letters beyond ASCII, and the mail server does not take them (no SMTPUTF8)"
                )
            options += ["SMTPUTF8", "BODY=8BITMIME"]
        return options

    def _connected(self) -> "_Client":
        if self._smtp is not None:
            return self._smtp
        mail = self._mail
        try:
            made = _Client if mail.security != "tls" else _TlsClient
            self._smtp = smtp = made(mail.host, mail.helo, self._patience.connect, self._context())
            code, answer = smtp.connect(mail.host, mail.port)
            self._answered("connect", code, answer, ServerUnavailable, want=2)
            self._allow(self._patience.command)
            self._greet(smtp)
            if mail.security == "starttls":
                if not smtp.has_extn("starttls"):
                    raise ServerUnavailable(
                        f"{mail.host} offers no STARTTLS; nothing is sent without encryption"
                    )
                smtp.starttls(context=self._context())
                self._report("STARTTLS", smtp.sock.version() if isinstance(smtp.sock, ssl.SSLSocket) else "")  # type: ignore[arg-type]
                self._greet(smtp)
            if mail.username:
                self._log_in(smtp, mail.username, mail.password or "")
        except ServerUnavailable:
            self._drop()
            raise
        except smtplib.SMTPAuthenticationError as error:
            self._drop()
            raise ServerUnavailable(
                f"{mail.host} does not accept the user name and password: {_words(error.smtp_error)}",
                code=error.smtp_code,
            ) from error
        except smtplib.SMTPResponseException as error:
            self._drop()
            raise ServerUnavailable(
                f"{mail.host}: {_words(error.smtp_error)}", code=error.smtp_code
            ) from error
        except ssl.SSLError as error:
            self._drop()
            raise ServerUnavailable(
                f"no safe connection to {mail.host}:{mail.port}: {error.reason or error}"
            ) from error
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            raise ServerUnavailable(f"no connection to {mail.host}:{mail.port}: {_reason(error)}") from error
        return smtp

    def _greet(self, smtp: "_Client") -> None:
        code, answer = smtp.ehlo()
        if not 200 <= code <= 299:
            code, answer = smtp.helo()
        self._answered("EHLO", code, answer, ServerUnavailable, want=2)

    def _log_in(self, smtp: "_Client", username: str, password: str) -> None:
        encrypted = isinstance(smtp.sock, ssl.SSLSocket)
        if not encrypted and self._mail.host not in ("localhost", "127.0.0.1", "::1"):
            raise ServerUnavailable(
                f"a password is not sent to {self._mail.host} over an unencrypted connection"
            )
        code, answer = smtp.login(username, password)
        self._report("AUTH", f"{code} {_words(answer)}")

    def _body(self, body: bytes) -> Receipt:
        smtp = self._smtp
        assert smtp is not None
        data = _dotted(body)
        try:
            self._allow(self._patience.data_block)
            for start in range(0, len(data), _CHUNK):
                smtp.send(data[start : start + _CHUNK])
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            raise TemporaryFailure(f"the connection ended within the letter: {_reason(error)}") from error
        try:
            self._allow(self._patience.data_end)
            smtp.send(b".\r\n")
            reached("before accepted")
            code, answer = smtp.getreply()
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            raise TemporaryFailure(
                f"the connection ended after the letter's last dot: {_reason(error)}; it may have been taken",
                ambiguous=True,
            ) from error
        self._answered("end of data", code, answer, PermanentFailure, want=2)
        reached("after accepted")
        return Receipt(code, _words(answer))

    def _step(
        self,
        name: str,
        seconds: float,
        command: str,
        argument: str | tuple[str, list[str]],
        refusal: type[DeliveryFailure],
        want: int = 2,
    ) -> None:
        smtp = self._smtp
        assert smtp is not None
        try:
            self._allow(seconds)
            arguments = argument if isinstance(argument, tuple) else (argument,)
            code, answer = getattr(smtp, command)(*arguments)
        except smtplib.SMTPResponseException as error:
            code, answer = error.smtp_code, error.smtp_error
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            raise TemporaryFailure(f"the connection ended at {name}: {_reason(error)}") from error
        self._answered(name, code, answer, refusal, want)

    def _answered(
        self, name: str, code: int, answer: bytes | str, refusal: type[DeliveryFailure], want: int
    ) -> None:
        # RFC 5321, 4.2.1: the first digit decides. What is no reply at all is for trying again.
        words = _words(answer)
        self._report(name, f"{code} {words}")
        if code // 100 == want:
            return
        self._drop() if code in (421, -1) or refusal is ServerUnavailable else self._reset()
        if code in (530, 535, 538):  # RFC 4954: it wants us to log in
            raise ServerUnavailable(f"{self._mail.host} wants a user name and password: {words}", code=code)
        failure = refusal if code // 100 == 5 or refusal is ServerUnavailable else TemporaryFailure
        if name == "MAIL FROM" and code == 552:
            failure = PermanentFailure
        elif name == "MAIL FROM" and code // 100 == 4:
            failure = TemporaryFailure
        raise failure(f"{name}: {words}", code=code if code > 0 else None)

    def _reset(self) -> None:
        try:
            if self._smtp is not None:
                self._smtp.rset()
        except (smtplib.SMTPException, OSError):
            self._drop()

    def _drop(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            smtp.close()

    def _allow(self, seconds: float) -> None:
        if self._smtp is not None and self._smtp.sock is not None:
            self._smtp.sock.settimeout(seconds)

    def _context(self) -> ssl.SSLContext:
        if self._tls is None:
            self._tls = ssl.create_default_context()
        return self._tls

    @contextmanager
    def _bounded(self) -> Iterator[None]:
        # A server that sends a byte now and then never meets a timeout of the socket; this one it does.
        timer = threading.Timer(self._patience.letter, self._cut_off)
        timer.daemon = True
        timer.start()
        try:
            with self._busy:
                yield
        finally:
            timer.cancel()

    def _cut_off(self) -> None:
        smtp = self._smtp
        if smtp is not None and smtp.sock is not None:
            try:
                smtp.sock.shutdown(2)  # both ways; the thread that waits wakes up
            except OSError:
                log.debug("the connection to %s had ended by itself", self._mail.host)


class _Client(smtplib.SMTP):
    # Made without connecting, so that a connection that hangs can be cut off from outside.
    def __init__(self, host: str, helo: str | None, timeout: float, _context: ssl.SSLContext) -> None:
        super().__init__(local_hostname=helo, timeout=timeout)
        self._host = host  # what STARTTLS checks the certificate against


class _TlsClient(_Client):
    def __init__(self, host: str, helo: str | None, timeout: float, context: ssl.SSLContext) -> None:
        super().__init__(host, helo, timeout, context)
        self._context = context

    def _get_socket(self, host: str, port: int, timeout: float) -> ssl.SSLSocket:
        plain = super()._get_socket(host, port, timeout)  # type: ignore[misc]  # not in the stubs
        return self._context.wrap_socket(plain, server_hostname=host)


def _envelope(value: str) -> str:
    made = address(value)
    return f"{made.username}@{made.domain}"


def _sender(body: bytes) -> str:
    # The letter's own: where discreet ones come from another address, the envelope must not tell the usual one.
    found = BytesHeaderParser(policy=policy.SMTPUTF8).parsebytes(body)["From"]
    return str(found.addresses[0].addr_spec) if found is not None and found.addresses else ""


def _dotted(body: bytes) -> bytes:
    # RFC 5321, 4.5.2: a line that begins with a dot gets another one.
    data = body if body.endswith(b"\r\n") else body + b"\r\n"
    return (b"." if data.startswith(b".") else b"") + data.replace(b"\r\n.", b"\r\n..")


def _words(answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:500]


def _reason(error: BaseException) -> str:
    if isinstance(error, TimeoutError) or "timed out" in str(error):
        return "no answer in time"
    if isinstance(error, ConnectionRefusedError):
        return "it refuses connections"
    return _words(str(error)) or type(error).__name__
