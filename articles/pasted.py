"""Whether what was typed is an address that was pasted in place of a query; between the doors and `looking_up`."""

import re
from typing import Final

from articles.identity import NotAWebAddress, url_key

_WHOLE: Final = re.compile(r"https?://\S+", re.IGNORECASE)
# A host with a dot, whose last part looks like a domain's (so not `and/or`, `10/12`, `U.S./China`), and a path.
_BARE: Final = re.compile(
    r"(?:[^\W_][\w-]*\.)+(?:[^\W\d_]{2,}|xn--[a-z\d-]+)(?::\d{1,5})?/\S+", re.IGNORECASE
)


def pasted_address(text: str) -> str | None:
    """The address that a query is, with or without its scheme, and nothing else; None for all others."""
    typed = text.strip()
    if not (_WHOLE.fullmatch(typed) or _BARE.fullmatch(typed)):
        return None
    try:
        url_key(typed)
    except NotAWebAddress:
        return None
    return typed


def has_scheme(address: str) -> bool:
    """Whether it can be nothing but an address: without, it may as well be words (`node.js/react`)."""
    return _WHOLE.fullmatch(address) is not None
