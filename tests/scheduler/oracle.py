"""What must be mailed to whom, told from the rules as a reader knows them; shares no code with what is tested.

It is told what came in and what the operator changed, and asked at the end. Where the outcome hangs on whether a
letter had left before the operator took something away, the article is `free` for that reader: neither must nor
must not be mailed.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Query:
    """One of `some`, all of `every`, none of `none`; None in place of a query is one that cannot be parsed."""

    some: frozenset[str] = frozenset()
    every: frozenset[str] = frozenset()
    none: frozenset[str] = frozenset()

    def text(self) -> str:
        """As the operator types it; one of the words by its beginning."""
        starred = {"qcharlie": "qcharl*"}
        parts = (
            [f"({' OR '.join(starred.get(word, word) for word in sorted(self.some))})"] if self.some else []
        )
        return " ".join([*parts, *sorted(self.every), *(f"-{word}" for word in sorted(self.none))])

    def meets(self, words: frozenset[str]) -> bool:
        return bool(not self.some or self.some & words) and self.every <= words and not self.none & words


@dataclass(frozen=True)
class Kept:
    """A version: `silent` says that only our reading changed, of a text that was there before; `source` who published it."""

    change: int
    article: int
    number: int
    words: frozenset[str]
    past: bool = False
    silent: bool = False
    source: str = "paper"


@dataclass(frozen=True)
class Wish:
    """What a subscription wants beside its watches: edits of what was sent, and nothing of one source."""

    on_change: bool = False
    mute: str | None = None


@dataclass
class Watched:
    query: Query | None
    begins: int  # it looks at changes above this one
    stands: int | None = None  # where a broken one stood still, until it has caught up


@dataclass
class Reader:
    subscription: str
    wish: Wish = field(default_factory=Wish)
    told: dict[int, str] = field(
        default_factory=dict
    )  # change -> "due", "past", "edit", "past edit", "silent", "muted"
    free: set[int] = field(default_factory=set)  # articles
    gone: bool = False


class Oracle:
    """The account of every (reader, version)."""

    def __init__(self) -> None:
        self.kept: dict[int, Kept] = {}
        self.head = self.followed = 0
        self.watches: dict[str, Watched] = {}
        self.subscriptions: dict[str, list[str]] = {}
        self.readers: dict[str, Reader] = {}  # by address; no address is used twice
        self.met: dict[int, set[str]] = {}

    def came(self, version: Kept) -> None:
        self.kept[version.change] = version
        self.head = version.change

    def removed(self, article: int, change: int) -> None:
        """After everything was matched."""
        self.head = change
        for version in [v for v in self.kept.values() if v.article == article]:
            del self.kept[version.change]
        for reader in self.readers.values():
            reader.free.add(article)

    def matched(self) -> None:
        """Everything that came was matched under what is configured now."""
        behind = sorted({w.stands for w in self.watches.values() if w.query and w.stands is not None})
        for stands in behind:
            catching_up = {n: w for n, w in self.watches.items() if w.query and w.stands == stands}
            self._run(catching_up, stands, self.followed)
            for watch in catching_up.values():
                watch.stands = None
        followers = {n: w for n, w in self.watches.items() if w.query and w.stands is None}
        self._run(followers, self.followed, self.head)
        self.followed = max(self.kept, default=self.followed)

    def configured(
        self,
        queries: dict[str, Query | None],
        subscriptions: dict[str, tuple[list[str], list[str]]],
        wishes: dict[str, Wish],
    ) -> None:
        """The operator's edit (watches; subscriptions with addresses and watches), after everything was matched."""
        for name in [name for name in self.watches if name not in queries]:
            del self.watches[name]
        for name, query in queries.items():
            there = self.watches.get(name)
            if there is None:
                self.watches[name] = Watched(query, self.head, None if query else self.head)
            elif there.query != query:
                reached = self.followed if there.stands is None else there.stands
                start = max(there.begins, reached)
                late = query is None or start < self.followed
                self.watches[name] = Watched(query, start, start if late else None)
        self.subscriptions = {name: watches for name, (_, watches) in subscriptions.items()}
        for address, reader in self.readers.items():
            addresses = subscriptions.get(reader.subscription, ([], []))[0]
            reader.gone = reader.gone or address not in addresses
            for change in [change for change, state in reader.told.items() if state == "due"]:
                lost = not self.met[change] & set(self.subscriptions.get(reader.subscription, ()))
                if (reader.gone or lost) and change in self.kept:
                    reader.free.add(self.kept[change].article)
        for name, (addresses, _) in subscriptions.items():
            for address in addresses:
                self.readers.setdefault(address, Reader(name, wishes[name]))

    def renamed(self, kind: str, old: str, new: str) -> None:
        """The operator gave a "watch" or a "subscription" another id."""
        if kind == "watch":
            self.watches[new] = self.watches.pop(old)
            for met in self.met.values():
                if old in met:
                    met.remove(old)
                    met.add(new)
        else:
            for reader in self.readers.values():
                if reader.subscription == old:
                    reader.subscription = new

    def _run(self, watches: dict[str, Watched], after: int, until: int) -> None:
        found = []
        for change, version in sorted(self.kept.items()):
            names = {
                name
                for name, watch in watches.items()
                if watch.query
                and max(after, watch.begins) < change <= until
                and watch.query.meets(version.words)
            }
            if names:
                self.met.setdefault(change, set()).update(names)
                found.append((version, names))
        for version, names in found:
            for reader in self.readers.values():
                theirs = set(self.subscriptions.get(reader.subscription, ()))
                if (
                    names & theirs
                    and not reader.gone
                    and reader.told.get(version.change)
                    in (
                        None,
                        "edit",
                        "past edit",
                    )
                ):
                    reader.told[version.change] = self._state(reader, version, theirs)

    def _state(self, reader: Reader, version: Kept, theirs: set[str]) -> str:
        if version.past or version.silent:
            return "past" if version.past else "silent"
        if version.source == reader.wish.mute:
            return "muted"
        known: set[str] = set()
        before: set[str] = set()
        for change, state in reader.told.items():
            earlier = self.kept.get(change)
            if (
                state not in ("silent", "muted")
                and earlier
                and earlier.article == version.article
                and change < version.change
            ):
                known |= self.met[change]
                before.add(state)
        if self.met[version.change] & theirs - known:
            return "due"
        if before <= {"past", "past edit"}:
            return "past edit"
        return "due" if reader.wish.on_change else "edit"
