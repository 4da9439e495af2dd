"""The language of an article: what the page declares, checked against the script and the small words of its text."""

import re
from collections import Counter
from functools import cache
from typing import Any

from crawler.extract.head import Head
from crawler.extract.linked_data import LinkedData, plain
from crawler.extract.words_of_languages import LETTERS, small_words

_TAG = re.compile(r"^\s*([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]+)*\s*$")
_ALIASES = {
    "eng": "en", "deu": "de", "ger": "de", "fra": "fr", "fre": "fr", "spa": "es", "rus": "ru", "ara": "ar", "zho": "zh",
    "chi": "zh", "jpn": "ja", "kor": "ko", "por": "pt", "ita": "it", "nld": "nl", "dut": "nl", "pol": "pl", "tur": "tr",
    "ukr": "uk", "nb": "no", "nn": "no", "nob": "no", "nno": "no", "iw": "he", "in": "id", "cn": "zh", "jp": "ja", "kr": "ko",
    "ua": "uk", "gr": "el", "cz": "cs", "dk": "da", "se": "sv", "zhs": "zh", "zht": "zh", "fil": "tl", "bs": "hr", "sh": "hr",
}  # fmt: skip
_NAMES = {
    "english": "en", "german": "de", "deutsch": "de", "french": "fr", "français": "fr", "spanish": "es", "español": "es",
    "russian": "ru", "arabic": "ar", "chinese": "zh", "turkish": "tr", "italian": "it", "portuguese": "pt", "dutch": "nl",
}  # fmt: skip
# Scripts, the characters that count for them, and the languages that are written in them, the commonest first
_SCRIPTS = (
    ("Latin", re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]"), ""),
    ("Cyrillic", re.compile("[\u0400-\u052f]"), "ru uk be bg sr mk kk ky tg mn ba tt ab os ce uz az cv sah"),
    ("Arabic", re.compile("[\u0600-\u06ff\u0750-\u077f]"), "ar fa ur ps ckb ku ug sd az pa ks"),
    ("Hangul", re.compile("[\uac00-\ud7af]"), "ko"),
    ("Kana", re.compile("[\u3040-\u30ff]"), "ja"),
    ("Han", re.compile("[\u4e00-\u9fff]"), "zh ja yue"),
    ("Hebrew", re.compile("[\u0590-\u05ff]"), "he yi"),
    ("Greek", re.compile("[\u0370-\u03ff]"), "el"),
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
)  # fmt: skip
_BOTH = frozenset(("az", "uz", "sr", "ku", "kk", "tt"))  # written in Latin script too
_NOT_LATIN = (
    frozenset(code for name, _, codes in _SCRIPTS if name != "Latin" for code in codes.split()) - _BOTH
)
_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 2500  # characters
_MIN_SAMPLE = 60
_MIN_WORDS = 40  # of a text that can contradict a claim by what it lacks
_LEAST = 0.08  # of a text's words are small words of its language, at the least
_FEW = 0.03  # is much for a language of long words, if no other comes near
_SURE = 0.18
_CLEAR = 1.25  # times as many as of the next language


def find_language(head: Head, data: LinkedData, text: str, *, hint: str | None) -> str | None:
    """A BCP 47 primary subtag in lower case, or None.

    What the page claims (JSON-LD, html lang, OpenGraph, meta) holds unless its claims differ, the text is in a
    script that the language isn't written in, or the text hasn't the small words of the language claimed. Then, and
    where nothing is claimed, the text decides: by its script and letters, by its small words, at last by py3langid.
    """
    claims = [code for value in _claims(head, data, hint) if (code := primary_subtag(value))]
    sample = text[:_SAMPLE]
    if len(sample) < _MIN_SAMPLE:
        return claims[0] if claims else None
    script, codes = _script(sample)
    if script != "Latin":
        for code in claims:
            if code in codes:
                return code
        return _by_letters(sample, script, codes)
    claims = [code for code in claims if code not in _NOT_LATIN]
    counts = Counter(_WORD.findall(sample.lower()))
    if claims and _share(counts, claims[0]) >= _SURE:
        return claims[0]
    shares = {code: _share(counts, code) for code in _known()}
    for code in claims:
        if shares.get(code, 0.0) >= _LEAST and shares[code] * _CLEAR >= max(shares.values()):
            return code
    if claims and not any(code in shares for code in claims) and max(shares.values()) < _SURE:
        return claims[0]  # a language whose words we don't know
    ranked = sorted(shares, key=lambda code: -shares[code])
    first, second = shares[ranked[0]], shares[ranked[1]]
    if (first >= _LEAST and first >= _CLEAR * second) or (first >= _FEW and first >= 2 * second):
        return ranked[0]
    best = ranked[0]
    if claims and (shares[best] < _LEAST or shares.get(claims[0], 0.0) * 2 >= shares[best]):
        if claims[0] not in shares or shares[claims[0]] >= _LEAST / 4 or counts.total() < _MIN_WORDS:
            return claims[0]
        return identify(sample)
    return best if shares[best] >= _LEAST else identify(sample)


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


def identify(sample: str) -> str | None:
    """The language of `sample` by py3langid, for what nothing else tells."""
    code = str(_model().classify(sample)[0])
    return _ALIASES.get(code, code)


@cache
def _model() -> Any:
    # loaded on the first page that needs it, which few do: it costs 76 MB and half a second a process
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE)


def _claims(head: Head, data: LinkedData, hint: str | None) -> list[str]:
    found = (
        plain(data.article.get("inLanguage")),
        head.html_lang,
        head.first("og:locale", "content-language", "language", "dc.language", "inlanguage"),
        hint,
    )
    return [value.split(",")[0] for value in found if value]


def _script(sample: str) -> tuple[str, list[str]]:
    """The script that most letters are of; any share of kana among Han characters is Japanese."""
    part = sample[:600]
    if len(_SCRIPTS[0][1].findall(part)) > len(part) // 2:
        return "Latin", []
    counts = {name: len(pattern.findall(sample)) for name, pattern, _ in _SCRIPTS}
    # a Han character or a Hangul syllable says as much as two letters of an alphabet
    for name in ("Han", "Kana", "Hangul"):
        counts[name] *= 2
    name = max(counts, key=lambda script: counts[script])
    if name == "Han" and counts["Kana"] * 20 > counts["Han"]:
        name = "Kana"
    codes = next(codes for script, _, codes in _SCRIPTS if script == name)
    return name, codes.split()


def _by_letters(sample: str, script: str, codes: list[str]) -> str:
    for code, letters in LETTERS.get(script, ()):
        if sum(sample.count(letter) for letter in letters) >= max(2, len(sample) // 1000):
            return code
    return codes[0]


@cache
def _known() -> dict[str, frozenset[str]]:
    return small_words()


def _share(counts: Counter[str], code: str) -> float:
    """The share of a text's words that are small words of the language."""
    return sum(counts.get(word, 0) for word in _known().get(code, ())) / max(1, counts.total())
