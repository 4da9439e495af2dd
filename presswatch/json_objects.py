"""JSON objects that stand in a file, each read by itself; for files of watches, articles and entities."""

import json
from typing import Any

from presswatch.errors import BadInput


def json_object(text: str | bytes) -> dict[str, Any]:
    """The object that a text is. Raises BadInput, without its place."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadInput(f"not JSON: {getattr(error, 'msg', error)}") from None
    found = an_object(value)
    if isinstance(found, BadInput):
        raise found
    return found


def an_object(value: object) -> dict[str, Any] | BadInput:
    """A value that is to be an object, or that it is none."""
    return value if isinstance(value, dict) else BadInput("is no JSON object")
