"""Which stories a new text belongs to: asked of the window and of likeness; between `traits` and `following`."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from articles.stories.likeness import same_story
from articles.stories.traits import Traits
from articles.stories.window import Window

MOST_COMPARED: Final = 400  # texts for one new one, the newest first; more than so many share its furniture
KEPT: Final = 1_000  # traits in memory

Read = Callable[[Iterable[int]], Mapping[int, Traits]]
StoriesOf = Callable[[Iterable[int]], Mapping[int, int]]


class Grouping:
    """Groups texts as they come. `read` gives the traits of versions (those that were removed left out).

    A story is what a chain of like pairs connects, so the order of arrival decides nothing but its number; only
    beyond `MOST_COMPARED` texts that share something, and for what fell out of the window, order can tell.
    """

    def __init__(self, window: Window, read: Read) -> None:
        self._window = window
        self._read = read
        self._known: OrderedDict[int, Traits] = OrderedDict()

    def add(self, new: Traits) -> None:
        """A text that was grouped before: it only stands in the window from now on."""
        self._window.meet(new)

    def meet(self, new: Traits, stories_of: StoriesOf) -> set[int]:
        """The stories that a new text tells (one or none; several are one from now on), asked of `stories_of`."""
        met = self._window.meet(new)[:MOST_COMPARED]
        self._remember(new)
        by_story: dict[int, list[int]] = {}
        stories = stories_of(met)
        for version in met:
            by_story.setdefault(stories[version], []).append(version)
        return {story for story, versions in by_story.items() if self._tells(new, versions)}

    def drop(self, version: int) -> None:
        """A version was removed: it is compared with nothing any more."""
        self._window.drop(version)
        self._known.pop(version, None)

    def _tells(self, new: Traits, versions: list[int]) -> bool:
        missing = [version for version in versions if version not in self._known]
        for version in versions:
            if (known := self._known.get(version)) is not None and same_story(new, known):
                self._known.move_to_end(version)
                return True
        for start in range(0, len(missing), 20):
            for known in self._read(missing[start : start + 20]).values():
                self._remember(known)
                if same_story(new, known):
                    return True
        return False

    def _remember(self, some: Traits) -> None:
        self._known[some.version] = some
        self._known.move_to_end(some.version)
        while len(self._known) > KEPT:
            self._known.popitem(last=False)
