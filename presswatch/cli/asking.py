"""The commands that look at a query itself: `query explain`."""

from typing import TYPE_CHECKING, Annotated

import typer

from presswatch.cli.options import ConfigOption, JsonOption, examples, open_library

if TYPE_CHECKING:
    from collections.abc import Sequence

    from articles.explaining import Explanation
    from articles.query import Advice
    from articles.query.nodes import Node


def add_to(app: typer.Typer) -> None:
    """Give the application these commands."""
    group = typer.Typer(no_args_is_help=True, help="Look at a query itself.", epilog=_EXPLAIN)
    group.command(epilog=_EXPLAIN)(explain)
    app.add_typer(group, name="query")


_ENGINES = {"embedded": "Embedded engine", "elasticsearch": "Elasticsearch"}
_EXPLAIN = examples(
    "presswatch query explain 'kadyrov* NEAR/5 (detain* OR arrest*)'",
    "presswatch query explain 'entity:kadyrov published:7d' --json",
)


def explain(
    words: Annotated[list[str], typer.Argument(metavar="QUERY", help="The query, in quotes.")],
    config: ConfigOption = None,
    exact: Annotated[
        bool, typer.Option("--exact", help="True numbers, whatever it takes; Ctrl-C ends it early.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Show how a query is understood, how common its parts are, and how it is answered.

    The search engine answers most parts exactly. Others it is asked wider, and the judge, which also decides what a
    watch finds, looks at every article that it proposes.
    """
    from presswatch.cli import exits
    from presswatch.cli.console import bar, print_json
    from presswatch.cli.counting import interrupted
    from presswatch.explained import as_json

    query = " ".join(words).lstrip()
    with open_library(config, query) as library, interrupted() as stop, bar("judging"):
        tree = library.parse(query)
        explained = library.explain(tree, exact=exact, stop=stop)
        advice = library.advice(tree, query, explained)
    if json:
        print_json(as_json(query, tree, explained, advice, library.index.engine))
    else:
        _print(query, tree, explained, advice, library.index.engine)
    if stop.is_set():
        raise typer.Exit(exits.INTERRUPTED)


def _print(
    query: str, tree: "Node", explained: "Explanation", advice: "Sequence[Advice]", engine: str
) -> None:
    from rich.text import Text

    from articles.query import show
    from presswatch.cli.console import out, printable
    from presswatch.explained import asked_of_engines, asked_words, looked_for_words, tree_lines
    from presswatch.units import counted

    def say(what: str, words: str) -> None:
        out().print(Text(what.ljust(26), "bold").append(printable(words), "none"))

    lines = list(tree_lines(explained.root))
    width = min(60, max(len(label) for label, _ in lines))
    for label, commonness in lines:
        out().print(Text(printable(label.ljust(width))).append(f"  {commonness}".rstrip(), "dim"))
    out().print(f"\nof {counted(explained.archive, 'article')} (change {explained.as_of})\n", style="dim")
    say("The engine is asked", asked_words(explained.asked.tree))
    if explained.asked.exact:
        say("Its answer is exact", "nothing is left to the judge")
    for node in explained.asked.unsure:
        say("The judge looks at", show(node))
    for name, other in asked_of_engines(explained).items():
        if name != engine:
            same = other == explained.asked
            say(f"{_ENGINES[name]} is asked", "the same" if same else asked_words(other.tree))
    say("Live matching looks for", looked_for_words(tree))
    for one in advice:
        out().print(Text("Note  ", "bold yellow").append(printable(one.message), "none"))
        if one.column or one.length > 1:
            for line in _caret(query, one):
                out().print(Text(printable(line), style="dim"))


def _caret(query: str, advice: "Advice") -> list[str]:
    from articles.errors import QueryError

    return [f"  {line}" for line in QueryError("", query, advice.column, advice.length).excerpt()]
