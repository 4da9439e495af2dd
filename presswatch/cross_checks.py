"""What only the whole configuration can show: ids used twice, names that nothing has, times without a zone; for settings.

Works on what stands in the files rather than on valid models, so that one bad value does not hide another mistake.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from alerts.errors import ScheduleError
from alerts.schedule import parse_send
from presswatch.config_errors import BadValue, Mistake, nearest
from presswatch.config_text import ConfigText
from presswatch.config_values import id_of_url, parse_url
from presswatch.toml_places import Path

KINDS = ("source", "entity", "query", "watch", "subscription")


@dataclass(frozen=True, slots=True)
class _Item:
    """A table of a list as it stands in a file."""

    text: ConfigText
    path: Path
    id: str
    values: dict[str, Any]

    def mistake(self, key: str, label: str, message: str, meant: str | None = None, at: Path = ()) -> Mistake:
        line = self.text.line((*self.path, *(at or ((key,) if key else ()))))
        return Mistake(self.text.name, line, label, message, meant)

    @property
    def place(self) -> str:
        return f"{self.text.name}:{self.text.line((*self.path, 'id'))}"


def cross_check(texts: Sequence[ConfigText]) -> list[Mistake]:
    """Every mistake that lies between tables. `texts` in the order they were read, the main file first."""
    items = {kind: list(_items(texts, kind)) for kind in KINDS}
    items["source"] += _one_liners(texts)
    whole = all(text.whole for text in texts)  # what was left out may hold the missing name
    mistakes: list[Mistake] = []
    for kind in KINDS:
        mistakes += _used_twice(kind, items[kind])
        mistakes += _old_ids(kind, items[kind])
    main = texts[0]
    for subscription in items["subscription"]:
        if whole:
            mistakes += _unknown_watches(subscription, [watch.id for watch in items["watch"]])
            mistakes += _unknown_mutes(subscription, [source.id for source in items["source"]])
            mistakes += _unknown_leads(subscription, [source.id for source in items["source"]])
        if "timezone" not in main.data and "timezone" not in subscription.values and whole:
            mistakes += _zone_missing(subscription)
    web = main.data.get("web")
    public = isinstance(web, dict) and web.get("public_url")
    for subscription in items["subscription"]:
        mistakes += _ways(subscription, public=bool(public))
    if items["subscription"] and "mail" not in main.data and whole:
        first = items["subscription"][0]
        wrong = f"there is a subscription and no [mail]: with host and from in {main.name} it can be sent"
        mistakes.append(first.mistake("", f'subscription "{first.id}"', wrong))
    return mistakes


def _items(texts: Iterable[ConfigText], kind: str) -> Iterator[_Item]:
    for text in texts:
        tables = text.data.get(kind)
        for number, values in enumerate(tables if isinstance(tables, list) else ()):
            if isinstance(values, dict) and isinstance(values.get("id"), str):
                yield _Item(text, (kind, number), values["id"], values)


def _one_liners(texts: Iterable[ConfigText]) -> Iterator[_Item]:
    for text in texts:
        urls = text.data.get("sources")
        for number, url in enumerate(urls if isinstance(urls, list) else ()):
            try:
                yield _Item(text, ("sources", number), id_of_url(parse_url(url)), {"url": url})
            except (BadValue, TypeError, AttributeError):
                continue  # said where the value is read


def _used_twice(kind: str, items: Sequence[_Item]) -> Iterator[Mistake]:
    first: dict[str, _Item] = {}
    for item in items:
        if item.id not in first:
            first[item.id] = item
            continue
        other = first[item.id]
        wrong = f'the id "{item.id}" is used already at {other.place}'
        if item.path[0] == "sources" and item.values["url"] == other.values.get("url"):
            wrong = f"this address is listed already at {other.place}"
        elif item.path[0] == "sources":
            wrong += "; write one of them as a [[source]] with an id of its own"
        yield item.mistake("id", f'{kind} "{item.id}"', wrong)


def _old_ids(kind: str, items: Sequence[_Item]) -> Iterator[Mistake]:
    ids = {item.id: item for item in reversed(items)}
    claimed: dict[str, _Item] = {}
    for item in items:
        was = item.values.get("was")
        if not isinstance(was, str):
            continue
        label = f'{kind} "{item.id}".was'
        if was in ids:
            yield item.mistake(
                "was", label, f'"{was}" is an id in use, at {ids[was].place}: its history stays with it'
            )
        elif was in claimed:
            wrong = f'"{was}" is claimed already at {claimed[was].place}: one history cannot go to two'
            yield item.mistake("was", label, wrong)
        claimed.setdefault(was, item)


def _unknown_watches(subscription: _Item, watches: Sequence[str]) -> Iterator[Mistake]:
    named = subscription.values.get("watches")
    for number, name in enumerate(named if isinstance(named, list) else ()):
        if isinstance(name, str) and name not in watches:
            label = f'subscription "{subscription.id}".watches[{number + 1}]'
            wrong = f'there is no watch "{name}"'
            meant = nearest(name, watches)
            yield subscription.mistake("watches", label, wrong, meant, ("watches", number))


def _unknown_mutes(subscription: _Item, sources: Sequence[str]) -> Iterator[Mistake]:
    named = subscription.values.get("mute")
    for number, name in enumerate(named if isinstance(named, list) else ()):
        if isinstance(name, str) and "://" not in name and ":" not in name and name not in sources:
            label = f'subscription "{subscription.id}".mute[{number + 1}]'
            wrong = f'there is no source "{name}" (an article is muted by its address)'
            yield subscription.mistake("mute", label, wrong, nearest(name, sources), ("mute", number))


def _ways(subscription: _Item, *, public: bool) -> Iterator[Mistake]:
    values, label = subscription.values, f'subscription "{subscription.id}"'
    if not any(key in values for key in ("to", "webhook", "feed")):
        yield subscription.mistake(
            "", f"{label}.to", "is missing: nobody gets it (webhook and feed will do as well)"
        )
    if values.get("feed") and not public:
        wrong = "a feed is read at an address of ours: [web] public_url is wanted"
        yield subscription.mistake("feed", f"{label}.feed", wrong)
    for key in ("webhook", "feed"):
        if values.get("openpgp_key") and values.get(key):
            wrong = f"its letters are encrypted and its {key} would not be: make it a subscription of its own"
            yield subscription.mistake(key, f"{label}.{key}", wrong)


def _unknown_leads(subscription: _Item, sources: Sequence[str]) -> Iterator[Mistake]:
    named = subscription.values.get("lead_sources")
    for number, name in enumerate(named if isinstance(named, list) else ()):
        if isinstance(name, str) and name not in sources:
            label = f'subscription "{subscription.id}".lead_sources[{number + 1}]'
            wrong = f'there is no source "{name}"'
            yield subscription.mistake(
                "lead_sources", label, wrong, nearest(name, sources), ("lead_sources", number)
            )


def _zone_missing(subscription: _Item) -> Iterator[Mistake]:
    send = subscription.values.get("send")
    try:
        timed = isinstance(send, str) and parse_send(send).kind in ("daily", "weekly")
    except ScheduleError:
        return  # said where the value is read
    if timed:
        wrong = f'"{send}" names a time and nothing says of which zone: set timezone here or at the top of the file'
        yield subscription.mistake("send", f'subscription "{subscription.id}".send', wrong)
