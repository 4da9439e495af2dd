"""Whether a page's claim about its canonical address is believed: between extraction and the identity key.

RFC 6596 lets a page name its canonical address; in the wild templates name the home page, a section, one fixed page or
another publisher for every article. A wrong belief merges two articles for ever, a missed one only shows one twice, so
doubt means no.
"""

import re

from tld import get_fld
from tld.utils import MozillaTLDSourceParser

from articles.twins import fold_host, fold_path
from articles.url_shapes import (
    ARTICLE_SCORE,
    IDENTIFYING,
    PAGINATION,
    article_ids,
    article_score,
    is_front_page,
)
from articles.web_address import Address

_DRESSES = frozenset({"amp", "amphtml", "m", "mobile", "mobi", "wap", "pda", "touch", "lite"})
_PRINTS = frozenset(
    {"print", "printable", "drucken", "druckversion", "imprimir", "imprimer", "stampa", "yazdir"}
)
_PAGE_SEGMENT = re.compile(r"(?:page|seite|pagina|p)?[-_]?\d{1,3}\Z", re.I)


def registrable_domain(host: str) -> str:
    """The name that one registrant holds ("news.example.co.uk" gives "example.co.uk"), or the host itself.

    After the Public Suffix List with its private part (so each blog of a blog host is its own), from the list
    packaged with `tld`; the network is never asked.
    """
    # retry_count=1: a missing packaged list is an error, not a reason to download one
    MozillaTLDSourceParser.get_tld_names(fail_silently=False, retry_count=1)
    return get_fld(f"http://{host}/", fail_silently=True, search_private=True) or host


def same_publisher(one: Address, other: Address) -> bool:
    """Whether two addresses are of one registrant: same registrable domain and port; addresses of hosts must be equal."""
    if one.is_ip or other.is_ip or "." not in one.host:
        return one.netloc == other.netloc
    ports = {one.port or 80, other.port or 80}
    return (len(ports) == 1 or ports <= {80, 443}) and (
        one.host == other.host or registrable_domain(one.host) == registrable_domain(other.host)
    )


def claim_stands(claim: Address, page: Address) -> bool:
    """Whether `page` may be taken for the article at `claim`. Both unwrapped; their keys differ."""
    if not same_publisher(claim, page) or is_front_page(claim):
        return False
    claimed, own = _segments(claim), _segments(page)
    if not _PRINTS.isdisjoint(claimed) or _turns_pages(claim) or _turns_pages(page):
        return False
    if _drops_identity(claim, page, claimed, own):
        return False
    if _same_but_dressed(claim, page, claimed, own):
        return True
    if len(claimed) < len(own) and own[: len(claimed)] == claimed and _numbered(own[len(claimed) :]):
        return False  # a part of it: the second page, one entry of a live blog
    claim_ids, own_ids = article_ids(claim), article_ids(page)
    if claim_ids and own_ids and claim_ids.isdisjoint(own_ids):
        return False
    if (
        own
        and claimed
        and own[-1] == claimed[-1]
        and len(own[-1]) >= 8
        and re.search(r"[\d_-]|[^\x00-\x7f]", own[-1])
    ):
        return article_score(claim) > -2
    return article_score(claim) >= ARTICLE_SCORE


def _segments(address: Address) -> list[str]:
    return [segment for segment in fold_path(address.path).lower().split("/") if segment]


def _turns_pages(address: Address) -> bool:
    if any(
        name.lower() in PAGINATION and (value or "").isdigit() and value != "1"
        for name, value in address.query
    ):
        return True
    parts = _segments(address)
    return any(part == "page" and parts[at + 1].isdigit() for at, part in enumerate(parts[:-1]))


def _drops_identity(claim: Address, page: Address, claimed: list[str], own: list[str]) -> bool:
    """The claim is the page's own path without the parameter that chose the article ("/story.php")."""
    lost = set(page.query) - set(claim.query)
    if claimed != own or not lost:
        return False
    return article_score(Address(claim.scheme, claim.host, claim.port, claim.path)) < ARTICLE_SCORE or any(
        name.lower() in IDENTIFYING for name, _ in lost
    )


def _same_but_dressed(claim: Address, page: Address, claimed: list[str], own: list[str]) -> bool:
    """The page is the claim with an AMP, mobile or print segment more, or on a twin host."""
    plain = [segment for segment in own if segment not in _DRESSES and segment not in _PRINTS]
    if not claimed or claim.query != page.query:
        return False
    if claimed == own:
        return fold_host(claim.host) == fold_host(page.host) and len(own) > 1
    return plain == [segment for segment in claimed if segment not in _DRESSES] and len(claimed) > 1


def _numbered(rest: list[str]) -> bool:
    return any(_PAGE_SEGMENT.match(part) or any(c.isdigit() for c in part) for part in rest)
