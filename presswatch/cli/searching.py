"""The commands that look at what was kept: `search` and `show`."""

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from presswatch.cli.options import ConfigOption, JsonOption, examples, open_library

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from articles.found import Found
    from articles.query.mentioning import EntityMention
    from articles.search import Answer
    from articles.snippets import Piece
    from presswatch.library import Library

    Ways = Sequence[Mapping[str, Sequence[EntityMention]]]  # of each hit, by entity


class OrderName(StrEnum):
    """The orders an answer may have."""

    newest = "newest"
    oldest = "oldest"
    published = "published"
    relevance = "relevance"


def add_to(app: typer.Typer) -> None:
    """Give the application these commands."""
    app.command(
        epilog=examples(
            "presswatch search 'kadyrov* AND (detain* OR arrest*)'",
            "presswatch search 'title:election lang:en published:7d' --relevance",
            "presswatch search 'entity:kadyrov' --csv > kadyrov.csv",
            "presswatch search '\"hunger strike\"' --count",
            "presswatch search '-sport kadyrov'",
        )
    )(search)
    app.command(
        epilog=examples(
            "presswatch show 1204", "presswatch show https://example.org/news/1 --version 1 --json"
        )
    )(show)


def search(
    words: Annotated[
        list[str],
        typer.Argument(metavar="QUERY", help="What to look for, in quotes."),
    ],
    config: ConfigOption = None,
    order: Annotated[
        OrderName | None,
        typer.Option(
            "--order",
            metavar="ORDER",
            help="newest, oldest, published (the last published first) or relevance.",
            show_default="newest",
        ),
    ] = None,
    newest: Annotated[bool, typer.Option("--newest", help="Short for --order newest.")] = False,
    relevance: Annotated[bool, typer.Option("--relevance", help="Short for --order relevance.")] = False,
    limit: Annotated[
        int | None,
        typer.Option("--limit", "-n", min=1, max=10_000, help="How many.", show_default="20; all with --csv"),
    ] = None,
    after: Annotated[
        str | None, typer.Option("--after", metavar="PLACE", help="Go on where a page ended.")
    ] = None,
    as_of: Annotated[
        int | None,
        typer.Option("--as-of", metavar="CHANGE", min=0, help="As things stood at this change number."),
    ] = None,
    count: Annotated[
        bool, typer.Option("--count", help="Print only how many there are, as `presswatch count` does.")
    ] = False,
    exact: Annotated[
        bool, typer.Option("--exact", help="With --count: the true number, whatever it takes.")
    ] = False,
    csv: Annotated[
        bool, typer.Option("--csv", help="Print CSV for a spreadsheet; formulas are made harmless.")
    ] = False,
    json: JsonOption = False,
    why: Annotated[
        bool,
        typer.Option(
            "--why", help="Also say how entities are mentioned: what stands there, how surely, why."
        ),
    ] = False,
) -> None:
    """Search everything that was kept, with the language of the watches.

    Finds words in titles, texts and picture captions; the newest come first. "Between" means that not every candidate
    was judged; --exact judges them all.
    """
    from itertools import islice

    from presswatch.cli import exits
    from presswatch.cli.console import bar, say_notes
    from presswatch.cli.counting import interrupted, tell
    from presswatch.errors import BadInput

    if newest + relevance + (order is not None) > 1:
        raise BadInput("one order is possible: --order, --newest or --relevance")
    if csv and (json or count or after):
        raise BadInput("--csv is whole and by itself: leave out --json, --count and --after")
    if exact and not count:
        raise BadInput("--exact is for --count")
    if count and after:
        raise BadInput("--count is of all pages: leave out --after")
    if why and (count or csv):
        raise BadInput("--why is told of each article: leave out --count and --csv")
    order = order or (OrderName.relevance if relevance else OrderName.newest)
    query = " ".join(words).lstrip()
    with open_library(config) as library:
        looked_up = library.look_up(query, as_of) if after is None else None
        if looked_up is not None and looked_up.answer is not None:
            say_notes(looked_up.notes)
            _tell_article(library, query, looked_up.answer, count=count, csv=csv, json=json)
            return
        tree = library.parse(query)
        say_notes(looked_up.notes if looked_up else library.advise(tree, query))
        if count:
            with bar("judging") as progress, interrupted() as stop:
                tally = library.tally(tree, as_of=as_of, exact=exact, progress=progress, stop=stop)
            tell(query, tally, library.zone, json=json)
            if stop.is_set():
                raise typer.Exit(exits.INTERRUPTED)
        elif csv:
            # settles the change number and counts what has no date
            answer = library.ask(tree, limit=1, as_of=as_of)
            _csv(answer, islice(library.every(tree, order=order.value, as_of=answer.as_of), limit))
        else:
            answer = library.ask(tree, order=order.value, limit=limit or 20, after=after, as_of=as_of)
            typed = [
                *(("--config", str(config)) if config else ()),
                *(("--limit", str(limit)) if limit else ()),
                *(("--why",) if why else ()),
            ]
            ways = [library.mentions(tree, found) for found in answer.hits] if why else None
            if json:
                _json(query, answer, ways)
            else:
                _note_share(library, answer)
                _print(library, query, answer, typed, ways)


