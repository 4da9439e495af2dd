"""Wildcards as regular expressions of the engine's term dictionary; between the query tree and `translate`."""

# regex-syntax's metacharacters; terms hold letters, digits and symbols of any script.
_META = frozenset(r"\.+*?()|[]{}^$#&-~/")


def pattern_of(wildcard: str) -> str:
    """The expression that a whole term must match: `*` is any run of characters, `?` exactly one."""
    return "".join(".*" if char == "*" else "." if char == "?" else literal(char) for char in wildcard)


def literal(text: str) -> str:
    """An expression that matches just this text."""
    return "".join(f"\\{char}" if char in _META else char for char in text)
