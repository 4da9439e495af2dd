"""`presswatch check` on keys that cannot be used and on senders that give a discreet letter away."""

from pathlib import Path
from typing import get_args

from pysequoia import Cert, Tsk

from alerts.manner import Excerpt
from alerts.render.language import LANGUAGES
from presswatch.check import check
from presswatch.config_tables import SubscriptionSettings

CONFIG = """
timezone = "UTC"
sources = ["https://paper.example/"]
[[watch]]
id = "grozny"
query = "grozny"
[[subscription]]
id = "casework"
to = ["anna@reader.example"]
watches = ["grozny"]
send = "hourly"
{more}
[mail]
host = "127.0.0.1"
security = "none"
from = "{sender}"
{tail}
"""


def checked(folder: Path, more: str, sender: str = "news@paper.example", tail: str = "") -> list[str]:
    path = folder / "presswatch.toml"
    path.write_text(CONFIG.format(more=more, sender=sender, tail=tail), "utf-8")
    report = check(path, ask_servers=False)
    return [f"{finding.level} {finding.line} {finding.key}: {finding.message}" for finding in report.findings]


def test_a_good_key_is_no_news(tmp_path: Path) -> None:
    key = Tsk.generate("Anna <anna@reader.example>")
    (tmp_path / "anna.asc").write_text(str(key.extract_certificate()), "utf-8")
    assert checked(tmp_path, 'openpgp_key = "anna.asc"') == []


def test_keys_that_cannot_be_used_are_told_by_their_line(tmp_path: Path) -> None:
    key = Tsk.generate("Anna <anna@reader.example>")
    cert = key.extract_certificate()
    revoked = Cert.from_bytes(bytes(cert) + bytes(cert.revoke(key.certifier())))
    (tmp_path / "revoked.asc").write_text(str(revoked), "utf-8")
    (tmp_path / "secret.asc").write_text(str(key), "utf-8")
    (tmp_path / "empty.asc").write_text("", "utf-8")
    label = '12 subscription "casework".openpgp_key: '
    (found,) = checked(tmp_path, 'openpgp_key = "revoked.asc"')
    assert found.startswith(f"error {label}letters to anna@reader.example wait: the key ")
    assert found.endswith("is revoked")
    for name, why in (("secret", "secret key"), ("empty", "no OpenPGP key"), ("missing", "No such file")):
        (found,) = checked(tmp_path, f'openpgp_key = "{name}.asc"')
        assert found.startswith(f"error {label}") and why in found


def test_a_discreet_letter_wants_a_sender_that_tells_nothing(tmp_path: Path) -> None:
    assert checked(tmp_path, "discreet = true") == []
    (found,) = checked(tmp_path, "discreet = true", "presswatch@paper.example")
    assert (
        found.startswith('warning 12 subscription "casework".discreet: ') and "[mail] discreet_from" in found
    )
    other = 'discreet_from = "post@paper.example"'
    (found,) = checked(tmp_path, "discreet = true", "presswatch@paper.example", other)
    assert "the address that its reader writes to, to end it, says" in found and "[mail] operator" in found
    other += '\noperator = "office@paper.example"'
    assert checked(tmp_path, "discreet = true", "presswatch@paper.example", other) == []


def test_somebody_is_to_hear_of_readers_who_leave(tmp_path: Path) -> None:
    pages = '[web]\npublic_url = "https://mail.paper.example/w"'
    (found,) = checked(tmp_path, "", tail=pages)
    assert found.startswith("warning 18 ") and "[operator] email" in found
    assert checked(tmp_path, "", tail=f'{pages}\n[operator]\nemail = "office@paper.example"') == []


def test_the_configuration_knows_what_letters_know() -> None:
    fields = SubscriptionSettings.model_fields
    assert get_args(fields["language"].annotation) == LANGUAGES
    assert get_args(fields["excerpt"].annotation) == get_args(Excerpt)


def test_a_webhook_to_elsewhere_wants_encryption(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("s" * 32, "utf-8")
    hook = 'webhook = "{}://{}/in"\nwebhook_secret_file = "secret"'
    assert checked(tmp_path, hook.format("https", "hook.example")) == []
    assert checked(tmp_path, hook.format("http", "127.0.0.1:8080")) == []
    (found,) = checked(tmp_path, hook.format("http", "hook.example"))
    assert found.startswith('warning 12 subscription "casework".webhook: ') and "in the clear" in found