def show(
    article: Annotated[
        str, typer.Argument(metavar="ARTICLE|URL", help="Its number, or an address it was read at.")
    ],
    config: ConfigOption = None,
    version: Annotated[
        int | None, typer.Option("--version", min=1, help="Which version.", show_default="the last")
    ] = None,
    query: Annotated[str, typer.Option("--query", "-q", help="Mark what this query finds in it.")] = "",
    json: JsonOption = False,
) -> None:
    """Show one article: what it says, where it is from, and which versions of it were kept."""
    from articles.export import record
    from presswatch.cli.article_text import article_lines
    from presswatch.cli.console import out, print_json
    from presswatch.errors import NotKept

    with open_library(config) as library:
        number = int(article) if article.isdecimal() else library.find(article)
        versions = library.article(number) if number is not None else []
        wanted = [v for v in versions if version in (None, v.number)]
        found = library.version(wanted[-1].change) if wanted else None
        if found is None:
            what = f"version {version} of article {number}" if versions else f"article {article}"
            raise NotKept(f"there is no {what}; `presswatch search` finds what was kept")
        spans = library.spans(library.parse(query), found) if query else ()
        others = library.story(found.version)
        if json:
            value = record(found, text=True)
            value["versions"] = [
                {"number": v.number, "change": v.change, "seen": v.seen, "reason": v.reason} for v in versions
            ]
            value["story_articles"] = [
                {"article": one.article_id, "title": one.content.title, "url": one.url} for one in others
            ]
            print_json(value)
        else:
            now = library.clock.now()
            out().print(article_lines(found.version, spans, versions, others, library.zone, now))


def _tell_article(
    library: "Library", query: str, answer: "Answer", *, count: bool, csv: bool, json: bool
) -> None:
    """The article of an address, in the form that was asked for."""
    from articles.counting import tallied
    from presswatch.cli.counting import tell

    if count:
        tell(query, tallied(answer, library.clock.now()), library.zone, json=json)
    elif csv:
        _csv(answer, answer.hits)
    else:
        _json(query, answer) if json else _print(library, query, answer, [])


def _csv(answer: "Answer", found: "Iterable[Found]") -> None:
    from articles.export import write_csv
    from presswatch.cli.console import say
    from presswatch.showing import aside_words
    from presswatch.units import counted

    sys.stdout.reconfigure(newline="")  # type: ignore[union-attr]  # RFC 4180 line ends, as they are written
    if not sys.stdout.isatty():
        sys.stdout.write("\ufeff")  # without it Excel reads a file as the machine's old code page
    lines = write_csv(found, sys.stdout, answer.as_of)
    aside = aside_words(answer)
    say(f"{counted(lines, 'article')}{', ' + aside if aside else ''} (change {answer.as_of})")


def _json(query: str, answer: "Answer", ways: "Ways | None" = None) -> None:
    from articles.export import record
    from articles.query.mentioning import mentions_json
    from presswatch.cli.console import print_json

    undated = answer.undated
    print_json(
        {
            "query": query,
            "total": {"low": answer.total.low, "high": answer.total.high},
            "undated": {"low": undated.low, "high": undated.high} if undated else None,
            "as_of": answer.as_of,
            "behind": answer.behind,
            "partial": answer.partial,
            "after": answer.after,
            "hits": [
                record(found) | ({"mentions": mentions_json(ways[place])} if ways else {})
                for place, found in enumerate(answer.hits)
            ],
        }
    )


def _print(
    library: "Library", query: str, answer: "Answer", typed: "Sequence[str]", ways: "Ways | None" = None
) -> None:
    """The answer for a person. `typed`: the options to repeat in the command for the next page."""
    from shlex import join

    from rich.text import Text

    from articles.identity import clean_link
    from presswatch.cli.console import hang, out, printable, say
    from presswatch.showing import aside_words, shown, total_words

    now = library.clock.now()
    for place, found in enumerate(answer.hits):
        item = shown(found.version, found.analysed, found.spans, library.zone, now)
        number = Text().append(f"{found.version.article_id:>6}  ", "dim")
        hang(number, marked(item.title, "bold"))
        facts = [item.source, item.published, f"seen {item.seen}", found.version.content.language or ""]
        hang(Text(" " * 8), Text(printable(" · ".join(fact for fact in facts if fact)), style="dim"))
        excerpt = marked(item.excerpt.pieces)
        if excerpt:
            whole = Text().append(f"{item.place}: " if item.place else "", "yellow")
            whole.append("… " if item.excerpt.cut_before else "")
            whole.append_text(excerpt).append(" …" if item.excerpt.cut_after else "")
            hang(Text(" " * 8), whole)
        for id, some in (ways[place] if ways else {}).items():
            for one in some:
                hang(Text(" " * 8), Text(printable(f"{id}: {one.told}"), style="dim"))
        out().print(Text(printable(f"        {clean_link(found.version.url)}"), style="blue"), soft_wrap=True)
        out().print()
    aside = aside_words(answer)
    out().print(
        f"{total_words(answer.total)}{', ' + aside if aside else ''} (change {answer.as_of})", style="bold"
    )
    if answer.after:
        more = [
            "presswatch",
            "search",
            *typed,
            "--after",
            answer.after,
            *(["--"] if query[0] == "-" else []),
            query,
        ]
        say(f"more: {join(more)}", "dim")


def _note_share(library: "Library", answer: "Answer") -> None:
    """That an answer is half of the archive: such a query tells little apart."""
    from presswatch.cli.console import say

    kept = library.kept()
    if kept >= 20 and answer.total.low * 2 >= kept:
        say(f"note: this is {answer.total.low:,} of all {kept:,} articles kept", "yellow")


def marked(pieces: "Iterable[Piece]", style: str = "") -> Any:
    """Marked pieces: in colour on a terminal, between asterisks elsewhere, as digests have them."""
    from rich.text import Text

    from presswatch.cli.console import out, printable

    text = Text()
    colour = out().is_terminal and not out().no_color
    for piece in pieces:
        plain = printable(piece.text)
        if piece.marked:
            text.append(plain if colour else f"*{plain}*", f"{style} black on yellow" if colour else style)
        else:
            text.append(plain, style)
    return text
