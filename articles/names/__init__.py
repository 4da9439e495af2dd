"""Names of people, organisations and places across spellings, scripts and inflections; between analysis and `entity:`."""

from articles.names.compare import SAME, Verdict, compare

__all__ = ["SAME", "Verdict", "compare"]
