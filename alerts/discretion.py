"""What a discreet digest leaves out: watches, queries, reasons, and every word that was asked for; between gathering and rendering; pure."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import chain
from urllib.parse import unquote

from alerts.contents import Beside, Contents, Group, Item, Listed, Otherwise, Piece
from articles.analysis import fold

HIDDEN = "[…]"
_WORD = re.compile(r"[^\W_]+")
_SHORTEST = 3  # letters of a word of a query that is hidden wherever it stands; shorter ones would hide half of a text
_OPERATORS = frozenset(["and", "or", "not", "near", "onear", "sentence"])
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def discreet(contents: Contents) -> Contents:
    """The same digest without anything that tells what is watched: one list of articles, unmarked, the words asked for hidden.

    An address that holds such a word is left out, unless a copy of ours can be linked to instead.
    """
    hide = _hider(contents)
    items = tuple(_item(item, hide) for group in contents.groups for item in group.items)
    listed = tuple(_listed(one, hide) for group in contents.groups for one in group.listed)
    sent = tuple(_beside(one, hide) for group in contents.groups for one in group.sent)
    return replace(
        contents,
        discreet=True,
        subscription="",
        watches=(),
        groups=(Group("", "", items, 0, listed, sent),) if items or listed or sent else (),
        reading=replace(
            contents.reading,
            troubles=tuple(
                replace(one, name=hide(one.name or one.source_id), source_id="", what=hide(one.what))
                for one in contents.reading.troubles
            ),
            hidden=tuple(replace(pages, what=hide(pages.what)) for pages in contents.reading.hidden),
        ),
        put_aside=tuple(
            replace(
                one, watch="", title=hide(one.title), url=_address(one.url, hide), reason=hide(one.reason)
            )
            for one in contents.put_aside
        ),
        stopped=tuple(replace(one, watch="", error="") for one in contents.stopped),
    )


def _item(item: Item, hide: Callable[[str], str]) -> Item:
    return replace(
        item,
        title=_pieces(item.title, hide),
        url=_address(item.url, hide),
        source=hide(item.source),
        excerpt=_pieces(item.excerpt, hide),
        more=tuple(_pieces(paragraph, hide) for paragraph in item.more),
        parts=(),
        also=(),
        beside=tuple(_beside(one, hide) for one in item.beside),
        otherwise=_otherwise(item.otherwise, hide) if item.otherwise else None,
    )


def _beside(one: Beside, hide: Callable[[str], str]) -> Beside:
    return replace(
        one,
        title=hide(one.title),
        url=_address(one.url, hide),
        source=hide(one.source),
        otherwise=_otherwise(one.otherwise, hide),
        of=hide(one.of),
        found=(),
    )


def _otherwise(told: Otherwise, hide: Callable[[str], str]) -> Otherwise:
    return replace(
        told,
        said=tuple(replace(said, there=hide(said.there), here=hide(said.here)) for said in told.said),
        corrects=tuple(map(hide, told.corrects)),
        adds=tuple(map(hide, told.adds)),
    )


def _listed(one: Listed, hide: Callable[[str], str]) -> Listed:
    return replace(one, title=hide(one.title), url=_address(one.url, hide), source=hide(one.source), found=())


def _shown(item: Item) -> Iterable[Piece]:
    return chain(item.title, item.excerpt, *item.more)


def _pieces(pieces: Iterable[Piece], hide: Callable[[str], str]) -> tuple[Piece, ...]:
    return tuple(Piece(HIDDEN if piece.marked else hide(piece.text), False) for piece in pieces)


def _address(url: str, hide: Callable[[str], str]) -> str:
    bare = unquote(url)
    return url if hide(bare) == bare else ""


def _hider(contents: Contents) -> Callable[[str], str]:
    # Every word that was found, and every one that stands in a query or a watch's name, by its folded letters; what
    # ended with * hides what begins like it.
    exact: set[str] = set()
    begins: set[str] = set()
    runs: set[str] = set()
    for group in contents.groups:
        found = [
            word for item in group.items for part in item.parts for word in (*part.found, part.label or "")
        ]
        found += [word for item in group.items for other in item.also for word in (*other.found, other.watch)]
        found += [piece.text for item in group.items for piece in _shown(item) if piece.marked]
        lines: list[Listed | Beside] = [
            *group.listed,
            *group.sent,
            *(one for item in group.items for one in item.beside),
        ]
        found += [word for one in lines for word in one.found]
        for text in (*found, group.query, group.watch):
            for word in _WORD.finditer(text):
                folded = fold(word[0])
                if _UNSPACED.search(word[0]):
                    runs.add(word[0])
                elif text[word.end() :][:1] in ("*", "?"):
                    begins.add(folded)
                elif len(folded) >= _SHORTEST and folded not in _OPERATORS:
                    exact.add(folded)
    exact.update(
        fold(word) for name in (*contents.watches, contents.subscription) for word in _WORD.findall(name)
    )
    prefixes = tuple(word for word in begins if word)

    def asked(word: str) -> bool:
        folded = fold(word)
        return folded in exact or (bool(prefixes) and folded.startswith(prefixes))

    def hide(text: str) -> str:
        made = _WORD.sub(lambda word: HIDDEN if asked(word[0]) else word[0], text)
        for run in sorted(runs, key=len, reverse=True):
            made = made.replace(run, HIDDEN)
        return made

    return hide
