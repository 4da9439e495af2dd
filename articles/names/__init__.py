"""Names of people, organisations and places across spellings, scripts and inflections; between analysis and `entity:`."""

from typing import Final

from articles.names.compare import SAME, Verdict, compare

RULES: Final = 8  # of what is found; others make another revision of every entity

__all__ = ["RULES", "SAME", "Verdict", "compare"]
