"""The labelled set of stories: articles made from recorded or invented texts by scripted edits, with who belongs to whom.

Its edits and labels were fixed before any text was grouped by presswatch. A copy keeps at least half of its text
from the agency, and a quarter of the agency's text. What differs only in one fact is the same story, told otherwise;
what follows up on an event, fills a template anew, or shares an outlet's furniture is another story.
"""

import argparse
import json
import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count, cycle, islice
from pathlib import Path
from typing import Final

from articles.analysis import analyse_field
from benchmarks.matching_texts import invented_paragraphs, written_in
from benchmarks.stories_edits import EDITS, FACTS, Fact, Paragraphs, size
from benchmarks.stories_templates import FURNITURE, TEMPLATES, filled

SEED: Final = 20_261_125
OUTLETS: Final = 24
_STAR = re.compile(r"\*(\w)")
_INVENTED: Final = {  # letters of a script, for those of which few pages were recorded
    "th": "กขคงจฉชซญดตถทธนบปผฝพฟมยรลว",
    "el": "αβξδεφγηιψκλμνοπθρστυωχζάέ",
    "he": "אבגדהוזחטיכלמנסעפצקרשתאבגד",
    "ar": "ابجدهوزحطيكلمنسعفصقرشتثخذض",
    "ru": "абцдефгхийклмнопярстувшжыз",
    "hi": "कखगघचछजझटठडढणतथदधनपफबभमयरल",
    "ko": "가나다라마바사아자차카타파하거너더러머버서어저처커터",
    "zh": "",
}


@dataclass(frozen=True, slots=True)
class Labelled:
    """An article of the set. `story` is its label; `kind` says how it was made; `outlet` who published it."""

    id: int
    story: int
    kind: str
    outlet: str
    title: str
    paragraphs: Paragraphs


@dataclass(frozen=True, slots=True)
class Pair:
    """Two articles (ids) of one story that tell a fact otherwise: what the first says, and what the second.

    `only`: they differ in nothing else.
    """

    first: int
    second: int
    fact: Fact
    was: str
    now: str
    only: bool


@dataclass(frozen=True, slots=True)
class StoriesSet:
    """Articles in random order of arrival, and the pairs among them; `source` says where the texts are from."""

    source: str
    articles: tuple[Labelled, ...]
    pairs: tuple[Pair, ...]


def labelled_set(pages: Path | None, seed: int = SEED) -> StoriesSet:
    """The set made from the recorded pages in `pages`; from invented texts where there are none."""
    rng = random.Random(seed)
    recorded = _recorded(pages) if pages else []
    texts = recorded + _invented(rng, 64 if recorded else 320)
    rng.shuffle(texts)
    return _Newsroom(rng, texts).published(
        f"{len(recorded)} recorded pages" if recorded else "invented texts"
    )


def _recorded(pages: Path) -> list[tuple[str, Paragraphs]]:
    """Titles and texts of the pages, long enough to be cut; of texts that share a paragraph only the first."""
    listed = pages / "pages.jsonl"
    if not listed.exists():
        return []
    found, known = [], set[str]()
    for line in listed.read_text("utf-8").splitlines():
        row = json.loads(line)
        text = tuple(part.strip() for part in (row["text"] or "").split("\n\n") if part.strip())
        own = {part for part in text if len(part) > 60}
        if size(text) >= 900 and len(text) >= 3 and not own & known:
            found.append((row["title"] or text[0][:60], text[:60]))
        known |= own
    return found


def _invented(rng: random.Random, number: int) -> list[tuple[str, Paragraphs]]:
    paragraphs = invented_paragraphs(rng, number * 9)
    made = []
    for at, (name, letters) in enumerate(islice(cycle(_INVENTED.items()), number)):
        script = "abcdefghijklmnopqrstuvwxyz" if number > 100 and at % 3 == 0 else letters
        spaced = name != "th"
        text = []
        for paragraph in paragraphs[at * 9 : at * 9 + rng.randint(4, 9)]:
            written = (
                written_in(script, _with_numbers(paragraph, rng)) if script else _characters(paragraph, rng)
            )
            text.append(written if spaced else written.replace(" ", ""))
        made.append((text[0][:50], tuple(text)))
    return made


