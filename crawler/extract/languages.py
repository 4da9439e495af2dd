"""The language of an article: what the page declares, checked against the script and the small words of its text."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from crawler.extract.head import Head
from crawler.extract.linked_data import LinkedData, plain

_TAG = re.compile(r"^\s*([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]+)*\s*$")
_ALIASES = {
    "eng": "en", "deu": "de", "ger": "de", "fra": "fr", "fre": "fr", "spa": "es", "rus": "ru", "ara": "ar", "zho": "zh",
    "chi": "zh", "jpn": "ja", "kor": "ko", "por": "pt", "ita": "it", "nld": "nl", "dut": "nl", "pol": "pl", "tur": "tr",
    "ukr": "uk", "nb": "no", "nn": "no", "nob": "no", "nno": "no", "iw": "he", "in": "id", "cn": "zh", "jp": "ja", "kr": "ko",
    "ua": "uk", "gr": "el", "cz": "cs", "dk": "da", "se": "sv", "zhs": "zh", "zht": "zh", "tl": "fil",
}  # fmt: skip
_NAMES = {
    "english": "en", "german": "de", "deutsch": "de", "french": "fr", "français": "fr", "spanish": "es", "español": "es",
    "russian": "ru", "arabic": "ar", "chinese": "zh", "turkish": "tr", "italian": "it", "portuguese": "pt", "dutch": "nl",
}  # fmt: skip
_SCRIPTS = (
    ("Cyrillic", re.compile("[\u0400-\u052f]"), "ru uk be bg sr mk kk ky tg mn ba tt ab os ce uz az cv sah"),
    ("Arabic", re.compile("[\u0600-\u06ff\u0750-\u077f]"), "ar fa ur ps ckb ku ug sd az pa ks"),
    ("Hebrew", re.compile("[\u0590-\u05ff]"), "he yi"),
    ("Greek", re.compile("[\u0370-\u03ff]"), "el"),
    ("Kana", re.compile("[\u3040-\u30ff]"), "ja"),
    ("Han", re.compile("[\u4e00-\u9fff]"), "zh ja yue ko"),
    ("Hangul", re.compile("[\uac00-\ud7af]"), "ko"),
    ("Thai", re.compile("[\u0e00-\u0e7f]"), "th"),
    ("Devanagari", re.compile("[\u0900-\u097f]"), "hi mr ne sa bho mai"),
    ("Bengali", re.compile("[\u0980-\u09ff]"), "bn as"),
    ("Georgian", re.compile("[\u10a0-\u10ff]"), "ka"),
    ("Armenian", re.compile("[\u0530-\u058f]"), "hy"),
    ("Tamil", re.compile("[\u0b80-\u0bff]"), "ta"),
    ("Telugu", re.compile("[\u0c00-\u0c7f]"), "te"),
    ("Khmer", re.compile("[\u1780-\u17ff]"), "km"),
    ("Burmese", re.compile("[\u1000-\u109f]"), "my"),
    ("Lao", re.compile("[\u0e80-\u0eff]"), "lo"),
    ("Ethiopic", re.compile("[\u1200-\u137f]"), "am ti"),
    ("Latin", re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]"), ""),
)
_NOT_LATIN = frozenset(
    code
    for name, _, codes in _SCRIPTS
    if name not in ("Cyrillic", "Arabic", "Latin")
    for code in codes.split()
) | frozenset(["ru", "uk", "be", "bg", "mk", "ar", "fa", "ur", "ps"])
_ENGLISH = frozenset(
    [
        "the",
        "of",
        "and",
        "to",
        "in",
        "a",
        "is",
        "that",
        "for",
        "on",
        "with",
        "as",
        "was",
        "by",
        "at",
        "it",
        "from",
        "are",
        "be",
        "has",
        "have",
        "this",
        "his",
        "an",
    ]
)
_SAMPLE = 2000  # characters
_MIN_SAMPLE = 60


def find_language(head: Head, data: LinkedData, text: str, *, hint: str | None) -> str | None:
    """A BCP 47 primary subtag in lower case, or None.

    The page's claim (JSON-LD, html lang, OpenGraph, meta) holds unless its claims differ, the text is in
    a script that the language isn't written in, or it claims English for a text without English's small words; then (and
    where nothing is claimed) the text decides, by its script or by py3langid.
    """
    claims = [code for value in _claims(head, data, hint) if (code := primary_subtag(value))]
    sample = text[:_SAMPLE]
    if len(sample) < _MIN_SAMPLE:
        return claims[0] if claims else None
    script, codes = _script(sample)
    if script not in ("Latin", ""):
        for code in claims:
            if code in codes:
                return code
        return (
            codes[0] if len(codes) == 1 or script in ("Han", "Kana") else identify(sample, codes) or codes[0]
        )
    claims = [code for code in claims if code not in _NOT_LATIN]
    if claims and len(set(claims)) == 1 and (claims[0] != "en" or _sounds_english(sample)):
        return claims[0]
    if "en" in claims and _sounds_english(sample):
        return "en"
    others = [code for code in claims if code != "en"]
    if others and len(set(others)) == 1 and not _sounds_english(sample):
        return others[0]
    return identify(sample, ()) or (claims[0] if claims else None)


def primary_subtag(value: str) -> str | None:
    """ "en-GB", "en_US", "eng", "English" -> "en"; None for anything that is no language tag (RFC 5646)."""
    name = value.strip().casefold()
    if name in _NAMES:
        return _NAMES[name]
    match = _TAG.match(value)
    if match is None:
        return None
    code = match[1].lower()
    code = _ALIASES.get(code, code)
    return None if code in ("und", "mul", "xx", "zxx") else code


def identify(sample: str, among: Sequence[str]) -> str | None:
    """The language of `sample` by py3langid, among those given (all it knows if none is given); None if unknown."""
    ranked = _model().rank(sample)
    for code, _ in ranked:
        if not among or code in among:
            return "no" if code in ("nb", "nn") else str(code)
    return None


@cache
def _model() -> Any:
    # loaded on the first doubt only: the model costs some tens of megabytes a process
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE)


def _claims(head: Head, data: LinkedData, hint: str | None) -> list[str]:
    found = [
        plain(data.article.get("inLanguage")),
        head.html_lang or "",
        head.first("og:locale", "content-language", "language", "dc.language", "inlanguage") or "",
        hint or "",
    ]
    return [value.split(",")[0] for value in found if value]


def _script(sample: str) -> tuple[str, list[str]]:
    counts = [(len(pattern.findall(sample)), name, codes) for name, pattern, codes in _SCRIPTS]
    kana = next(count for count, name, _ in counts if name == "Kana")
    total, name, codes = max(counts)
    if total == 0:
        return "", []
    if name == "Han" and kana * 20 > total:
        return "Kana", ["ja"]
    if name == "Han":
        return "Han", ["zh", "yue"]
    return name, codes.split()


def _sounds_english(sample: str) -> bool:
    words = re.findall(r"[a-z]+", sample.lower())
    return bool(words) and sum(word in _ENGLISH for word in words) > len(words) * 0.12
