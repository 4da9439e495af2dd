"""A small installation with articles in several languages, kept and indexed as the crawler would, for the doors' tests."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from articles.analysis import analyse, pack
from articles.article import Content, Origin, Published
from articles.index.embedded import EmbeddedIndex
from articles.index.indexer import catch_up
from articles.names.article_keys import article_keys, pack_keys
from articles.store.database import Database
from articles.store.versions import Arrival, keep
from crawler.state import sync_sources
from presswatch import wiring
from presswatch.library import Library
from presswatch.settings import Settings, read_settings

CONFIG = """\
timezone = "Europe/Berlin"
[[source]]
id = "courier"
name = "Northern Courier"
url = "https://courier.example/"
country = "GB"
language = "en"
tags = ["world"]
[[source]]
id = "vesti"
name = "Вести Тольмена"
url = "https://vesti.example/rss"
country = "RU"
language = "ru"
[[source]]
id = "sada"
name = "صدى المدينة"
url = "https://sada.example/"
language = "ar"
[[entity]]
id = "orlov"
name = "Anton Orlov*"
aliases = ["Орлов*", "أورلوف"]
[[watch]]
id = "orlov"
query = "entity:orlov"
"""

NOW = datetime.now(UTC).replace(microsecond=0)
ENGLISH = Origin("courier", "Northern Courier", "GB", ("world",))
RUSSIAN = Origin("vesti", "Вести Тольмена", "RU", ())
ARABIC = Origin("sada", "صدى المدينة", None, ())

_FILLER = (
    "The bridge over the Tolm was closed for the third night in a row, and nobody at the town hall would say why. "
    "Residents were told to use the ferry, which runs once an hour and not at all when the ice comes down the river."
)


def _time(hours: float, how: str = "json-ld") -> Published:
    start = NOW - timedelta(hours=hours)
    return Published(start, start + timedelta(minutes=1), "time", how, "+00:00")


def _day(days: int) -> Published:
    start = (NOW - timedelta(days=days)).replace(hour=0, minute=0, second=0)
    return Published(start, start + timedelta(days=1), "day", "meta", "Z")


ARTICLES: tuple[tuple[str, Origin, float, Content], ...] = (
    (
        "https://courier.example/2026/orlov-detained?utm_source=feed",
        ENGLISH,
        2,
        Content(
            "Reporter Anton Orlov detained on the Kestrel bridge",
            "Police in Tolmen detained the reporter Anton Orlov on Sunday evening, his editor said.\n\n"
            "Orlov had been photographing cracks in the piers of the bridge. “They took his camera and his telephone,” "
            "said the editor, Maria Lind, “and they would not tell us where he is.”\n\n" + _FILLER,
            ("Anton Orlov on the bridge last spring. Photographs of it were shown in Grozny.",),
            ("Ines Halloran",),
            _time(3),
            "en",
            "Northern Courier",
        ),
    ),
    (
        "https://vesti.example/news/77",
        RUSSIAN,
        5,
        Content(
            "Журналиста Орлова задержали на мосту",
            "Полиция задержала журналиста Антона Орлова вечером в воскресенье, сообщила редакция.\n\n"
            "Где находится Орлов, неизвестно. Адвоката к нему не пустили.",
            (),
            (),
            _time(6, "feed"),
            "ru",
        ),
    ),
    (
        "https://sada.example/a/12",
        ARABIC,
        9,
        Content(
            "توقيف الصحفي أنطون أورلوف على الجسر",
            "أوقفت الشرطة في تولمن الصحفي أنطون أورلوف مساء الأحد، بحسب ما قالت رئيسة التحرير.\n\nولم يعرف مكانه حتى الآن.",
            ("صورة الجسر",),
            (),
            _day(1),
            "ar",
        ),
    ),
    (
        "https://courier.example/2026/picture-of-the-week",
        ENGLISH,
        20,
        Content(
            "The picture of the week",
            "Every Friday our desk chooses one picture from the region.\n\n" + _FILLER,
            ("Fishermen mend their nets in Velmore harbour.", "A vigil for the detained in Almina."),
            (),
            None,
            "en",
        ),
    ),
    (
        "https://courier.example/2026/formula",
        ENGLISH,
        30,
        Content(
            '=HYPERLINK("https://evil.example","budget") <script>alert(\'x\')</script> & a budget',
            "The council voted on a budget.\x1b[31m It holds <b>less</b> for the bridge than last year.",
            (),
            ("@somebody",),
            _day(2),
            "en",
        ),
    ),
    (
        "https://courier.example/2026/empty",
        ENGLISH,
        40,
        Content("A page without its text", "", (), (), _day(3), "en", None, ("no text was found",)),
    ),
    *(
        (
            f"https://courier.example/2026/harbour-{number}",
            ENGLISH,
            50 + number,
            Content(
                f"Harbour notes, number {number}",
                f"Ship number {number} came into the harbour of Velmore with timber.\n\n{_FILLER}",
                (),
                ("Tom Reyes",),
                _day(4 + number),
                "en",
            ),
        )
        for number in range(45)
    ),
)


def arrival(url: str, origin: Origin, seen: datetime, content: Content) -> Arrival:
    """A page as the crawler hands it over."""
    terms, names = pack(analyse(content)), pack_keys(article_keys(content))
    return Arrival((url,), None, content, terms, names, origin, seen, False, "test", str(hash(content)))


def fill(folder: Path) -> Settings:
    """Write a configuration and keep every article; index them."""
    folder.mkdir(exist_ok=True)
    (folder / "presswatch.toml").write_text(CONFIG, "utf-8")
    settings = read_settings(folder / "presswatch.toml", {})
    index = EmbeddedIndex(settings.data / wiring.INDEX_FOLDER)
    with wiring.open_database(settings, make=True) as db:
        for url, origin, hours, content in reversed(ARTICLES):
            with db.write() as conn:
                keep(conn, arrival(url, origin, NOW - timedelta(hours=hours), content))
        edit(db)
        with db.write() as conn:
            sync_sources(conn, wiring.sources(settings), NOW)
        catch_up(db, index)
    index.close()
    return settings


def edit(db: Database) -> None:
    """The first article once more, as its publisher changed it."""
    url, origin, _, content = ARTICLES[0]
    changed = Content(
        "Reporter Anton Orlov released after a night",
        content.text.replace("detained", "released after a night in custody"),
        content.captions,
        content.authors,
        content.published,
        content.language,
    )
    with db.write() as conn:
        keep(conn, arrival(url, origin, NOW - timedelta(hours=1), changed))


def library(settings: Settings) -> Library:
    """The library of a filled installation."""
    entities = {entity.id: entity for entity in wiring.entities(settings)}
    database = wiring.open_database(settings)
    return Library(
        database,
        wiring.open_index(settings, database),
        entities,
        settings.zone,
        wiring.saved_queries(settings),
    )
