"""The query language on one page, by examples; shown beside the search."""

Rows = tuple[tuple[str, str], ...]

SECTIONS: tuple[tuple[str, Rows], ...] = (
    (
        "Words",
        (
            ("kadyrov", "The word, in a title, a text or a picture caption. Case and accents do not matter."),
            ('"hunger strike"', "These words after one another."),
            ("detain*", "Every word that begins like this: detained, detainees."),
            ("kad?rov*", "A question mark is one letter: Kadyrov, Kadirov."),
            ("=WHO", "Exactly these letters, with their case and accents."),
        ),
    ),
    (
        "Together",
        (
            ("journalist* detain*", "Both, anywhere in the article. AND between them says the same."),
            ("arrest* OR detain*", "One of them at least."),
            (
                "(journalist* OR reporter*) AND jail*",
                "Parentheses say what belongs together; AND is read before OR.",
            ),
            ("chechnya -sport", "The first without the second. NOT says the same."),
        ),
    ),
    (
        "Where",
        (
            ("title:kadyrov", "In the title."),
            ("lead:verdict", "In the first paragraph."),
            ("body:verdict", "In the text, not in title or captions."),
            ("caption:berlin", "In a picture caption."),
            ("author:politkovskaya", "Among the authors, which a bare word does not look at."),
        ),
    ),
    (
        "Which articles",
        (
            ("court source:meduza.io", "From this source, by its id or name."),
            ("court site:bbc.co.uk", "From this site."),
            ("court lang:ru", "In this language."),
            ("court country:DE", "From a source of this country."),
            ("court tag:world", "From a source with this tag."),
            ("entity:ID", "Any spelling of a person, organisation or place of the configuration."),
        ),
    ),
    (
        "When",
        (
            ("court published:7d", "Published within seven days. Articles without a date are counted apart."),
            ("court published:2026-11-01..2026-11-20", "Published on these days."),
            ("court seen:24h", "First read within a day."),
        ),
    ),
)

EXAMPLES: Rows = (
    ('"hunger strike"', "two words, one after the other"),
    ("journalist* AND (detain* OR arrest*)", "endings are open, either will do"),
    ("title:election lang:en", "in titles, in one language"),
    ("court seen:24h", "what came in since yesterday"),
)


def asks_something(example: str) -> bool:
    """Whether an example can be followed as a link."""
    return "ID" not in example
