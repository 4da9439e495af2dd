"""How a subscription's letters are written and closed, beside what is in them; between subscriptions and every form of a digest."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

Excerpt = Literal["sentence", "paragraph", "full"]


@dataclass(frozen=True, slots=True)
class Manner:
    """`language` is one of `alerts.render.language.LANGUAGES`. Of each article the sentence, the paragraph or the whole
    text stands in it. A `discreet` letter tells nothing of what is watched. With `openpgp_key`, an armored keyring,
    letters leave encrypted to the reader's key or not at all. A story that several sources tell is led by the first of
    `lead_sources` (ids) that has it."""

    language: str = "en"
    excerpt: Excerpt = "sentence"
    discreet: bool = False
    openpgp_key: str | None = None
    lead_sources: tuple[str, ...] = ()

    @property
    def closed(self) -> bool:
        """Whether the headers of its letters tell nothing."""
        return self.discreet or self.openpgp_key is not None

    def as_json(self) -> dict[str, Any]:
        """What differs from the usual, as it is kept."""
        usual = asdict(Manner())
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in asdict(self).items()
            if value != usual[name]
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Manner":
        """The other way."""
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in kept.items()
        }
        return cls(**values)
