"""A name in Latin letters as it is roughly written in other alphabets, by tables; samples for people, beside `cases`, for `variants`.

As newspapers write foreign names: by sound as far as letters tell it, vowels long in Arabic, and in Hebrew without a and e.
"""

import re
from typing import Final, Literal

from anyascii import anyascii

Alphabet = Literal["cyrillic", "greek", "arabic", "hebrew"]


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((letters, own) for letters, _, own in (pair.partition(":") for pair in text.split()))


# Letters with marks that say another sound, in plain ones; others lose their marks.
_MARKED: Final = dict(
    _pairs(
        "č:ch ć:ch š:sh ś:s ž:zh ż:zh ź:z đ:dj ř:rzh ş:sh ș:sh ç:ch ţ:ts ț:ts ñ:ny ą:on ę:en ů:u ű:yu ü:yu ő:yo ö:yo "
        "ø:yo æ:e œ:e å:o ä:e ı:i ğ:g ß:ss"
    )
)
_SLAVIC: Final = re.compile("[čćšśžżźđřěůłńąę]")
_TURKISH: Final = re.compile("[ğış]")
_POLISH: Final = re.compile("[ąęćłńśźż]|(?:[sc]|dz)k[ia]$")
# What letters are in another alphabet, the longest first where one begins like another.
_TABLES: Final[dict[Alphabet, tuple[tuple[str, str], ...]]] = {
    "cyrillic": _pairs(
        "tskiy:цкий tskaya:цкая skiy:ский sky:ский skaya:ская shch:щ sch:ш zh:ж kh:х ch:ч sh:ш ts:ц dj:дж nyi:ньи ny:нь ya:я yu:ю yo:ё ye:е "
        "ja:я ju:ю ck:к ph:ф th:т ee:и oo:у ou:у qu:кв x:кс ay:ай ey:ей oy:ой a:а b:б v:в g:г d:д e:е z:з i:и j:й k:к l:л m:м n:н o:о p:п "
        "r:р s:с t:т u:у f:ф h:х c:к y:и w:в q:к"
    ),
    "greek": _pairs(
        "nd:ντ mb:μπ ng:γκ th:θ ch:τσ sh:σ zh:ζ kh:χ ts:τσ dj:τζ ph:φ ou:ου u:ου b:μπ d:ντ g:γκ j:τζ x:ξ c:κ h:χ w:ου y:ι q:κ a:α e:ε z:ζ k:κ l:λ m:μ n:ν i:ι "
        "o:ο p:π r:ρ s:σ t:τ f:φ v:β"
    ),
    "arabic": _pairs(
        "sch:ش sh:ش ch:تش kh:خ gh:غ th:ث zh:ج ts:تس dj:ج ph:ف ck:ك qu:كو x:كس aa:ا ee:ي ie:ي oo:و ou:و ey:ي iy:ي yu:يو yo:يو ya:يا "
        "a:ا b:ب c:ك d:د e:ي f:ف g:غ h:ه i:ي j:ج k:ك l:ل m:م n:ن o:و p:ب q:ق r:ر s:س t:ت u:و v:ف w:و y:ي z:ز"
    ),
    "hebrew": _pairs(
        "sch:ש sh:ש ch:צ׳ kh:ח th:ת zh:ז׳ ts:צ tz:צ dj:ג׳ ph:פ ck:ק qu:קוו x:קס ee:י ie:י oo:ו ou:ו ey:י iy:י yu:יו yo:יו ya:יא "
        "a: e: b:ב c:ק d:ד f:פ g:ג h:ה i:י j:ג׳ k:ק l:ל m:מ n:נ o:ו p:פ q:ק r:ר s:ס t:ט u:ו v:ב w:ו y:י z:ז"
    ),
}
_FIRST: Final = {"arabic": (("a", "أ"), ("e", "إ"), ("i", "إ"), ("o", "أو"), ("u", "أو")), "hebrew": (("a", "א"), ("e", "א"), ("i", "אי"), ("o", "או"), ("u", "או"))}  # fmt: skip
_ENDS: Final = {
    "cyrillic": (("ia", "ия"),),
    "greek": (("iy", "ι"),),
    "arabic": (("ia", "يا"), ("ya", "يا"), ("a", "ا")),
    "hebrew": (("ia", "יה"), ("ya", "יה"), ("a", "ה"), ("f", "ף")),
}
_LAST: Final = {
    "greek": (("σ", "ς"),),
    "hebrew": (("מ", "ם"), ("נ", "ן"), ("צ", "ץ"), ("כ", "ך")),
}
# Palladius: syllables of pinyin by how they begin and end; behind j, q, x and y another u.
_INITIALS: Final = dict(
    _pairs("zh:чж ch:ч sh:ш b:б p:п m:м f:ф d:д t:т n:н l:л g:г k:к h:х j:цз q:ц x:с r:ж z:цз c:ц s:с w:в y:")
)
_FINALS: Final = dict(
    _pairs(
        "a:а ai:ай an:ань ang:ан ao:ао e:э ei:эй en:энь eng:эн er:эр i:и ia:я ian:янь iang:ян iao:яо ie:е in:инь ing:ин iong:юн iu:ю o:о ong:ун ou:оу "
        "u:у ua:уа uai:уай uan:уань uang:уан ui:уй un:унь uo:о ue:юэ ju:юй juan:юань jue:юэ jun:юнь yi:и ya:я yan:янь yang:ян yao:яо ye:е yin:инь "
        "ying:ин yong:юн you:ю yu:юй yuan:юань yue:юэ yun:юнь wu:у zi:цзы ci:цы si:сы hui:хуэй"
    )
)
_SYLLABLE: Final = re.compile(
    "(zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|ei|ao|ou|an|en|er|in|un|ia|ie|iu|ua|ui|uo|ue|[aeiou])"
)
_DOUBLE: Final = re.compile(r"([b-df-hj-np-tv-z])\1")


