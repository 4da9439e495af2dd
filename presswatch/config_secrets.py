"""Secrets of the configuration, from the environment or from files of their own; for settings."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from presswatch.config_errors import BadValue
from presswatch.config_tables import IndexSettings, SubscriptionSettings

INDEX_PASSWORD_VARIABLE = "PRESSWATCH_INDEX_PASSWORD"  # noqa: S105 (a name, not a secret)
INDEX_KEY_VARIABLE = "PRESSWATCH_INDEX_API_KEY"
WEBHOOK_SECRET_VARIABLE = "PRESSWATCH_WEBHOOK_SECRET"  # noqa: S105 (a name, not a secret)


@dataclass(frozen=True, slots=True)
class IndexSecrets:
    """How the search engine lets us in, and what is wrong with how it was written: key and words."""

    password: SecretStr | None
    api_key: SecretStr | None
    mistakes: tuple[tuple[str, str], ...]


def read_secret(path: Path) -> SecretStr:
    """What a file holds, without blanks around it. Raises BadValue, which names no more than the reason."""
    try:
        content = path.read_text("utf-8").strip()
    except OSError as error:
        raise BadValue(error.strerror or "it cannot be read") from None
    except UnicodeDecodeError:
        raise BadValue("it is not UTF-8") from None
    if not content:
        raise BadValue("it is empty")
    return SecretStr(content)


def index_secrets(index: IndexSettings, folder: Path, environ: Mapping[str, str]) -> IndexSecrets:
    """The environment's word first, then that of the files, which are looked for from `folder` on."""
    wrong: list[tuple[str, str]] = []

    def secret(variable: str, key: str, file: str | None) -> SecretStr | None:
        if environ.get(variable):
            return SecretStr(environ[variable])
        if file is None:
            return None
        try:
            return read_secret(folder / Path(file).expanduser())
        except BadValue as error:
            wrong.append((key, f'"{file}" cannot be used: {error}'))
            return None

    if index.engine != "elasticsearch":
        return IndexSecrets(None, None, ())
    password = secret(INDEX_PASSWORD_VARIABLE, "password_file", index.password_file)
    api_key = secret(INDEX_KEY_VARIABLE, "api_key_file", index.api_key_file)
    if not index.url:
        wrong.append(("engine", 'Elasticsearch needs a url, such as "https://search.example.org:9200"'))
    if index.username is not None and password is None and not wrong:
        wrong.append(
            ("username", f"a user name without a password: set {INDEX_PASSWORD_VARIABLE} or password_file")
        )
    if index.username is not None and api_key is not None:
        wrong.append(("username", "there is an API key too: leave out one of them"))
    if index.ca_file is not None and not (folder / Path(index.ca_file).expanduser()).is_file():
        wrong.append(("ca_file", f'"{index.ca_file}" cannot be used: there is no such file'))
    if index.ca_file is not None and index.fingerprint is not None:
        wrong.append(("fingerprint", "there is a ca_file too: leave out one of them"))
    return IndexSecrets(password, api_key, tuple(wrong))


def webhook_secret(item: SubscriptionSettings, folder: Path, environ: Mapping[str, str]) -> SecretStr:
    """What signs the webhook of a subscription: its file's word, else the environment's. Raises BadValue."""
    from alerts.webhook import SHORTEST_SECRET

    if item.webhook_secret_file is not None:
        try:
            secret = read_secret(folder / Path(item.webhook_secret_file).expanduser())
        except BadValue as error:
            raise BadValue(f'"{item.webhook_secret_file}" cannot be used: {error}') from None
    elif environ.get(WEBHOOK_SECRET_VARIABLE):
        secret = SecretStr(environ[WEBHOOK_SECRET_VARIABLE])
    else:
        raise BadValue(f"its digests are signed: webhook_secret_file or {WEBHOOK_SECRET_VARIABLE} is wanted")
    if len(secret.get_secret_value()) < SHORTEST_SECRET:
        raise BadValue(f"the secret is too short: at least {SHORTEST_SECRET} characters are wanted")
    return secret
