"""A digest with all that one may hold: several scripts, both directions, captions, titles alone, hostile titles."""

from dataclasses import replace
from datetime import timedelta

from alerts.contents import (
    AlsoMeets,
    Beside,
    Contents,
    Group,
    HiddenPages,
    Item,
    Otherwise,
    Part,
    Piece,
    Place,
    PutAside,
    Reading,
    Said,
    SourceTrouble,
    StoppedWatch,
)
from articles.article import Published
from tests.alerts.desk import at

NOW = at(2026, 11, 23, 7, 0)
HOSTILE = "A title\r\nBcc: all@evil.example\n\n<script>alert(1)</script> & \u202eesrever\u202c \x07 end"


def pieces(text: str) -> tuple[Piece, ...]:
    """ "one |two| three": what stands between bars is marked."""
    return tuple(Piece(part, number % 2 == 1) for number, part in enumerate(text.split("|")) if part)


def published(hours: int = 5, zone: str | None = "+03:00") -> Published:
    start = NOW - timedelta(hours=hours)
    return Published(start, start + timedelta(minutes=1), "time", "json-ld", zone)


def item(
    number: int,
    title: str,
    excerpt: str = "",
    place: Place = "body",
    *,
    url: str = "",
    source: str = "The Paper",
    language: str | None = "en",
    when: Published | None = None,
    parts: tuple[Part, ...] = (Part("grozny", ("Grozny",), ("body",)),),
    also: tuple[AlsoMeets, ...] = (),
    edited: bool = False,
) -> Item:
    return Item(
        number,
        (number,),
        pieces(title),
        url or f"https://paper.example/news/{number}",
        source,
        language,
        when,
        NOW - timedelta(hours=2, minutes=number),
        pieces(excerpt),
        place if excerpt else "nothing",
        parts,
        also,
        edited,
    )


_DAY = at(2026, 11, 21, 21)
_PERSON = Part("entity:k", ("Кадырова", "Кадыров"), ("body", "title"), "Ramzan Kadyrov")
FULL = Contents(
    subscription="desk",
    recipient="anna@reader.example",
    number=12,
    send="daily at 08:00",
    zone="Europe/Berlin",
    since=NOW - timedelta(days=1),
    until=NOW,
    watches=("grozny", "leader", "harbour"),
    groups=(
        Group(
            "grozny",
            "grozny OR грозн* OR غروزني OR 格罗兹尼",
            (
                item(
                    1, "Court in |Grozny| adjourns", "The court in |Grozny| rose at noon.", when=published()
                ),
                item(2, HOSTILE, "It happened in |Grozny|.", when=published(zone=None)),
                item(
                    3,
                    "محكمة في |غروزني|",
                    "انعقدت المحكمة في |غروزني| يوم الاثنين.",
                    language="ar",
                    source="صحيفة",
                    url="https://paper.example/%D8%AA?id=" + "9" * 120,
                ),
                item(4, "|格罗兹尼|的法院", "法院星期一在|格罗兹尼|开庭。" * 9, language="zh"),
                item(5, "Winter in pictures", "A street in |Grozny|.", "caption"),
                item(6, "|Grozny| briefly", "The day began with rain.", "lead", edited=True),
                item(7, "No text here |Grozny|"),
            ),
        ),
        Group(
            "leader",
            "entity:k",
            (
                item(
                    8,
                    "|Кадыров| ответил",
                    "По словам |Кадырова|, ничего не было.",
                    language="ru",
                    when=Published(_DAY, _DAY + timedelta(days=1), "day", "meta", "+03:00"),
                    parts=(_PERSON,),
                    also=(AlsoMeets("harbour", ("port",)),),
                ),
            ),
            elsewhere=1,
        ),
    ),
    past=14,
    skipped=3,
    waiting=2,
    reading=Reading(
        sources=40,
        well=38,
        troubles=(
            SourceTrouble(
                "gazette", "The Gazette", "the site does not let us read it (403)", NOW - timedelta(days=3)
            ),
            SourceTrouble(
                "herald",
                "The Herald",
                "has named nothing new",
                NOW - timedelta(days=3),
                "silent",
                timedelta(hours=4),
            ),
        ),
        hidden=(HiddenPages("cookie wall", "behind a cookie wall", 12),),
    ),
    put_aside=(PutAside("grozny", "A very long report", "https://paper.example/report", "it is too long"),),
    stopped=(StoppedWatch("harbour", "There is no closing bracket (column 3)\n  (x\n  ^", NOW),),
)
EMPTY = Contents(
    subscription="desk",
    recipient="anna@reader.example",
    number=13,
    send="daily at 08:00",
    zone="Europe/Berlin",
    since=NOW - timedelta(days=1),
    until=NOW,
    watches=("grozny", "leader"),
    groups=(),
)

_LINE = Beside(
    101,
    (101,),
    HOSTILE,
    "https://paper.example/copy",
    HOSTILE,
    "ar",
    Otherwise((Said("number", "12", HOSTILE),), (HOSTILE,), (HOSTILE,), 2, 3),
)
STORIES = replace(  # the same with copies beside the first article, one that tells it otherwise, and one of what was sent
    FULL,
    groups=(
        replace(
            FULL.groups[0],
            items=(
                replace(
                    FULL.groups[0].items[0], beside=(_LINE, replace(_LINE, url="", otherwise=Otherwise()))
                ),
                replace(FULL.groups[0].items[1], otherwise=_LINE.otherwise),
                *FULL.groups[0].items[2:],
            ),
            sent=(replace(_LINE, of=HOSTILE),),
        ),
        *FULL.groups[1:],
    ),
)
