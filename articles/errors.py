"""What can go wrong while articles are kept, analysed, queried and indexed.

ArticlesError
├── QueryError            the text of a query cannot be used (permanent; carries a column)
├── TooMuchWork           a version holds more that may match than the judge may look at (permanent)
├── NotAWebAddress        the text is no http or https address (permanent; also a ValueError)
├── StoreError            the database cannot be used as it is (permanent)
│   ├── NewerDatabase     it was written by a later version of presswatch
│   └── WrongLineage      it is a copy or a restored backup and mail is held
├── StoreUnavailable      locked, disk full, not reachable now (retryable)
├── IndexFailed           the search engine cannot be used as it is (permanent: rebuild)
└── IndexUnavailable      the search engine cannot be used now (retryable)
"""

from unicodedata import category, east_asian_width


class ArticlesError(Exception):
    """The root of this package's errors."""


class TooMuchWork(ArticlesError):
    """Judging a version by a query would take longer than it may."""


class NotAWebAddress(ArticlesError, ValueError):
    """The text is no http or https address."""


class StoreError(ArticlesError):
    """The database cannot be used as it is."""


class NewerDatabase(StoreError):
    """The database was written by a later version of presswatch."""


class WrongLineage(StoreError):
    """The database is a copy or a restored backup."""


class StoreUnavailable(ArticlesError):
    """The database cannot be used at this moment; trying again may help."""


class IndexFailed(ArticlesError):
    """The search engine's data cannot be used; a rebuild mends it."""


class IndexUnavailable(ArticlesError):
    """The search engine cannot be used at this moment; trying again may help."""


class QueryError(ArticlesError):
    """A query cannot be used: what is wrong, where, and what was probably meant.

    `column` counts characters from 0 in `text` (the query as typed); `length` is at least 1.
    """

    def __init__(
        self, message: str, text: str = "", column: int = 0, length: int = 1, suggestion: str | None = None
    ) -> None:
        self.message = _told(message)
        super().__init__(self.message)
        self.text = text
        self.column = column
        self.length = max(1, length)
        self.suggestion = None if suggestion is None else _told(suggestion)

    @property
    def where(self) -> str:
        """ "column 5", or "line 2, column 5" of a query of several lines; both count from 1."""
        column = self.column - self.text.rfind("\n", 0, self.column)
        before = self.text.count("\n", 0, self.column)
        return f"line {before + 1}, column {column}" if "\n" in self.text.strip() else f"column {column}"

    def excerpt(self) -> tuple[str, str]:
        """The line of the query that is concerned, safe for a terminal, and a line with a caret under the fault."""
        start = self.text.rfind("\n", 0, self.column) + 1
        end = self.text.find("\n", self.column)
        line = self.text[start : end if end >= 0 else len(self.text)]
        offset = self.column - start
        if len(line) > 120:  # a long line is shown around the fault
            cut = max(0, offset - 50)
            line, offset = line[cut : cut + 110], offset - cut
        before, fault = _shown(line[:offset]), _shown(line[offset : offset + self.length])
        caret = " " * _columns(before) + "^" * max(1, _columns(fault))
        return before + fault + _shown(line[offset + self.length :]), caret

    def __str__(self) -> str:
        """Three lines: what is wrong, the line of the query, the caret; and one more that says what may be meant."""
        hint = f"\n{self.suggestion}" if self.suggestion else ""
        if not self.text:  # it is about what was made of a query, and not about how it was typed
            return f"{self.message}{hint}"
        line, caret = self.excerpt()
        return f"{self.message} ({self.where})\n  {line}\n  {caret}{hint}"


_JOINERS = "\u200c\u200d"  # which letters of Persian and of Indic scripts need


def _shown(text: str) -> str:
    """Without what moves a terminal's cursor or turns its lines round."""
    return "".join(
        " " if c == "\t" else c if c in _JOINERS or category(c) not in _UNSHOWN else "\ufffd" for c in text
    )


def _told(text: str) -> str:
    """What may repeat what was typed, whatever and however much that is, for a person."""
    return _shown(text if len(text) <= _LONGEST_TOLD else f"{text[: _LONGEST_TOLD - 1]}…")


def _columns(text: str) -> int:
    """How many columns of a terminal a text takes (UAX 11)."""
    return sum(
        0 if category(c) in ("Mn", "Me", "Cf") else 2 if east_asian_width(c) in "WF" else 1 for c in text
    )


_LONGEST_TOLD = 300  # characters
_UNSHOWN = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))
