"""What can go wrong while articles are kept, analysed, queried and indexed.

ArticlesError
├── QueryError            the text of a query cannot be used (permanent; carries a column)
├── NotAWebAddress        the text is no http or https address (permanent; also a ValueError)
├── StoreError            the database cannot be used as it is (permanent)
│   ├── NewerDatabase     it was written by a later version of presswatch
│   └── WrongLineage      it is a copy or a restored backup and mail is held
├── StoreUnavailable      locked, disk full, not reachable now (retryable)
├── IndexFailed           the search engine cannot be used as it is (permanent: rebuild)
└── IndexUnavailable      the search engine cannot be used now (retryable)
"""


class ArticlesError(Exception):
    """The root of this package's errors."""


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
        super().__init__(message)
        self.message = message
        self.text = text
        self.column = column
        self.length = max(1, length)
        self.suggestion = suggestion

    def __str__(self) -> str:
        """Three lines: what is wrong, the line of the query, the caret."""
        start = self.text.rfind("\n", 0, self.column) + 1
        end = self.text.find("\n", self.column)
        line = self.text[start : end if end >= 0 else len(self.text)]
        offset = self.column - start
        if len(line) > 120:  # a long line is shown around the fault
            cut = max(0, offset - 50)
            line, offset = line[cut : cut + 110], offset - cut
        caret = " " * offset + "^" * max(1, min(self.length, len(line) - offset))
        hint = f"\n{self.suggestion}" if self.suggestion else ""
        return f"{self.message} (column {self.column - start + 1})\n  {line}\n  {caret}{hint}"
