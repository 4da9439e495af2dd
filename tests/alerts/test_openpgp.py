"""Letters closed with a reader's OpenPGP key: opened again with its secret half, and refused rather than sent in clear."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from pysequoia import Cert, Tsk, decrypt

from alerts import tables
from alerts.errors import KeyUnusable
from alerts.manner import Manner
from alerts.openpgp import keyring, usable
from alerts.subscriptions import Subscription
from tests.alerts.desk import Desk
from tests.articles.arriving import MONDAY

ANNA = "anna@reader.example"


@pytest.fixture(scope="module")
def anna() -> Tsk:
    return Tsk.generate(f"Anna <{ANNA}>")


def desk_with(desk: Desk, ring: str, *readers: str) -> None:
    manner = Manner(openpgp_key=ring)
    desk.configure(
        {"grozny": "grozny"}, [Subscription("casework", readers, ("grozny",), "as read", manner=manner)]
    )
    desk.keep("The court in Grozny rose at noon.", "The court adjourns")
    desk.match()


def opened(raw: bytes, key: Tsk) -> tuple[EmailMessage, EmailMessage]:
    """The letter as it travels, and what its reader sees."""
    outer = message_from_bytes(raw, policy=policy.default)
    assert isinstance(outer, EmailMessage)
    assert outer.get_content_type() == "multipart/encrypted"
    assert outer.get_param("protocol") == "application/pgp-encrypted"
    version, body = outer.iter_parts()
    assert version.get_content_type() == "application/pgp-encrypted"
    assert version.get_payload(decode=True).strip() == b"Version: 1"  # type: ignore[union-attr]
    assert body.get_content_type() == "application/octet-stream"
    plain = decrypt(decryptor=key.decryptor(), bytes=body.get_payload(decode=True)).bytes  # type: ignore[arg-type]
    assert plain is not None
    inner = message_from_bytes(plain, policy=policy.default)
    assert isinstance(inner, EmailMessage)
    return outer, inner


def test_a_letter_is_read_with_the_key_and_tells_nothing_without(desk: Desk, anna: Tsk) -> None:
    desk_with(desk, keyring(bytes(anna.extract_certificate())), ANNA)
    assert len(desk.build(force=True)) == 1
    (row,) = desk.rows(tables.messages)
    for word in (b"grozny", b"court", b"casework", b"presswatch", b"paper.example/news", b"article"):
        assert word not in row.body.lower(), word
    outer, inner = opened(row.body, anna)
    assert outer["Subject"] == "[...]"
    assert outer["To"] == ANNA and outer["Message-ID"] == inner["Message-ID"] == row.message_id
    assert inner["Subject"] == row.subject and "grozny 1" in inner["Subject"]
    assert inner.get_content_type() == "multipart/alternative"
    assert inner.get_param("hp") == "cipher"  # RFC 9788
    assert "Subject: [...]" in inner.get_all("HP-Outer", []) and f"To: {ANNA}" in inner.get_all(
        "HP-Outer", []
    )
    text, html = inner.get_body(("plain",)), inner.get_body(("html",))
    assert text is not None and "The court in *Grozny* rose at noon." in text.get_content()
    assert html is not None and "<mark" in html.get_content()
    assert row.body.isascii() and max(map(len, row.body.split(b"\r\n"))) <= 998


def test_each_reader_gets_it_in_their_own_key(desk: Desk, anna: Tsk) -> None:
    ben = Tsk.generate("Ben <Ben@Reader.example>")
    ring = keyring(bytes(anna.extract_certificate()) + bytes(ben.extract_certificate()))
    desk_with(desk, ring, ANNA, "ben@reader.example", "cleo@reader.example")
    assert len(desk.build(force=True)) == 2
    for row, key, other in zip(desk.rows(tables.messages), (anna, ben), (ben, anna), strict=True):
        assert opened(row.body, key)[1]["To"] == row.recipient
        with pytest.raises(RuntimeError):
            opened(row.body, other)
    cleo = next(row for row in desk.rows(tables.readers) if row.address.startswith("cleo"))
    assert cleo.trouble == "no key in the file names this reader's address"
    assert desk.account("cleo@reader.example")[1] == ("pending", None)


def test_one_key_is_taken_for_a_sole_reader_whatever_it_is_named(desk: Desk) -> None:
    key = Tsk.generate("somebody")
    desk_with(desk, keyring(bytes(key.extract_certificate())), ANNA)
    assert len(desk.build(force=True)) == 1
    assert opened(desk.rows(tables.messages)[0].body, key)[1]["To"] == ANNA


def expired(key: Tsk) -> Cert:
    cert = key.extract_certificate()
    return cert.set_expiration(datetime.now(UTC) + timedelta(days=1), key.certifier())


def revoked(key: Tsk) -> Cert:
    cert = key.extract_certificate()
    return Cert.from_bytes(bytes(cert) + bytes(cert.revoke(key.certifier())))


def signing_only(key: Tsk) -> Cert:
    from pysequoia.packet import PacketPile, Tag

    packets = list(PacketPile.from_bytes(bytes(key.extract_certificate())))
    first_subkey = next(n for n, packet in enumerate(packets) if packet.tag == Tag.PublicSubkey)
    return Cert.from_packets(packets[:first_subkey])


@pytest.mark.parametrize(
    ("broken", "why"),
    [(expired, "expired on"), (revoked, "is revoked"), (signing_only, "no key to encrypt to")],
)
def test_an_unusable_key_holds_the_letter_back_until_there_is_a_better_one(
    desk: Desk, broken: Callable[[Tsk], Cert], why: str, caplog: pytest.LogCaptureFixture
) -> None:
    key = Tsk.generate(f"Anna <{ANNA}>")
    desk.clock.at = datetime.now(UTC) + timedelta(days=2)
    desk_with(desk, keyring(bytes(broken(key))), ANNA)
    assert desk.build(force=True) == [] and desk.build(force=True) == []
    assert desk.rows(tables.messages) == []
    assert desk.account() == {1: ("pending", None)}
    (reader,) = desk.rows(tables.readers)
    assert why in reader.trouble
    assert sum("no letter is written to reader 1" in line for line in caplog.messages) == 1
    assert ANNA not in caplog.text
    # Its owner hands over another one: the letter that waited comes, and the trouble is over.
    manner = Manner(openpgp_key=keyring(bytes(key.extract_certificate())))
    desk.configure(
        {"grozny": "grozny"}, [Subscription("casework", (ANNA,), ("grozny",), "as read", manner=manner)]
    )
    assert len(desk.build(force=True)) == 1
    assert desk.rows(tables.readers)[0].trouble is None


def test_an_expired_encryption_subkey_is_seen_although_the_library_would_take_it() -> None:
    """Made with GnuPG: a signing key for good, and one subkey to encrypt to that lasted a second."""
    ring = (
        "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n"
        "mDMEawcCmhYJKwYBBAHaRw8BAQdAoFcB6/xxAqW+gm3o72UJ9aoIIknugVY2Yy24\n"
        "qvo9a0m0FVN1YiBFeHAgPGVAeC5leGFtcGxlPoiQBBMWCAA4FiEE+lYK+hLnhhkd\n"
        "KLU2A4oTLDif4cgFAmsHApoCGwMFCwkIBwIGFQoJCAsCBBYCAwECHgECF4AACgkQ\n"
        "A4oTLDif4chzYAEAiWsKPQv+lTeV4Ko8IVJK0t1sduuT9zLAuVwcwjlOMbAA/AlU\n"
        "8wz/ubRCn8LCjDD4zWGuHZR3ZmT63ysXVJ55yl8DuDgEawcCmhIKKwYBBAGXVQEF\n"
        "AQEHQHx0nrIpjaihGLSLuUhYLzpzJG7Gz/McpkK6MWbBMttjAwEIB4h+BBgWCAAm\n"
        "FiEE+lYK+hLnhhkdKLU2A4oTLDif4cgFAmsHApoCGwwFCQAAAAEACgkQA4oTLDif\n"
        "4chHuQEAtA49F53VE8t8uBR+o/vo0M9hv0eUwSveOk6V8WCkaSgBAOczY/kU60uC\n"
        "taG/YCw5UtiKIvOxtA/G2wXH8AuMcLgC\n"
        "=yuOl\n"
        "-----END PGP PUBLIC KEY BLOCK-----\n"
    )
    with pytest.raises(KeyUnusable, match="not expired"):
        usable(keyring(ring.encode()), "e@x.example", MONDAY + timedelta(days=3650), sole=True)


def test_what_is_no_public_key_is_refused(anna: Tsk) -> None:
    for wrong in (b"", b"hello", b"-----BEGIN PGP MESSAGE-----\n\nxxxx\n-----END PGP MESSAGE-----\n"):
        with pytest.raises(KeyUnusable, match="no OpenPGP key"):
            keyring(wrong)
    for secret in (str(anna).encode(), bytes(anna)):
        with pytest.raises(KeyUnusable, match="secret key"):
            keyring(secret)
