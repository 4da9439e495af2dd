"""What pydantic says of a table of the configuration, put into the words of a Mistake, for settings."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from presswatch.config_errors import BadValue, nearest

Said = tuple[tuple[str | int, ...], str, str | None]  # where in the table, what is wrong, what was meant

_SECRET = frozenset({"password"})
_KINDS = {
    "string_type": "text in quotes",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "tuple_type": "a list in brackets",
    "list_type": "a list in brackets",
    "dict_type": "a table",
    "model_type": "a table",
    "model_attributes_type": "a table",
}


def said(
    errors: Sequence[Mapping[str, Any]], keys: Collection[str], elsewhere: Mapping[str, str]
) -> list[Said]:
    """One entry for each of `ValidationError.errors()`. `keys` are the table's own keys.

    `elsewhere` says of a key that belongs to another table where it belongs.
    """
    lists = {
        tuple(error["loc"][:-1]) for error in errors if error["loc"] and isinstance(error["loc"][-1], int)
    }
    told = [e for e in errors if not (e["type"] == "too_short" and tuple(e["loc"]) in lists)]
    return [_one(error, keys, elsewhere) for error in told]


def _one(error: Mapping[str, Any], keys: Collection[str], elsewhere: Mapping[str, str]) -> Said:
    path = tuple(error["loc"])
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        key = str(path[-1])
        near = nearest(key, keys)
        if near is None and key in elsewhere:
            return path, f"there is no such key here: write it {elsewhere[key]}", None
        wanted = "" if near else f"; the keys are {', '.join(sorted(keys))}"
        return path, f"there is no such key{wanted}", near
    if kind == "missing":
        return path, "is missing", None
    if kind == "literal_error":
        choices = [name.strip("'") for name in context["expected"].replace(" or ", ", ").split(", ")]
        wanted = ", ".join(f'"{name}"' for name in choices)
        other = {"ssl": "tls", "smtps": "tls", "plain": "none", "off": "none"}.get(
            str(error["input"]).lower()
        )
        meant = other if other in choices else nearest(str(error["input"]), choices)
        return path, f"{_shown(error)} cannot be used: it may be {wanted}", meant
    if kind in _KINDS:
        bare = (
            ", without quotes"
            if isinstance(error["input"], str) and kind in ("int_type", "bool_type")
            else ""
        )
        return path, f"{_shown(error)} cannot be used: {_KINDS[kind]} is wanted{bare}", None
    if kind in ("greater_than_equal", "less_than_equal"):
        bound = "least" if kind.startswith("greater") else "most"
        return (
            path,
            f"{_shown(error)} cannot be used: at {bound} {context['ge' if bound == 'least' else 'le']}",
            None,
        )
    if kind == "too_short":
        return path, "is empty: at least one is wanted", None
    cause = context.get("error")
    if isinstance(cause, BadValue):
        return path, str(cause), cause.suggestion
    return path, str(error["msg"]), None


def _shown(error: Mapping[str, Any]) -> str:
    """The value as it stands in the file, shortened; never a secret's."""
    if error["loc"] and error["loc"][-1] in _SECRET:
        return "this value"
    value = error["input"]
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value[:60]}{"..." if len(value) > 60 else ""}"'
    if isinstance(value, (int, float, date, time, datetime)):
        return str(value)
    return "a table" if isinstance(value, dict) else "a list" if isinstance(value, list) else "this value"
