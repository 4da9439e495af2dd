"""The languages a digest can be written in: gettext catalogues with CLDR's dates and numbers, for the wording."""

import gettext
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel import Locale, dates, numbers
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).parent / "locale"
# English is what stands in the code, with the days of Europe rather than those of America.
_LOCALES = {"en": "en_GB", "de": "de"}
LANGUAGES = tuple(_LOCALES)


@dataclass(frozen=True, slots=True)
class Language:
    """One language: what the code says in English, said in it. `code` is its BCP 47 subtag."""

    code: str
    locale: Locale
    catalogue: gettext.NullTranslations

    def say(self, text: str, **values: Any) -> str:
        """The sentence in this language, its {names} filled in."""
        return self.catalogue.gettext(text).format(**values)

    def count(self, number: int, one: str, many: str, **values: Any) -> str:
        """The same for a number, `{n}` in the sentence, by the language's rule of plurals (CLDR)."""
        told = self.catalogue.ngettext(one, many, number)
        return told.format(n=self.number(number), **values)

    def number(self, value: int) -> str:
        """ "1,204", "1.204"."""
        return numbers.format_decimal(value, locale=self.locale)

    def day(self, value: date, beside: date | None = None) -> str:
        """ "23 Nov 2026", "23. Nov. 2026"; the year is left out where it is that of `beside`."""
        skeleton = "MMMd" if beside is not None and beside.year == value.year else "yMMMd"
        return dates.format_skeleton(skeleton, value, locale=self.locale)

    def weekday(self, value: date) -> str:
        """ "Monday"."""
        return dates.format_date(value, "EEEE", locale=self.locale)

    def some(self, items: list[str], most: int) -> str:
        """A list in one line: the first `most`, and how many more."""
        rest = len(items) - most
        listed = ", ".join(items[:most])
        return (
            self.count(rest, "{items} and {n} more", "{items} and {n} more", items=listed)
            if rest > 0
            else listed
        )


@lru_cache(maxsize=8)
def language(code: str) -> Language:
    """The language of a code of `LANGUAGES`. Raises KeyError for another."""
    locale = Locale.parse(_LOCALES[code])
    path = LOCALE / f"{code}.po"
    if not path.exists():
        return Language(code, locale, gettext.NullTranslations())
    # Compiled when it is loaded, so that no binary lies beside its source and grows old there.
    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=code))
    compiled.seek(0)
    return Language(code, locale, gettext.GNUTranslations(compiled))
