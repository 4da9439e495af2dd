"""JSON-LD of a page, read as publishers really write it: broken, repeated, nested; gives the one node of the article."""

import html
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from crawler.extract.lines import one_line

Node = dict[str, Any]

ARTICLE_TYPES = frozenset(
    [
        "article",
        "newsarticle",
        "reportagenewsarticle",
        "analysisnewsarticle",
        "opinionnewsarticle",
        "backgroundnewsarticle",
        "reviewnewsarticle",
        "satiricalarticle",
        "report",
        "scholarlyarticle",
        "techarticle",
        "blogposting",
        "liveblogposting",
        "advertisercontentarticle",
        "discussionforumposting",
        "socialmediaposting",
    ]
)
_LESSER_TYPES = frozenset(
    ["webpage", "itempage", "medicalwebpage", "videoobject", "recipe", "event", "review", "podcastepisode"]
)
_COMMENTED = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|(?:-->|//\s*\]\]>|\]\]>|/\*\s*\]\]>\s*\*/)\s*;?\s*$"
)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_STRAY_ESCAPE = re.compile(r'\\(?!["\\/bfnrtu])')
_TAG = re.compile(r"<[^<>]{1,2000}>")
_BLOCK_TAG = re.compile(r"</?(?:p|br|div|li|h[1-6]|blockquote|ul|ol)\b[^<>]*>", re.IGNORECASE)
_MAX_NODES = 5000


@dataclass(frozen=True, slots=True)
class LinkedData:
    """The article's node (empty if there is none), whether its type is an article's, and the site's name."""

    article: Node
    is_article: bool
    site_name: str | None
    types: frozenset[str]


NOTHING = LinkedData({}, False, None, frozenset())


def read_linked_data(scripts: Sequence[str], url: str) -> LinkedData:
    """Choose the node that describes the page at `url`: an article type before others, the one that names this URL first."""
    nodes = [node for script in scripts for node in _walk(_load(script))]
    if not nodes:
        return NOTHING
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    types: set[str] = set()
    best: Node = {}
    best_rank = 0.0
    path = url.split("?")[0].split("#")[0].rstrip("/").partition("://")[2]
    for node in nodes:
        kinds = node_types(node)
        types |= kinds
        rank = 2.0 if kinds & ARTICLE_TYPES else 1.0 if kinds & _LESSER_TYPES else 0.0
        if not rank:
            continue
        if path and _names_page(node, path):
            rank += 0.5
        if node.get("headline"):
            rank += 0.4
        if node.get("datePublished"):
            rank += 0.3
        if isinstance(node.get("articleBody"), str):
            rank += 0.2
        if rank > best_rank:
            best, best_rank = node, rank
    resolved = {key: _resolve(value, by_id) for key, value in best.items()}
    return LinkedData(resolved, best_rank >= 2, _site_name(nodes, resolved), frozenset(types))


def node_types(node: Node) -> set[str]:
    """The node's types, lower case, without a namespace."""
    return {str(kind).rpartition("/")[2].rpartition(":")[2].lower() for kind in as_list(node.get("@type"))}


def as_list(value: Any) -> list[Any]:
    """A JSON-LD value is one thing or a list of them."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def plain(value: Any) -> str:
    """The first string in a JSON-LD value as one line without markup and entities; "" if there is none."""
    for item in as_list(value):
        if isinstance(item, dict):
            item = item.get("@value") or item.get("name")  # noqa: PLW2901 - a language-tagged string
        if isinstance(item, str) and item.strip():
            return one_line(_TAG.sub(" ", html.unescape(item)))
    return ""


def body_text(node: Node) -> str:
    """`articleBody` as text without markup; one line a paragraph where it has any, "" if there is none."""
    body = node.get("articleBody")
    if isinstance(body, list):
        body = "\n".join(part for part in body if isinstance(part, str))
    if not isinstance(body, str):
        return ""
    # twice: some publishers escape what they had escaped
    body = html.unescape(html.unescape(body)) if "&amp;" in body else html.unescape(body)
    body = _TAG.sub(" ", _BLOCK_TAG.sub("\n", body)) if "<" in body else body
    return "\n".join(line for raw in body.splitlines() if (line := one_line(raw)))


def _load(script: str) -> Any:
    text = _COMMENTED.sub("", script.strip())
    attempts = (text, _TRAILING_COMMA.sub(r"\1", _STRAY_ESCAPE.sub(r"\\\\", text)), html.unescape(text))
    for attempt in attempts:
        try:
            # strict=False: line breaks and tabs inside strings
            return json.JSONDecoder(strict=False).raw_decode(attempt.lstrip())[0]
        except (ValueError, RecursionError):
            continue
    return None


def _walk(value: Any) -> Iterator[Node]:
    """Nodes that may describe the page: top level, @graph, mainEntity and the like; breadth first, bounded."""
    queue: list[Any] = [value]
    seen = 0
    while queue and seen < _MAX_NODES:
        item = queue.pop(0)
        seen += 1
        if isinstance(item, list):
            queue.extend(item)
        elif isinstance(item, dict):
            yield item
            queue.extend(
                item[key]
                for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemReviewed", "publisher", "author")
                if key in item
            )


def _names_page(node: Node, path: str) -> bool:
    claims = [node.get("url"), node.get("@id")]
    page = node.get("mainEntityOfPage")
    claims.append(page.get("@id") or page.get("url") if isinstance(page, dict) else page)
    return any(
        isinstance(claim, str) and claim.split("?")[0].split("#")[0].rstrip("/").endswith(path)
        for claim in claims
    )


def _resolve(value: Any, by_id: dict[str, Node]) -> Any:
    """References `{"@id": …}` replaced by the node they name."""
    if isinstance(value, list):
        return [_resolve(item, by_id) for item in value[:200]]
    if isinstance(value, dict) and len(value) <= 2 and isinstance(value.get("@id"), str):
        return by_id.get(value["@id"], value)
    return value


def _site_name(nodes: Sequence[Node], article: Node) -> str | None:
    for node in nodes:
        if "website" in node_types(node) and (name := plain(node.get("name"))):
            return name
    for publisher in as_list(article.get("publisher")):
        if isinstance(publisher, dict) and (name := plain(publisher.get("name"))):
            return name
    return None