def in_plain_letters(name: str) -> str:
    """A Latin name without its marks, as English newspapers write it: Vučić, Vucic."""
    return " ".join(anyascii(word) for word in name.split())


def written_in(name: str, alphabet: Alphabet) -> str:
    """A Latin name in another alphabet, word by word; "" where letters are left that it has no sign for."""
    low = name.lower()
    polish, turkish = bool(_POLISH.search(low)), bool(_TURKISH.search(low))
    slavic = polish or bool(_SLAVIC.search(low))
    words = [
        "-".join(
            _word(_by_sound(piece, polish=polish, slavic=slavic, turkish=turkish), alphabet)
            for piece in re.split("[-‐‑]", word)
            if piece
        )
        for word in low.split()
    ]
    found = " ".join(filter(None, words)).replace("أل-", "ال")  # the Arabic article stands with its word
    return "" if re.search("[A-Za-z]", found) else found


def in_palladius(name: str) -> str:
    """A name in pinyin as Russian writes it: Xi Jinping, Си Цзиньпин."""

    def syllable(found: re.Match[str]) -> str:
        first, rest = found[1] or "", found[2]
        behind_j = f"j{rest}" if first in ("j", "q", "x") else ""
        return _FINALS.get(first + rest) or _INITIALS.get(first, "") + (
            _FINALS.get(behind_j) or _FINALS[rest]
        )

    return " ".join(_SYLLABLE.sub(syllable, word.lower()).capitalize() for word in name.split())


def _word(low: str, alphabet: Alphabet) -> str:
    if alphabet in ("arabic", "hebrew"):
        low = _DOUBLE.sub(r"\1", low)
    start = next((own for letters, own in _FIRST.get(alphabet, ()) if low.startswith(letters)), "")
    low = low[1:] if start else low
    letters, end = next((pair for pair in _ENDS.get(alphabet, ()) if low.endswith(pair[0])), ("", ""))
    low = low.removesuffix(letters)
    for letters, own in _TABLES[alphabet]:
        low = low.replace(letters, own)
    for letter, last in _LAST.get(alphabet, ()):
        if low.endswith(letter) and not end:
            low = low[:-1] + last
    whole = start + low + end
    return whole[:1].upper() + whole[1:]


def _by_sound(low: str, *, polish: bool, slavic: bool, turkish: bool) -> str:
    """A word in plain letters as English has them for its sounds."""
    if polish:
        for letters, plain in (
            ("szcz", "shch"),
            ("sz", "sh"),
            ("cz", "ch"),
            ("rz", "zh"),
            ("w", "v"),
            ("ńs", "nys"),
        ):
            low = low.replace(letters, plain)
    if slavic:
        low = re.sub("(?<=[cs]k)i$", "iy", re.sub("(?<=[cs]k)a$", "aya", low))
        low = re.sub("c(?!h)", "ts", low).replace("j", "y")
    elif turkish:
        low = low.replace("c", "dj")
    low = re.sub("c(?=[eéií])", "s", re.sub("qu(?=[eéií])", "k", low))
    return "".join(_MARKED.get(letter) or anyascii(letter).lower() for letter in low).replace("yy", "y")
