"""Which of an entity's definitions something was found by; between configured entities and what is kept of them."""

import hashlib
import json
from dataclasses import fields

from articles.entities import Entity
from articles.names import RULES


def entity_revision(entity: Entity) -> str:
    """A short hash of all that decides what the entity matches: its names and settings and the finder's rules, not its notes."""
    decides = [getattr(entity, one.name) for one in fields(entity) if one.name not in ("id", "notes")]
    text = json.dumps([RULES, *decides], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
