"""What stands in the articles where an entity is mentioned, each surface once with its number; between what is kept and `entity find`."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from articles.store.mentions import Kept


@dataclass(frozen=True, slots=True)
class Surface:
    """A surface, in how many articles it stands, as what it was found, the best score and why, and the newest article."""

    surface: str
    articles: int
    variant: str
    score: float
    reasons: tuple[str, ...]
    article: int

    @property
    def why(self) -> str:
        """The reasons as they stand behind a score, or "" ."""
        return f": {'; '.join(self.reasons)}" if self.reasons else ""

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "surface": self.surface,
            "articles": self.articles,
            "variant": self.variant,
            "score": round(self.score, 3),
            "why": list(self.reasons),
            "article": self.article,
        }


def by_surface(kept: Iterable[Kept]) -> list[Surface]:
    """The surfaces in mentions (the newest first), those in most articles first."""
    found: dict[str, list[Kept]] = {}
    for one in kept:
        found.setdefault(" ".join(one.surface.split()), []).append(one)
    made = []
    for surface, some in found.items():
        best = max(some, key=lambda one: one.score)
        articles = {one.article_id for one in some}
        made.append(
            Surface(surface, len(articles), best.variant, best.score, best.reasons, some[0].article_id)
        )
    return sorted(made, key=lambda one: (-one.articles, one.surface))
