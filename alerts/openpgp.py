"""OpenPGP: a reader's key read and tried, and a letter closed with it; between the letter and the outbox."""

from collections.abc import Iterator
from datetime import datetime
from email.message import EmailMessage, MIMEPart
from email.policy import EmailPolicy
from typing import Final

from pysequoia import Cert, encrypt
from pysequoia.packet import PacketPile, SignatureType, Tag

from alerts.errors import KeyUnusable

_SECRET = (Tag.SecretKey, Tag.SecretSubkey)
HIDDEN_SUBJECT: Final = "[...]"  # RFC 9788, 3.2.1


def keyring(data: bytes) -> str:
    """The certificates of a file, armored or binary, as one armored text. Raises KeyUnusable: none, or a secret key."""
    try:
        found = Cert.split_bytes(data)
    except RuntimeError as error:
        raise KeyUnusable(f"no OpenPGP key: {_first_line(error)}") from None
    if not found:
        raise KeyUnusable("no OpenPGP key is in it")
    armored = b"-----BEGIN PGP" in data
    if b"PRIVATE KEY BLOCK" in data or (
        not armored and any(packet.tag in _SECRET for packet in PacketPile.from_bytes(data))
    ):
        raise KeyUnusable("it holds a secret key: only the public one may be here (gpg --armor --export)")
    return "\n".join(str(cert) for cert in found)


def usable(ring: str, address: str, now: datetime, *, sole: bool) -> Cert:
    """The certificate of the ring to encrypt to for this address, and only one that may be used now.

    It is the one that names the address; where the subscription has a `sole` reader and the ring one key, that one.
    Raises KeyUnusable for none, and for one that is revoked, expired, or has no encryption key that is neither.
    """
    certs = Cert.split_bytes(ring.encode())
    named = [cert for cert in certs if address.casefold() in map(_address, cert.user_ids)]
    if not named and sole and len(certs) == 1:
        named = certs
    if not named:
        raise KeyUnusable("no key in the file names this reader's address")
    problems = []
    for cert in named:
        problem = _problem(cert, now)
        if problem is None:
            return cert
        problems.append(f"the key {cert.fingerprint[-16:]} {problem}")
    raise KeyUnusable("; ".join(problems))


def seal(message: EmailMessage, cert: Cert) -> bytes:
    """The letter encrypted to the certificate as PGP/MIME (RFC 3156), its headers inside as RFC 9788 has them.

    Outside stay those that a mail server needs, and no subject.
    Raises KeyUnusable where the library refuses the key.
    """
    rules = message.policy
    assert isinstance(rules, EmailPolicy)
    outer = EmailMessage(rules)
    for name, value in message.items():
        if not name.lower().startswith(("content-", "mime-")):
            outer[name] = HIDDEN_SUBJECT if name == "Subject" else value
    for name, value in outer.items():
        message["HP-Outer"] = f"{name}: {value}"  # RFC 9788, 2.2: what an attacker adds outside is seen
    message.set_param("hp", "cipher")
    message.set_param("protected-headers", "v1")  # what mail programs of before RFC 9788 look for
    try:
        closed = encrypt(recipients=[cert], bytes=message.as_bytes())
    except RuntimeError as error:
        raise KeyUnusable(f"the key {cert.fingerprint[-16:]} cannot be used: {_first_line(error)}") from None
    outer["Content-Type"] = 'multipart/encrypted; protocol="application/pgp-encrypted"'
    version = MIMEPart(rules)
    version.set_content(b"Version: 1\r\n", "application", "pgp-encrypted", cte="7bit")
    body = MIMEPart(rules)
    body.set_content(
        closed, "application", "octet-stream", cte="7bit", filename="encrypted.asc", disposition="inline"
    )
    outer.set_payload([version, body])
    outer["MIME-Version"] = "1.0"
    return outer.as_bytes()


def _problem(cert: Cert, now: datetime) -> str | None:
    # The library encrypts to revoked and to expired certificates, and to expired subkeys, without a word.
    if cert.is_revoked:
        return "is revoked"
    if cert.expiration is not None and cert.expiration <= now:
        return f"expired on {cert.expiration:%Y-%m-%d}"
    try:
        encrypt(recipients=[cert], bytes=b"")
    except RuntimeError:
        return "has no key to encrypt to"
    ends = list(_ends(cert))
    if ends and all(end is not None and end <= now for end in ends):
        return f"has no key to encrypt to that has not expired (the last on {max(e for e in ends if e):%Y-%m-%d})"
    return None


def _ends(cert: Cert) -> Iterator[datetime | None]:
    # When each encryption subkey ends, by its last binding signature (RFC 9580, 5.2.1.8); None for never.
    created: datetime | None = None
    latest: tuple[datetime, datetime | None] | None = None
    for packet in PacketPile.from_bytes(bytes(cert)):
        if packet.tag in (Tag.PublicKey, Tag.PublicSubkey):
            if latest is not None:
                yield latest[1]
            created, latest = packet.key_created, None
        elif packet.tag == Tag.Signature and packet.signature_type == SignatureType.SubkeyBinding:
            flags, signed, lasts = packet.key_flags, packet.signature_created, packet.key_validity_period
            encrypts = flags is not None and (flags.transport_encryption or flags.storage_encryption)
            if (
                encrypts
                and signed is not None
                and created is not None
                and (latest is None or signed >= latest[0])
            ):
                latest = (signed, created + lasts if lasts else None)
    if latest is not None:
        yield latest[1]


def _address(user_id: object) -> str:
    text = str(user_id)
    return text[text.rfind("<") + 1 :].rstrip("> ").casefold()


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0][:200] if str(error) else type(error).__name__
