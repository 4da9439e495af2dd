"""The oracle: what should have been kept and mailed, told from the publishing script alone, beside what was; shares no code with the program."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tests.crash_sweep.desk import DESKS, WATCHES, Desk
from tests.crash_sweep.queries import Text
from tests.crash_sweep.script import Publication

# A process that is killed so shortly after the server took a letter may not have noted it: SMTP's ambiguous moment.
AMBIGUOUS_SECONDS = 3.0
_PATH = re.compile(r"/news/(k\d+)/")


@dataclass(frozen=True, slots=True)
class Accepted:
    """One letter that the mail server took; `text` is its plain part in one line. `at` is seconds on the sweep's clock; `dropped` says that the line broke before
    the answer; `began` is when its dialogue began to end, which is `at` but for a slow server."""

    recipient: str
    message_id: str
    text: str
    at: float
    began: float
    dropped: bool


@dataclass(slots=True)
class Verdict:
    """What an oracle found. Lists hold what is wrong, each as one line; the numbers count what was looked at."""

    articles: int = 0
    versions: int = 0
    alerts: int = 0
    letters: int = 0
    repeats: int = 0  # in the ambiguous moment, with the same Message-ID
    articles_missing: list[str] = field(default_factory=list)
    documents_twice: list[str] = field(default_factory=list)
    alerts_missing: list[str] = field(default_factory=list)
    alerts_twice: list[str] = field(default_factory=list)
    alerts_wrong: list[str] = field(default_factory=list)
    repeats_unexplained: list[str] = field(default_factory=list)
    traces_wrong: list[str] = field(default_factory=list)

    @property
    def wrong(self) -> list[str]:
        """Everything that should not be."""
        named = (
            "articles_missing",
            "documents_twice",
            "alerts_missing",
            "alerts_twice",
            "alerts_wrong",
            "repeats_unexplained",
            "traces_wrong",
        )
        return [f"{name.replace('_', ' ')}: {line}" for name in named for line in getattr(self, name)]


def documents(
    written: Sequence[Publication],
    exported: Iterable[tuple[str, str]],
    indexed: int,
    stored: Mapping[str, int],
    verdict: Verdict,
    *,
    last_text: bool = True,
) -> None:
    """Compare the archive with the script, once all that was printed can have been read.

    `exported` are (address, text) of what the archive gives out, `indexed` how many documents the search engine counts,
    `stored` how many current versions the database holds by address. `last_text` wants each article's last state.
    """
    seen: Counter[str] = Counter()
    texts: dict[str, str] = {}
    for url, text in exported:
        name = _name(url)
        seen[name] += 1
        texts[name] = text
    kept: Counter[str] = Counter()
    for url, number in stored.items():
        kept[_name(url)] += number
    verdict.articles, verdict.versions = len(written), sum(len(p.states) for p in written)
    for one in written:
        name, last = _name(one.path), one.states[-1]
        if not seen[name] or not kept[name]:
            verdict.articles_missing.append(
                f"{one.site}{one.path} ({seen[name]} exported, {kept[name]} stored)"
            )
        # a source's past is not looked at again
        elif (
            last_text and not one.maybe_past and not (last.title in texts[name] and last.mark in texts[name])
        ):
            verdict.articles_missing.append(f"{one.site}{one.path}: not its last text, {last.mark}")
        if seen[name] > 1 or kept[name] > 1:
            verdict.documents_twice.append(
                f"{one.site}{one.path} ({seen[name]} exported, {kept[name]} stored)"
            )
    if indexed != len(written):
        verdict.documents_twice.append(f"the index counts {indexed} documents, the script {len(written)}")


def alerts(
    written: Sequence[Publication],
    accepted: Sequence[Accepted],
    verdict: Verdict,
    *,
    readers: Collection[str] | None = None,
    edits: bool = True,
) -> None:
    """Compare what the mail server took with what each of `readers` (None: all) should have been told by now.

    With `edits` every article was looked at for the last time; before, what only an edit made worth telling may be to come.
    """
    of_reader: dict[str, dict[str, str]] = defaultdict(dict)
    for letter in accepted:
        of_reader[letter.recipient].setdefault(letter.message_id, letter.text)
    verdict.letters = len(accepted)
    for desk in DESKS:
        for reader in desk.to:
            if readers is None or reader in readers:
                _of_reader(desk, reader, written, of_reader[reader], verdict, edits=edits)


def repeats(accepted: Sequence[Accepted], kills: Sequence[float], verdict: Verdict) -> None:
    """Explain every letter that came more than once: only the ambiguous moment may, and only with the same Message-ID."""
    by_id: dict[str, list[Accepted]] = defaultdict(list)
    for letter in accepted:
        by_id[letter.message_id].append(letter)
    for name, letters in by_id.items():
        if len({letter.recipient for letter in letters}) > 1:
            verdict.repeats_unexplained.append(f"{name} went to two addresses")
        for earlier in letters[:-1]:
            killed = any(earlier.began - 0.5 <= at <= earlier.at + AMBIGUOUS_SECONDS for at in kills)
            if earlier.dropped or killed:
                verdict.repeats += 1
            else:
                verdict.repeats_unexplained.append(f"{name} to {earlier.recipient}: {len(letters)} times")


def trace(
    one: Publication, told: Iterable[tuple[str, str]], accepted: Sequence[Accepted], verdict: Verdict
) -> None:
    """Compare what is told of an article's letters, (reader, Message-ID) each, with the letters that hold its address."""
    were = {(letter.recipient, letter.message_id) for letter in accepted if one.path in letter.text}
    if were != set(told):
        verdict.traces_wrong.append(
            f"{one.site}{one.path}: {len(were)} letters hold it, {len(set(told))} are told of"
        )


def met(desk: Desk, one: Publication) -> list[set[str]]:
    """Which watches of a desk each state of a publication meets."""
    texts = [Text.of(state.title, state.body) for state in one.states]
    return [{name for name in desk.watches if WATCHES[name].meets(text)} for text in texts]


def _of_reader(
    desk: Desk,
    reader: str,
    written: Sequence[Publication],
    letters: Mapping[str, str],
    verdict: Verdict,
    *,
    edits: bool,
) -> None:
    told: dict[str, list[str]] = defaultdict(list)
    for text in letters.values():
        for name in _PATH.findall(text):
            told[name].append(text)
    for one in written:
        name, found = _name(one.path), met(desk, one)
        texts, last = told.pop(name, []), found[-1]
        times = len(texts)
        if one.past or not last:
            if times:
                verdict.alerts_wrong.append(f"{reader}: {one.site}{one.path}, {times} times")
            continue
        verdict.alerts += 1
        growths = sum(bool(now - before) for before, now in zip([set(), *found], found, strict=False))
        most = len(one.states) if desk.on_change else growths
        if not times and not one.maybe_past and (edits or found[0]):
            verdict.alerts_missing.append(f"{reader}: {one.site}{one.path}")
        elif times and desk.on_change and edits and not any(one.states[-1].title in text for text in texts):
            verdict.alerts_missing.append(f"{reader}: {one.site}{one.path}, its last text")
        elif times > most:
            verdict.alerts_twice.append(f"{reader}: {one.site}{one.path}, {times} times where {most} may be")
    for name, texts in told.items():
        verdict.alerts_wrong.append(f"{reader}: {name}, which nobody printed, {len(texts)} times")


def _name(url: str) -> str:
    found = _PATH.search(url)
    return found[1] if found else url
