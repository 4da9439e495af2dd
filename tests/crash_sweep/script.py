"""The publishing script of a sweep, made from a seed: what each site prints at each step; the newsroom and the oracle read it."""

import random
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from tests.crash_sweep.desk import TOPICS

EVERY = "gazette"  # stands in every article
FEED = 2_000  # as many as a list names: what falls off its end is nobody's loss
_WORDS = [
    a + b + c for a in "bdfgklmnprstvz" for b in ("a", "e", "io", "u") for c in ("lm", "nt", "r", "sk", "th")
]
_KINDS = ("plain",) * 6 + ("edited",) * 3 + ("copy",) * 2 + ("backdated",)


@dataclass(frozen=True, slots=True)
class Site:
    """One site of the newsroom; `undated` prints no dates, neither in its list nor on its pages."""

    id: str
    list: str
    layout: str
    undated: bool = False


SITES = (
    Site("agency", "atom", "agency"),
    Site("courier", "rss", "wordpress"),
    Site("herald", "sitemap", "daily"),
    Site("weblog", "rss", "blog", undated=True),
    Site("portal", "json-feed", "portal"),
)


@dataclass(frozen=True, slots=True)
class Printed:
    """One state of an article's text. `mark` stands in the sentence that names its topics."""

    title: str
    body: str
    mark: str
    step: int


@dataclass(frozen=True, slots=True)
class Publication:
    """An article with all its states, the first at the step at which it appeared. `past`: it was there before the first
    reading and is not recent; `maybe_past`: it has no date of today,
    and whether the first reading came before it nobody knows."""

    site: str
    path: str
    states: tuple[Printed, ...]
    published: datetime | None
    past: bool = False
    maybe_past: bool = False

    def as_article(self) -> dict[str, Any]:
        """The same for the newsroom."""
        first, *edits = self.states
        return {
            "path": self.path,
            "title": first.title,
            "body": first.body,
            "step": first.step,
            "published": self.published.isoformat(timespec="seconds") if self.published else "",
            "edits": [{"step": e.step, "title": e.title, "body": e.body} for e in edits],
        }


class Script:
    """Writes publications one batch after the other, and keeps them all in `written`."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self.written: list[Publication] = []
        self._named = 0

    def past(self, now: datetime) -> list[Publication]:
        """What every site holds before it is first read: old articles, which are not news, and fresh ones, which are."""
        batch = []
        for site in SITES:
            for days in (9.0, 5.0, 0.1, 0.05):
                at = None if site.undated else now - timedelta(days=days)
                batch.append(self._kept(self._plain(site, 0, at, past=site.undated or days > 2)))
        return batch

    def batch(self, step: int, now: datetime, number: int, unread: Collection[str] = ()) -> list[Publication]:
        """So many new articles at a step, some of them edited one or two steps later; sites that are `unread` may not
        have been read for the first time."""
        made = [self._one(step, now) for _ in range(number)]
        return [
            self._kept(replace(p, maybe_past=True) if p.site in unread and not _fresh(p, now) else p)
            for p in made
        ]

    def bell(self, step: int, now: datetime) -> Publication:
        """An article that every watch meets, so that what waits for the next letter leaves with it."""
        topics = ("harbour", "verdict", "teacher")
        return self._kept(self._plain(SITES[0], step, now, topics=topics, heading="bulletin"))

    def _kept(self, one: Publication) -> Publication:
        self.written.append(one)
        return one

    def _one(self, step: int, now: datetime) -> Publication:
        pick, site = self._random, self._random.choice(SITES)
        at = None if site.undated else now
        kind = pick.choice(_KINDS)
        if kind == "backdated" and at is not None:
            at -= timedelta(days=pick.randint(3, 30))
        if kind == "copy":
            recent = [p for p in self.written[-60:] if not p.past and p.site != site.id]
            if recent:
                return self._copied(site, step, at, pick.choice(recent))
        return self._plain(site, step, at, edits=pick.choice((1, 1, 2)) if kind == "edited" else 0)

    def _plain(
        self,
        site: Site,
        step: int,
        at: datetime | None,
        *,
        past: bool = False,
        edits: int = 0,
        topics: Sequence[str] | None = None,
        heading: str | None = None,
    ) -> Publication:
        pick, name = self._random, self._name()
        topics = list(topics if topics is not None else pick.sample(TOPICS, pick.choice((0, 1, 1, 2))))
        heading = heading if heading is not None else pick.choice(("notice", "notice", "notice", "bulletin"))
        rest = list(self._paragraphs())
        states = []
        for version in range(edits + 1):
            if version and (left := [t for t in TOPICS if t not in (*topics, "football")]):
                topics.append(pick.choice(left))  # an edit adds, so that what was met stays met
            mark = f"{name}r{version + 1}"
            told = ", the ".join(topics) or "weather"
            lead = f"Report {mark} of the {EVERY} names the {told} and closes with {pick.choice(_WORDS)}."
            title = f"{heading.capitalize()} {name} from {pick.choice(_WORDS)}"
            states.append(
                Printed(title, "\n\n".join((lead, *rest)), mark, step + version * pick.choice((1, 2)))
            )
        return Publication(site.id, f"/news/{name}/", tuple(states), at, past)

    def _copied(self, site: Site, step: int, at: datetime | None, of: Publication) -> Publication:
        name = self._name()
        text = of.states[0]
        title = f"Notice {name} from {self._random.choice(_WORDS)}"
        state = Printed(title, text.body, text.mark, step)
        return Publication(site.id, f"/news/{name}/", (state,), at)

    def _name(self) -> str:
        # A word that no other article holds, and that is like no other: the texts must not tell one story by it.
        self._named += 1
        return f"k{self._random.randrange(1 << 20) * 100_000 + self._named:011d}"

    def _paragraphs(self) -> Iterator[str]:
        for _ in range(4):
            words = self._random.choices(_WORDS, k=38)
            yield (
                " ".join([words[0].capitalize(), *words[1:20]])
                + ". "
                + " ".join(words[20:]).capitalize()
                + "."
            )


def _fresh(one: Publication, now: datetime) -> bool:
    return one.published is not None and one.published > now - timedelta(days=1)
