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
    if not isinstance(value, dict):
        raise BadInput("is no JSON object")
    return value
