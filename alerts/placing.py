"""Where each version stands in a letter: the numbers of its articles, for the ledger; between the contents and freezing."""

from collections.abc import Sequence

from alerts.contents import Contents, Item, Listed


def placed(contents: Contents, *, titles: bool) -> dict[int, int]:
    """Change numbers of what stands in it, in full or by title, with their article's place: numbered as they are read, watch by
    watch, those in full before the titles."""
    places: dict[int, int] = {}
    number = 0
    for group in contents.groups:
        both: tuple[tuple[bool, Sequence[Item | Listed]], ...] = ((False, group.items), (True, group.listed))
        for by_title, those in both:
            for one in those:
                number += 1
                if by_title == titles:
                    places.update(dict.fromkeys(one.changes, number))
    return places


def placed_beside(contents: Contents) -> dict[int, int]:
    """Change numbers of what stands in a line of a story, with the place of the article that leads it."""
    places = placed(contents, titles=False)
    return {
        change: places[item.changes[-1]]
        for group in contents.groups
        for item in group.items
        for one in item.beside
        for change in one.changes
    }


def placed_before(contents: Contents) -> dict[int, int]:
    """Change numbers of what says only what was sent before; such lines have no number of their own."""
    return {change: 0 for group in contents.groups for one in group.sent for change in one.changes}
