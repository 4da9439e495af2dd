"""The calls that the crawling process makes into its workers: thin functions that load the parsers only there."""

from typing import Any

from crawler.parsed import NotParsed, ParsedList, ParsedPage, Unchanged


def parse_page(*args: Any) -> ParsedPage | Unchanged | NotParsed:
    """`crawler.parsing.parse_page`, in a worker."""
    from crawler import parsing

    return parsing.parse_page(*args)


def parse_list(*args: Any) -> ParsedList | Unchanged | NotParsed:
    """`crawler.parsing.parse_list`, in a worker."""
    from crawler import parsing

    return parsing.parse_list(*args)


def parse_feed_text(*args: Any) -> ParsedPage:
    """`crawler.parsing.parse_feed_text`, in a worker."""
    from crawler import parsing

    return parsing.parse_feed_text(*args)
