"""What an address alone tells: an article, a section, a front page; for checking claims and for reading listings.

Weights were set on the links of some 400 recorded news pages (their own addresses against their navigation).
"""

import re
from functools import lru_cache
from urllib.parse import unquote

from articles.errors import NotAWebAddress
from articles.twins import fold_path
from articles.web_address import Address, parse_address

ARTICLE_SCORE = 2.0


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# parameters that choose an article on some site: always part of its identity
IDENTIFYING = _words(
    """id p aid nid pid sid cid tid did oid gid uid a n article articleid article_id artid art_id art idarticle
    idarticulo storyid story_id story newsid news_id news idnews noticia idnoticia haber haberid postid post_id post
    itemid item docid doc contentid content_id no idx idxno seq key code slug title arcid artnum newsno num number page_id
    entry eid vid v f mid ref_id q"""
)
PAGINATION = _words("page pg paged pageno pagenum start offset seite pagina sayfa from")

_FILE = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|ico|bmp|avif|pdf|docx?|xlsx?|pptx?|zip|gz|rar|mp[34]|m4[av]|mov|webm|m3u8|ogg|wav"
    r"|css|js|json|xml|rss|atom|rdf|txt|ics|apk|exe|dmg|woff2?|ttf|csv|opml)\Z",
    re.I,
)
_EXTENSION = re.compile(
    r"\.(?:[sx]?html?|php\d?|aspx?|jsp|cfm|cms|ece|story|article|dhtml|phtml|amp|pl|do|ru)\Z", re.I
)
_NEVER = _words(
    """tag tags tagged hashtag schlagwort etiqueta etiquetas etiket etiketler motscles mot-cle author authors autor autore
    autores autoren auteur auteurs byline profile profiles yazar yazarlar avtor avtory category categories
    categoria kategorie kategori kategoriya search suche buscar busca recherche ara poisk login signin sign-in signup
    sign-up register registration logout subscribe subscription subscriptions abo abonnement abonnements newsletter
    newsletters account my-account konto cart impressum imprint privacy privacy-policy datenschutz
    datenschutzerklaerung terms terms-of-use terms-of-service terms-and-conditions legal cookie cookies cookie-policy
    agb faq sitemap rss feed feeds wp-login.php wp-admin wp-content wp-json cdn-cgi advertise advertising mediadaten
    contributors contributor writer writers reporter reporters journalist journalists redaktion
    editors staff attachment widget widgets embed share sharer print-edition e-paper epaper"""
)
_SELDOM = _words(
    """topic topics thema themen tema temas teme sujet sujets theme themes argomenti topico topicos section sections
    rubric rubrics rubrik rubrika about about-us ueber-uns contact contact-us kontakt contacto help jobs careers stellen
    shop store checkout coupons gutscheine deals events calendar horoscope horoskop weather wetter meteo pogoda games
    crossword puzzles podcasts podcast comments comment person series collection collections channel channels
    member members user users tv-programm live-tv radio places obituaries classifieds product products vendor"""
)
_SERVICE = re.compile(
    r"(?:about-us|contact-us|privacy-(?:policy|notice)|terms-(?:of|and)-|cookie-(?:policy|notice)|advertise-with|subscriber-services)"
)
_ARCHIVE = _words("archive archives archiv archivo arsiv")
_KIND = _words(
    """article articles story stories news-story artikel articulo articolo nota noticia noticias haber news-detail
    newsview view detail details read post posts articleshow novosti news n content press-release"""
)
_MEDIA = _words("video videos gallery galleries photos photo bilder fotos fotostrecke galeri slideshow audio")
_SMALL_WORDS = _words("and und et y e i ve of the a in de la le el da do von og och en for & to")

_EDITION = re.compile(
    r"/(?:[a-z]{2}(?:[-_][a-z]{2,4})?|english|russian|russkij|arabic|arabi|persian|farsi|turkish|turkce|chinese|zhongwen|french|francais"
    r"|german|deutsch|spanish|espanol|mundo|portuguese|brasil|hindi|urdu|bengali|ukrainian|ukrainska|azeri|kyrgyz|uzbek|kazakh|tajik"
    r"|pashto|dari|kurdish|swahili|hausa|somali|amharic|tigrinya|burmese|vietnamese|thai|korean|japanese|indonesia|serbian|albanian"
    r"|georgian|armenian|tatar|polish|polski|international|intl|world-edition|home)\Z"
)
_DATE = re.compile(  # with separators, or eight digits in one; "20288" is a number
    r"(?<!\d)(?:(?:19|20)\d\d(?P<mark>[-/_.])(?:0?[1-9]|1[0-2]|[a-z]{3})(?:(?P=mark)(?:0?[1-9]|[12]\d|3[01]))?"
    r"|20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    r"|(?:0[1-9]|[12]\d|3[01])(?P<other>[-/_.])(?:0[1-9]|1[0-2])(?P=other)20\d\d)(?!\d)",
    re.I,
)
_YEAR = re.compile(r"(?:19|20)\d\d\Z")
_LONG_ID = re.compile(r"\d{5,}")
_HASH = re.compile(
    r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|(?=[a-z]*\d[0-9a-z]*\d)[0-9a-f]{16,}|(?<=[-/])[A-Z0-9]{10,}\Z"
)
_CODE = re.compile(r"(?=[a-z]*\d)(?=\d*[a-z])[a-z0-9]{8,}\Z", re.I)  # "c4gpz0yk2l3o"
_WORDS = re.compile(r"[-_+\s,.;:~!]+")
_CJK = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def is_front_page(address: Address) -> bool:
    """A site's home: no path and no parameter that could choose an article."""
    return not fold_path(address.path) and not any(_identifies(name, value) for name, value in address.query)


