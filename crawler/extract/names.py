"""What the class and id names of a page's blocks tell: chrome around the article, captions, parts of the body."""

import re
from functools import lru_cache
from itertools import pairwise
from typing import Final

# Words of the names of blocks that surround articles everywhere. A name is cut into its words
# ("related_articles" and "related-articles" are the same) and one of these, or a pair, decides.
_WORDS: Final = """
related relatedarticles relatedcontent relatedposts relatedstories readmore recirc recirculation recommended recommendation recommendations
trending outbrain taboola zergnet newsletter newsletters subscribe signup share sharing sharebar sharebuttons socialshare sharedaddy addtoany
comments comment disqus respond livefyre breadcrumb breadcrumbs pagination pager advert adverts advertisement advertising ad ads adsbygoogle
adslot sponsor sponsored promo promos promotion affiliate gdpr onetrust authorbio authorbox biobox tags taglist credit credits copyright
bildquelle bildnachweis fotocredit photocredit imagecredit screenreader visuallyhidden sronly navbar megamenu
"""
_PAIRS: Final = """
read more; read also; read next; see also; more on; more from; more stories; more news; more articles; you may; you might; also like; also read
most read; most popular; most viewed; mailing list; sign up; social media; social links; social icons; social bar; social buttons; social follow
follow us; coral talk; post navigation; nav links; toc container; skip link; skip links; cookie banner; cookie bar; cookie consent; cookie notice
cookie popup; cookie policy; cookie law; cookies banner; consent banner; consent manager; consent popup; cmp container; cmp banner; author bio
author box; author info; author card; author description; author profile; author about; author details; about author; about the; bio box
contributor bio; tag list; tag cloud; tag links; topics list; keywords list; screen reader; visually hidden; sr only; image source
image attribution; paid content; next article; next post; up next; site header; global header; site footer; global footer; page footer
main menu; mobile menu; nav menu; main nav; site nav; header nav; footer nav; mega menu; top bar; off canvas; side bar
"""
_WHOLE = frozenset(
    ("sidebar", "navigation", "offcanvas", "masthead", "hamburger", "footer")
)  # only as the whole name
_CHROME_WORDS = frozenset(_WORDS.split())
_CHROME_PAIRS = frozenset(pair.strip() for pair in _PAIRS.replace("\n", ";").split(";"))
_CAMEL = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_CAPTION = re.compile(
    r"caption|bildunterschrift|bildtext|legende|l[ée]gende|pie-?de-?foto|didascalia|bijschrift|image-?description|"
    r"media-?description|photo-?desc|img-?desc|подпись",
    re.IGNORECASE,
)
_NO_CAPTION = re.compile(
    r"captioned?-(?:image|media|content|video|wrapper|container)|no-?caption|closed-?caption|"
    r"video-?caption-?(?:settings|select)|captions?-(?:settings|menu|text-track)|wp-caption(?!-text|-dd)",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"(?:article|story|post|entry|news|page)[_-]*(?:content|body|text)|articleBody|body-?text|(?:^|\s)(?:text|content)(?:\s|$)",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"credit|copyright|byline|source|quelle|author|photographer|rights|attribution|agency|hidden|button|expand",
    re.IGNORECASE,
)


@lru_cache(maxsize=8192)
def names_chrome(label: str) -> bool:
    """A block with these class and id names is no part of an article."""
    for name in label.split():
        if ":" in name or "[" in name:  # a utility class: it says how, not what
            continue
        lower = name.lower()
        if lower in _WHOLE:
            return True
        words = lower.replace("_", "-").split("-")
        if not _CHROME_WORDS.isdisjoint(words):
            return True
        if name.isalnum():
            # in a made-up name ("AdDsWC") short words mean nothing
            words = [word.lower() for word in _CAMEL.findall(name)]
            if any(len(word) > 6 and word in _CHROME_WORDS for word in words):
                return True
        if len(words) > 1 and any(f"{one} {two}" in _CHROME_PAIRS for one, two in pairwise(words)):
            return True
    return False


@lru_cache(maxsize=8192)
def names_caption(label: str) -> bool:
    """An element with these class names holds a picture's caption."""
    return _CAPTION.search(label) is not None and _NO_CAPTION.search(label) is None


@lru_cache(maxsize=8192)
def names_body(label: str) -> bool:
    """A block with these names holds an article's text or a part of it."""
    return _BODY.search(label) is not None


@lru_cache(maxsize=4096)
def names_credit(label: str) -> bool:
    """Inside a caption: an element with these names holds a credit or a control."""
    return _CREDIT.search(label) is not None
