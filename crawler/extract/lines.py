"""Single lines of text as extraction's steps share them: white space and markup taken out."""

import re

_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\x00-\x08\x0e-\x1f]")


def one_line(text: str) -> str:
    """`text` with every run of white space as one blank, without soft hyphens and zero-width marks.

    Zero-width joiners stay: Persian and Indic scripts are spelled with them.
    """
    return " ".join(_INVISIBLE.sub("", text).split())
