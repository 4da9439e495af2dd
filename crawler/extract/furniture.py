"""Lines that stand between an article's paragraphs and are no part of it: pointers to other pieces, credits, calls to share."""

import re
from collections.abc import Iterable

from lxml.html import HtmlElement

from crawler.extract import phrases

MAX_POINTER = 240  # characters; a longer line that starts like a pointer is a paragraph
MAX_CALL = 120
MAX_CREDIT = 160
MAX_CAPTION = 700

_BULLETS = " \t[【(«»›>→►▶•·*■●▪◆#–—-|▌"
_END = " \t])】…!.:：»›>→►▶*|-–—"
_DIVIDER = re.compile(r"\s*[\])】]?\s*(?:(?<=】)|[:：|»›>→⇒►▶–—]|-\s)\s*\S|\s-\s\S")
_WORD = re.compile(r"[^\W_]+")
_UNSPACED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def _fold(line: str) -> str:
    # casefold leaves a dot of its own behind Turkish İ
    return line.replace("İ", "i").casefold().replace("’", "'")


def _by_start(table: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Phrases by their first word (first two characters where words are not spaced), the longest first."""
    starts: dict[str, list[str]] = {}
    for phrase in map(_fold, table):
        starts.setdefault(_start(phrase), []).append(phrase)
    return {start: tuple(sorted(found, key=len, reverse=True)) for start, found in starts.items()}


def _start(line: str) -> str:
    found = _WORD.search(line)
    if found is None:
        return line[:1]
    return found[0][:2] if _UNSPACED.match(found[0]) else found[0]


_UNSURE = frozenset(map(_fold, phrases.expand(phrases.UNSURE)))
_POINTERS = _by_start((*phrases.expand(phrases.POINTERS), *_UNSURE))
_CALLS = _by_start(phrases.expand(phrases.CALLS))
_AGENCIES = frozenset(phrases.expand(phrases.AGENCIES))
_CREDIT_WORDS = phrases.expand(phrases.CREDIT_WORDS)
_CREDIT_STARTS = _by_start((*_CREDIT_WORDS, "©", "copyright", "courtesy of", "courtesy"))
# Words of credits that every text uses: they tell nothing by themselves
_COMMON = frozenset(
    (
        "the",
        "of",
        "via",
        "press",
        "action",
        "stock",
        "file",
        "media",
        "sport",
        "features",
        "association",
        "usa",
        "icon",
        "adobe",
    )
)
_TELLING = (
    frozenset(
        word
        for phrase in (*_AGENCIES, *_CREDIT_WORDS, "copyright", "courtesy")
        for word in _WORD.findall(phrase)
    )
    - _COMMON
)

_SUBSCRIBE = re.compile(phrases.SUBSCRIBE, re.IGNORECASE)
_SUBSCRIBE_HINTS = (
    "sign",
    "subscri",
    "newsletter",
    "inbox",
    "click",
    "подпи",
    "підпи",
    "اشترك",
    "تابعونا",
    "关注",
    "订阅",
    "abone",
)
_MAX_SUBSCRIBE = 220
_ANY_CREDIT_WORD = "|".join(re.escape(word) for word in sorted(_CREDIT_WORDS, key=len, reverse=True))
_ANY_AGENCY = "|".join(re.escape(name) for name in sorted(_AGENCIES, key=len, reverse=True))
_MAKER = re.compile(
    r"\s*(?:\bvon\b|\bde\b|\bdi\b|\bda\b|\bav\b|\baf\b|\bdoor\b|\bот\b)?\s*(?:[:：/|©]|\bby\b)"
)
_WRAPPED = re.compile(r"\s*[(\[（【](?P<inside>[^()\[\]（）【】]{1,120})[)\]）】]\s*\.?$")
_TAIL = re.compile(
    rf"(?:[\s|/•·–—-]+|(?<=[.!?。”»\"]))(?:(?:{_ANY_CREDIT_WORD})(?:\s+(?:by|von|de|di|da|av|af|door|от))?\s*(?:[:：/|©…]|\.\.\.)\s*[^:：]{{0,90}}(?:\bdoi:.*)?"
    r"|©\s*[^©]{1,80}|\(c\)\s[^()]{1,80}|(?:photo|photograph|image|picture|illustration)\s+(?:by|courtesy)\s.{1,80}|copyright\s.{1,80})$",
    re.IGNORECASE,
)
_LICENCE_TAIL = re.compile(
    r"\s*(?:purchase licensing rights|opens (?:in )?new tab|licensing rights)[\s,]*(?:opens (?:in )?new tab)?\s*$",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"\s*[(\[（【]([^()\[\]（）【】]{1,120})[)\]）】]")
_AGENCY_TAIL = re.compile(
    rf"(?:(?<=[.!?。\"”»])\s*|\s*[|/•·–—]\s*)(?P<credit>[^.!?。|•·–—]{{0,60}}?(?<!\w)(?:{_ANY_AGENCY})(?:\s*[/|]\s*[\w.'’ -]{{2,40}})*)\s*$",
    re.IGNORECASE,
)
_HAN_TAIL = re.compile(
    r"(?:(?<=[。！？])|\s+|[（(])\s*(?:新华社|新華社|中新社|人民网)?(?:记者|記者)?\s*[\u4e00-\u9fff·]{2,8}\s*(?:摄|攝|摄影|攝影|撮影)[)）]?\s*$"
)
_INITIAL = re.compile(r"[^\W\d_]\.\s?[^\W\d_]{2,}")
_PIECES = re.compile(r"\s*[/|,;·•–—()\[\]©]\s*|\s+-\s+|\s+via\s+|\s+(?:and|und|et|y|e)\s+")


def is_furniture(line: str, element: HtmlElement | None = None) -> bool:
    """The line is a pointer, a call or a credit; `element`, if given, is asked how much of the line stands in links."""
    plain = _plain(line)
    start = _start(plain)
    if start in _CALLS and len(line) <= MAX_CALL and _is_call(plain, start):
        return True
    if start in _POINTERS and len(line) <= MAX_POINTER:
        linked = (
            0.0
            if element is None
            else sum(len(link.text_content()) for link in element.iter("a")) / len(line)
        )
        if _is_pointer(plain, start, linked):
            return True
    return is_credit(line) or _asks_to_subscribe(line)


def _asks_to_subscribe(line: str) -> bool:
    if len(line) > _MAX_SUBSCRIBE:
        return False
    lower = line.lower()
    if not any(hint in lower for hint in _SUBSCRIBE_HINTS):  # the pattern itself is slow
        return False
    return _SUBSCRIBE.search(line) is not None and not any(mark in line for mark in '“”„«»"')


def is_pointer(line: str, *, linked: float = 0.0) -> bool:
    """The line points to another piece. `linked` is the share of its characters inside links, where that is known.

    A phrase that points ("Lesen Sie auch") alone, or with a colon and a short rest, or with a link. One that a sentence
    may begin with ("More in …", "Watch …") only alone or with a link.
    """
    plain = _plain(line)
    return len(line) <= MAX_POINTER and _is_pointer(plain, _start(plain), linked)


def is_call(line: str) -> bool:
    """The line is an advertisement's label, or asks to share, comment, print or subscribe."""
    plain = _plain(line)
    return (len(line) <= MAX_CALL and _is_call(plain, _start(plain))) or _asks_to_subscribe(line)


def _is_call(plain: str, start: str) -> bool:
    return any(
        plain.startswith(phrase) and not plain[len(phrase) :].strip(_END) for phrase in _CALLS.get(start, ())
    )


def _is_pointer(plain: str, start: str, linked: float) -> bool:
    for phrase in _POINTERS.get(start, ()):
        if plain.startswith(phrase):
            rest = plain[len(phrase) :]
            if not rest.strip(_END):
                return True
            if linked > 0.4 and not rest[0].isalnum():
                return True
            if phrase not in _UNSURE and _DIVIDER.match(rest):
                return True
    return False


def is_credit(line: str) -> bool:
    """The line only says who made or owns a picture."""
    if len(line) > MAX_CREDIT or not _may_credit(line):
        return False
    plain = line.lower().strip().lstrip("([（【 ")
    if plain.startswith(("©", "(c) ", "copyright ", "courtesy of ")):
        return True
    for word in _CREDIT_STARTS.get(_start(plain), ()):
        if plain.startswith(word) and (maker := _MAKER.match(plain, len(word))):
            return _mostly_names(line.strip().lstrip("([（【 ")[maker.end() :])
    return _only_names(line) and not ends_in_credit(line)


def ends_in_credit(line: str) -> bool:
    """The line looks like a caption: it ends in a credit in brackets, "… (Jane Roe/AFP/Getty Images)"."""
    if len(line) > MAX_CAPTION or line[-1:] not in ")]）】.":
        return False
    found = _WRAPPED.search(line)
    return found is not None and found.start() > 0 and _credits(found["inside"])


def cut_credit(caption: str) -> str:
    """The caption without the credit at its start or end; "" if it was nothing but a credit."""
    text = _LICENCE_TAIL.sub("", caption.strip())
    text = (
        _BRACKETED.sub(lambda found: "" if _credits(found[1]) else found[0], text)
        if "(" in text or "[" in text
        else text
    )
    if text[-1:] in ")]" and (wrapped := _WRAPPED.search(text)) and _names_maker(wrapped["inside"]):
        text = text[: wrapped.start()].rstrip()
    for _ in range(3):
        if not _may_credit(text):
            break
        if is_credit(text):
            return ""
        wrapped = _WRAPPED.search(text)
        if wrapped and _credits(wrapped["inside"]):
            text = text[: wrapped.start()].rstrip()
        elif (
            (tail := _TAIL.search(text))
            or (tail := _HAN_TAIL.search(text))
            or ((tail := _AGENCY_TAIL.search(text)) and _only_names(tail["credit"]))
        ):
            text = text[: tail.start()].rstrip(" |/•·–—-")
        else:
            break
    return text


def _plain(line: str) -> str:
    return _fold(line).strip().lstrip(_BULLETS)


def _may_credit(line: str) -> bool:
    """One word of a credit is there: looking words up in a set is ten times faster than trying patterns."""
    return (
        "©" in line
        or "(c)" in line
        or not _TELLING.isdisjoint(_WORD.findall(line.lower()))
        or _UNSPACED.search(line) is not None
    )


def _credits(inside: str) -> bool:
    """What stands in brackets at a caption's end is a credit."""
    if not _may_credit(inside):
        return False
    plain = inside.lower().strip()
    if plain.startswith(("©", "copyright", "courtesy", "(c)")):
        return True
    if any(
        plain.startswith(word) and not plain[len(word) : len(word) + 1].isalnum()
        for word in _CREDIT_STARTS.get(_start(plain), ())
    ):
        return True
    return any(piece.lower() in _AGENCIES for piece in _PIECES.split(inside))


def _names_maker(inside: str) -> bool:
    """A house and a person with an initial, "Meridian/L. Okafor": a credit, whether or not the house is a known agency."""
    pieces = [piece.strip() for piece in inside.split("/")]
    return (
        len(pieces) == 2
        and all(piece and _is_name(piece) for piece in pieces)
        and any(_INITIAL.match(piece) for piece in pieces)
    )


def _only_names(line: str) -> bool:
    """Names and agencies, an agency among them: "John Doe/AFP" is a credit, "Man in a street | Reuters" is not."""
    pieces = [piece.strip(" .©*") for piece in _PIECES.split(line)]
    pieces = [piece for piece in pieces if piece]
    if not pieces or len(pieces) > 6 or any(":" in piece for piece in pieces):
        return False
    agencies = [piece.lower() in _AGENCIES for piece in pieces]
    return any(agencies) and all(
        agency or _is_name(piece) for agency, piece in zip(agencies, pieces, strict=True)
    )


def _mostly_names(rest: str) -> bool:
    """What stands behind "Photo:" names somebody and is no sentence. Scripts without capitals are told by length."""
    words = [word for word in _WORD.findall(rest) if not word.isdigit()]
    if not words:
        return True
    small = sum(word[0].islower() for word in words)
    return (
        len(words) <= 14
        and len(rest) <= 110
        and (
            small <= len(words) * 0.5
            or any(piece.lower() in _AGENCIES for piece in _PIECES.split(rest.strip(" ).")))
        )
    )


def _is_name(piece: str) -> bool:
    words = piece.split()
    return len(words) <= 4 and all(not word[0].islower() and not word.isdigit() for word in words)
