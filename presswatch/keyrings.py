"""The OpenPGP keys of readers, in files that the configuration names; for settings."""

from pathlib import Path

from presswatch.config_errors import BadValue


def read_keyring(path: Path) -> str:
    """The OpenPGP keys of a file, armored. Raises BadValue: it cannot be read, holds none, or a secret one."""
    from alerts.errors import KeyUnusable
    from alerts.openpgp import keyring  # a large library, for those who have a key

    try:
        return keyring(path.read_bytes())
    except OSError as error:
        raise BadValue(error.strerror or "it cannot be read") from None
    except KeyUnusable as error:
        raise BadValue(str(error)) from None
