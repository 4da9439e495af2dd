"""The OpenPGP keys of readers, in files that the configuration names; for settings."""

from pathlib import Path

from presswatch.config_errors import BadValue


def read_keyring(folder: Path, name: str) -> str:
    """The OpenPGP keys of a file, which is looked for from `folder` on, armored. Raises BadValue: it cannot be read, holds none, or a secret one."""
    from alerts.errors import KeyUnusable
    from alerts.openpgp import keyring  # a large library, for those who have a key

    try:
        return keyring((folder / Path(name).expanduser()).read_bytes())
    except OSError as error:
        raise BadValue(f'"{name}" cannot be used: {error.strerror or "it cannot be read"}') from None
    except KeyUnusable as error:
        raise BadValue(f'"{name}" cannot be used: {error}') from None
