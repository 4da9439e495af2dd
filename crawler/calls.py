"""The calls that the crawling process makes into its workers: thin functions that load the parsers only there."""

from collections.abc import Callable
from typing import Any, TypeVar

from crawler.parsed import NotParsed, ParsedList, ParsedPage, Unchanged

_T = TypeVar("_T")


def parse_page(*args: Any) -> ParsedPage | Unchanged | NotParsed:
    """`crawler.parsing.parse_page`, in a worker; the last argument is its CPU seconds."""
    from crawler import parsing

    return _bounded(parsing.parse_page, *args)


def parse_list(*args: Any) -> ParsedList | Unchanged | NotParsed:
    """`crawler.parsing.parse_list`, in a worker; the last argument is its CPU seconds."""
    from crawler import parsing

    return _bounded(parsing.parse_list, *args)


def parse_feed_text(*args: Any) -> ParsedPage:
    """`crawler.parsing.parse_feed_text`, in a worker; the last argument is its CPU seconds."""
    from crawler import parsing

    return _bounded(parsing.parse_feed_text, *args)


def _bounded(function: Callable[..., _T], *args: Any) -> _T:
    from crawler import parsing

    *given, seconds = args
    parsing.bound_time(seconds)
    try:
        return function(*given)
    finally:
        parsing.free_time()