def _with_numbers(paragraph: str, rng: random.Random) -> str:
    """Sentences of ten words or so, a number and a name in one of three."""
    words = paragraph.rstrip(".").split(" ")
    made = []
    for start in range(0, len(words), 11):
        some = words[start : start + 11]
        if rng.random() < 0.35:
            some.insert(len(some) // 2, str(rng.randint(2, 999)))
        if rng.random() < 0.35:
            some.insert(len(some) // 3, f"*{rng.choice(words)}")
        sentence = " ".join(some).capitalize() + "."
        made.append(_STAR.sub(lambda found: found[1].upper(), sentence))
    return " ".join(made)


def _characters(paragraph: str, rng: random.Random) -> str:
    words = paragraph.rstrip(".").split(" ")
    stretches = (words[start : start + 11] for start in range(0, len(words), 11))
    return "".join(
        written_in("", " ".join(some)) + (str(rng.randint(2, 999)) if rng.random() < 0.3 else "") + "。"
        for some in stretches
    )


class _Newsroom:
    """Makes the articles. Donors are texts that are no story of the set; each of their paragraphs is used once."""

    def __init__(self, rng: random.Random, texts: Sequence[tuple[str, Paragraphs]]) -> None:
        self._rng = rng
        donors, self._texts = texts[: len(texts) // 4], texts[len(texts) // 4 :]
        self._new = [part for _, text in donors for part in text if len(part) > 80]
        self._titles = [title for title, _ in donors]
        rng.shuffle(self._new)
        self._ids, self._stories = count(1), count(1)
        self._made: list[Labelled] = []
        self._pairs: list[Pair] = []
        self._outlets = [f"outlet-{number}" for number in range(OUTLETS)]

    def published(self, source: str) -> StoriesSet:
        agency = [self._add(next(self._stories), "agency", title, text) for title, text in self._texts]
        copied = [one for one in agency if self._rng.random() < 0.5]
        for one in copied:
            others = [other for other in agency if other.story != one.story]
            for _ in range(min(7, 1 + int(self._rng.expovariate(0.5)))):
                self._copy(one, self._rng.choice(others))
        for one in agency:
            self._other_facts(one)
        for one in self._rng.sample(agency, len(agency) // 6):
            self._follow_up(one)
        for kind in TEMPLATES:
            outlets = self._rng.sample(self._outlets, 2)
            for number in range(14):
                text = tuple(filled(kind, self._rng).split("\n\n"))
                self._add(next(self._stories), f"template {kind}", text[0][:50], text, outlets[number // 10])
        for outlet, furniture in enumerate(FURNITURE):
            for _ in range(10):
                note = " ".join(self._fresh(1)[0].split(" ")[: self._rng.randint(18, 45)])[:300]
                self._add(
                    next(self._stories), "furniture", note[:40], (note, furniture), self._outlets[outlet]
                )
        articles = list(self._made)
        self._rng.shuffle(articles)
        return StoriesSet(source, tuple(articles), tuple(self._pairs))

    def _add(
        self, story: int, kind: str, title: str, text: Paragraphs, outlet: str | None = None
    ) -> Labelled:
        made = Labelled(next(self._ids), story, kind, outlet or self._rng.choice(self._outlets), title, text)
        self._made.append(made)
        return made

    def _fresh(self, number: int) -> list[str]:
        """Paragraphs that stand nowhere else in the set."""
        taken, self._new = self._new[:number], self._new[number:]
        if len(taken) < number:
            taken += invented_paragraphs(self._rng, number - len(taken))
        return taken

    def _headline(self, one: Labelled) -> str:
        return self._rng.choice((one.title, self._rng.choice(self._titles)))

    def _copy(self, one: Labelled, other: Labelled) -> Labelled:
        """A copy by one to three edits; one in six has a tail of another agency text, one in five furniture."""
        while True:
            text, names = one.paragraphs, self._rng.sample(sorted(EDITS), self._rng.randint(1, 3))
            for name in names:
                text = EDITS[name](text, self._rng, self._fresh(2))
            if self._rng.random() < 1 / 6:
                text = (*text, *_within(other.paragraphs, size(text) // 2))
                names.append("merged")
            outlet = self._rng.choice([name for name in self._outlets if name != one.outlet])
            if self._rng.random() < 0.2:
                text = (*text, FURNITURE[int(outlet.partition("-")[2]) % len(FURNITURE)])
                names.append("furniture added")
            shared, own, of = _shared(text, one.paragraphs)
            if shared >= 0.5 * own and shared >= 0.25 * of:
                return self._add(one.story, f"copy: {', '.join(names)}", self._headline(one), text, outlet)

    def _other_facts(self, one: Labelled) -> None:
        """One text in three is also published with one fact changed; half of these have been edited besides."""
        if self._rng.random() > 0.34:
            return
        tried = (change(one.paragraphs, self._rng) for change in self._rng.sample(FACTS, len(FACTS)))
        changed = next((found for found in tried if found is not None), None)
        if changed is None:
            return
        made = self._add(one.story, f"another {changed.fact}", self._headline(one), changed.paragraphs)
        self._pairs.append(Pair(one.id, made.id, changed.fact, changed.was, changed.now, True))
        if self._rng.random() < 0.5:
            edited = self._copy(replace(made), self._rng.choice(self._made))
            if changed.now in "\n\n".join(edited.paragraphs):
                self._pairs.append(Pair(one.id, edited.id, changed.fact, changed.was, changed.now, False))

    def _follow_up(self, one: Labelled) -> None:
        """The same outlet, the day after: new paragraphs, and of the old text some background at the end."""
        background = _within(one.paragraphs[1:], size(one.paragraphs) // 3)
        new: list[str] = []
        while size(new) < 2 * size(background):
            new += self._fresh(1)
        text = (*new, *background)
        self._add(next(self._stories), "follow-up", self._headline(one), text, one.outlet)


def _within(text: Sequence[str], most: int) -> Paragraphs:
    """The first paragraphs that hold no more than `most` characters together; at least a piece of the first."""
    taken: list[str] = []
    for paragraph in text:
        if size(taken) + len(paragraph) > most:
            break
        taken.append(paragraph)
    return tuple(taken) or tuple(part[:most] for part in text[:1])


def _shared(text: Paragraphs, agency: Paragraphs) -> tuple[int, int, int]:
    """How many terms both have (each as often as both), how many the text has, how many the agency's."""
    own, of = (Counter(analyse_field("\n\n".join(part)).terms) for part in (text, agency))
    return (own & of).total(), own.total(), of.total()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=Path, default=Path("../shared/pages"))
    parser.add_argument("--seed", type=int, default=SEED)
    asked = parser.parse_args()
    made = labelled_set(asked.pages, asked.seed)
    print(
        f"{len(made.articles)} articles of {len({one.story for one in made.articles})} stories, from {made.source}"
    )
    for kind, number in Counter(one.kind.partition(":")[0] for one in made.articles).most_common():
        print(f"  {number:4}  {kind}")
    for (fact, only), number in sorted(Counter((pair.fact, pair.only) for pair in made.pairs).items()):
        print(
            f"  {number:4}  pairs with another {fact}{', and in nothing else' if only else ', edited besides'}"
        )


if __name__ == "__main__":
    main()
