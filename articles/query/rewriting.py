"""Trees made from trees: entities to their spellings, and negation moved to the leaves, for engines and the judge."""

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from articles.entities import Entity
from articles.errors import QueryError
from articles.names.sought import sought
from articles.query.joining import all_of, any_of, at_least, without
from articles.query.nodes import (
    And,
    AtLeast,
    EntityRef,
    In,
    Named,
    NameKeys,
    Near,
    Node,
    Not,
    Or,
    Sentence,
    Wildcard,
    children,
)
from articles.query.words import words


@lru_cache(maxsize=10_000)
def entity_tree(entity: Entity) -> Node:
    """Any of its spellings, each a phrase (wildcards allowed); QueryError names a spelling that cannot be used."""
    trees: list[Node] = []
    for spelling in entity.spellings:
        try:
            found = words(spelling)
        except QueryError as error:
            message = f"Entity “{entity.id}”, spelling “{spelling}”: {error.message}"
            raise QueryError(message, spelling, error.column, error.length, error.suggestion) from None
        if found is None:
            raise QueryError(
                f"Entity “{entity.id}”: there is no letter or digit in the spelling “{spelling}”", spelling
            )
        trees.append(found)
    return any_of(dict.fromkeys(trees))


def expand(tree: Node, entities: Mapping[str, Entity]) -> Node:
    """The tree with every entity as engines are asked for it; QueryError where one is not configured."""
    if isinstance(tree, EntityRef):
        return entity_bound(entity_of(tree, entities))
    if isinstance(tree, And):
        return all_of([expand(part, entities) for part in tree.parts])
    if isinstance(tree, Or):
        return any_of([expand(part, entities) for part in tree.parts])
    if isinstance(tree, Near | Sentence):
        return replace(tree, parts=tuple(expand(part, entities) for part in tree.parts))
    if isinstance(tree, AtLeast):
        return at_least(expand(tree.part, entities), tree.times)
    if isinstance(tree, Not):
        return without(expand(tree.part, entities))
    return In(tree.field, expand(tree.part, entities)) if isinstance(tree, In) else tree


@lru_cache(maxsize=10_000)
def entity_bound(entity: Entity) -> Node:
    """What matches at least where `mentioning` finds the entity: its spellings, and words under the keys of its names.

    An entity that is no more than its spellings is these, exactly. QueryError as for `entity_tree`.
    """
    spelled = entity_tree(entity)
    if spelled_only(entity):
        return spelled
    trees = [spelled]
    for name in sought(entity).names:
        if name.family is None:
            trees.append(all_of([NameKeys(tuple(sorted(keys))) for keys in name.word_keys]))
            continue
        family = NameKeys(tuple(sorted(name.family_keys)))
        trees.append(all_of([family, NameKeys(tuple(sorted(name.given_keys)))]))
        if name.hanzi:
            trees.append(NameKeys((name.hanzi,)))
        if entity.precision != "strict" and "family name" not in entity.off and name.alone:
            trees.append(replace(family, titled=True))
            if entity.context:
                trees.append(all_of([family, any_of(map(near_words, entity.context))]))
    return Named(entity.id, any_of(trees))


def spelled_only(entity: Entity) -> bool:
    """Whether an entity is found where one of its spellings stands, and nowhere else."""
    return not (sought(entity).names or entity.context or entity.without or entity.rejected)


@lru_cache(maxsize=10_000)
def near_words(text: str) -> Node:
    """A word or phrase (wildcards allowed) that must or must not be near an entity; QueryError if it is none."""
    found = words(text)
    if found is None:
        raise QueryError(f"there is no letter or digit in “{text}”", text)
    return found


def entities_in(tree: Node) -> frozenset[str]:
    """The ids of the entities that a query names, wherever in it."""
    if isinstance(tree, EntityRef):
        return frozenset((tree.id,))
    return frozenset().union(*map(entities_in, children(tree)))


def wildcards(tree: Node) -> list[str]:
    """The words with wildcards of a tree (entities expanded), each as often as it is asked for."""
    if isinstance(tree, Wildcard):
        return [tree.pattern]
    return [found for part in children(tree) for found in wildcards(part)]


def share_compared(pattern: str) -> float:
    """What share of a dictionary, sorted from the first letter on, is compared with a pattern, as measured.

    All of it for `*gate` and `???gate`; hardly any of it where three letters come first.
    """
    open_run, letters = re.match(r"([?*]*)([^?*]*)", pattern).groups()  # type: ignore[union-attr]
    if open_run:
        return 1.0 if "*" in open_run or len(open_run) > 2 else len(open_run) / 8
    return {1: 1 / 40, 2: 1 / 400}.get(len(letters), 0.0)


def widened(tree: Node) -> Node:
    """A tree of words, phrases, AND, OR, fields, labels and dates that matches at least what `tree` does.

    For engines that know no nearness and no counts; not to be used under NOT, where wider is narrower.
    """
    if isinstance(tree, Near | Sentence):
        return all_of(tree.parts)
    return tree.part if isinstance(tree, AtLeast) else tree


def entity_of(reference: EntityRef, entities: Mapping[str, Entity]) -> Entity:
    """The entity that is meant; QueryError where it is not configured."""
    if found := entities.get(reference.id):
        return found
    raise QueryError(
        f"There is no entity “{reference.id}”", f"entity:{reference.id}", 0, 7 + len(reference.id)
    )


def negation_at_leaves(tree: Node, *, denied: bool = False) -> Node:
    """The same question with NOT only in front of single parts (De Morgan).

    Then "undated matches neither a `published:` filter nor its negation" can be asked leaf by leaf.
    """
    if isinstance(tree, Not):
        return negation_at_leaves(tree.part, denied=not denied)
    if isinstance(tree, And | Or):
        join = any_of if isinstance(tree, And) == denied else all_of
        return join([negation_at_leaves(part, denied=denied) for part in tree.parts])
    if isinstance(tree, In) and isinstance(tree.part, And | Or | Not):
        return _inside(tree, denied)
    return Not(tree) if denied else tree


def _inside(tree: In, denied: bool) -> Node:
    inner = tree.part
    if isinstance(inner, Not):
        return negation_at_leaves(In(tree.field, inner.part), denied=not denied)
    assert isinstance(inner, And | Or)
    spread = [In(tree.field, part) for part in inner.parts]
    return negation_at_leaves(all_of(spread) if isinstance(inner, And) else any_of(spread), denied=denied)