def is_edition(address: Address) -> bool:
    """A home page below a site's: of one language or edition ("/ru", "/en-gb/", "/russian")."""
    path = fold_path(address.path).lower()
    return bool(_EDITION.match(path)) and not any(_identifies(name, value) for name, value in address.query)


def looks_like_article(url: str) -> bool:
    """Whether the address has an article's shape. False for what is no web address."""
    try:
        return article_score(parse_address(url)) >= ARTICLE_SCORE
    except NotAWebAddress:
        return False


def article_score(address: Address) -> float:
    """How much the address looks like an article's: about 2 and more is one, about 0 a section, -9 certainly none."""
    return _score(address.path, tuple(pair for pair in address.query if _identifies(*pair)))


def article_ids(address: Address) -> frozenset[str]:
    """Numbers and hashes by which the site seems to know the article; dates are none."""
    path = unquote(fold_path(address.path))
    ids = set(_HASH.findall(path))
    undated = _DATE.sub("/", path)
    ids.update(_LONG_ID.findall(undated))
    last = _EXTENSION.sub("", undated.rpartition("/")[2])
    if last.isdigit():
        ids.add(last)
    ids.update(value for name, value in address.query if value and name.lower() in IDENTIFYING)
    return frozenset(ids)


def _identifies(name: str, value: str | None) -> bool:
    if name.lower() in PAGINATION:
        return False
    if not value:
        return name.isdigit() and len(name) > 3  # "?20261123" or "/view?12345"
    return name.lower() in IDENTIFYING or bool(re.fullmatch(r"\d{4,}|[0-9a-f-]{16,}", value))


@lru_cache(maxsize=20_000)
def _score(raw_path: str, identifying: tuple[tuple[str, str | None], ...]) -> float:
    path = unquote(fold_path(raw_path))
    if _FILE.search(path):
        return -9.0
    segments = [segment for segment in path.split("/") if segment]
    lower = [segment.lower() for segment in segments]
    if not _NEVER.isdisjoint(lower) or any(
        segment == "page" and lower[at + 1].isdigit() for at, segment in enumerate(lower[:-1])
    ):
        return -9.0
    if lower and _SERVICE.match(lower[-1]):
        return -9.0
    score = 0.0
    if identifying:
        score += 2.0 if any(any(c.isdigit() for c in value or name) for name, value in identifying) else 0.5
    if not segments:
        return score
    last = _EXTENSION.sub("", segments[-1])
    if last != segments[-1]:
        score += 0.5
    body = "/".join([*segments[:-1], last])
    undated = _DATE.sub("/", body)
    if undated != body:
        last_date = list(_DATE.finditer(body))[-1]
        bare = last_date.end() == len(body) and (last_date.start() == 0 or body[last_date.start() - 1] == "/")
        if bare and not identifying and not _HASH.search(body):
            return -2.0  # a path that ends in a date is a day's archive
        score += 2.0
        last = undated.rpartition("/")[2].strip("-_.") or _DATE.sub("", last).strip("-_.") or last
    elif any(_YEAR.match(segment) for segment in segments[:-1]):
        score += 0.5
    if _HASH.search(body) or _LONG_ID.search(undated.rpartition("/")[2]):
        score += 2.0
    elif _LONG_ID.search(undated) or _CODE.match(last):
        score += 1.5
    elif last.isdigit():
        score += 1.0
    slugs = [last, *segments[-2:-1]]
    score += max(_slug_score(slug) for slug in slugs)
    if not _KIND.isdisjoint(lower[:-1]):
        score += 0.5
    if not _MEDIA.isdisjoint(lower):
        score -= 0.5
    if not _ARCHIVE.isdisjoint(lower) and score < ARTICLE_SCORE:
        score -= 1.0
    if not _SELDOM.isdisjoint(lower):
        score -= 2.5
    return score


def _slug_score(slug: str) -> float:
    cjk = len(_CJK.findall(slug))
    if cjk >= 6:
        return 2.0
    words = [
        word
        for word in _WORDS.split(slug.lower())
        if word and not word.isdigit() and word not in _SMALL_WORDS
    ]
    return {0: 0.0, 1: 0.0, 2: 0.75, 3: 1.5, 4: 2.0}.get(len(words), 2.5)
