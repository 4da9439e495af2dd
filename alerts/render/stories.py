"""The words of a digest about stories: which articles tell one besides, and what each says otherwise; beside the wording."""

from alerts.contents import Beside, Contents, Item, Otherwise, Said
from alerts.render.clean import clean
from alerts.render.language import language


def also_in(contents: Contents) -> str:
    """Said before the other articles of a story."""
    return language(contents.language).say("Also in:")


def sent_before(contents: Contents) -> str:
    """Said before what repeats stories that the reader was sent."""
    return language(contents.language).say("Stories that you were sent before, also in:")


def line(contents: Contents, one: Beside) -> str:
    """What stands behind the linked headline of another article: its source, the headline that was sent, what it says otherwise."""
    told = [clean(one.source, 80)]
    if one.of and one.of != clean(one.title):
        told.append(language(contents.language).say("sent as “{title}”", title=clean(one.of, 120)))
    if contents.discreet and not one.url:
        told.append(language(contents.language).say("No. {number} in the archive", number=one.article_id))
    return ". ".join([" · ".join(told), *differs(contents, one.otherwise)])


def of_itself(contents: Contents, item: Item) -> str:
    """What an article says otherwise that stands for itself; empty where it says nothing otherwise."""
    if item.otherwise is None:
        return ""
    say = language(contents.language).say
    told = " ".join(f"{sentence}." for sentence in differs(contents, item.otherwise))
    if not told:
        return ""
    if item.edited:
        return say("What changed: {told}", told=told)
    return say("The same story, told otherwise: {told}", told=told)


def differs(contents: Contents, told: Otherwise) -> list[str]:
    """What an article says that another one of its story does not: sentences without their full stops."""
    said = language(contents.language)
    sentences = []
    if told.said:
        changes = "; ".join(_change(contents, one) for one in told.said)
        if told.more_said:
            changes = said.count(
                told.more_said,
                "{changes}; and {n} more place",
                "{changes}; and {n} more places",
                changes=changes,
            )
        sentences.append(changes)
    if told.corrects:
        sentences.append(said.say("Corrects: {sentences}", sentences=_quoted(told.corrects)))
    if told.adds:
        added = said.say("Adds: {sentences}", sentences=_quoted(told.adds))
        if told.more_adds:
            added = said.count(
                told.more_adds, "{added} and {n} more sentence", "{added} and {n} more sentences", added=added
            )
        sentences.append(added)
    return sentences


def _change(contents: Contents, one: Said) -> str:
    say = language(contents.language).say
    here, there = clean(one.here, 200), clean(one.there, 200)
    if not there:
        return say("“{here}” besides", here=here)
    return (
        say("“{here}” instead of “{there}”", here=here, there=there)
        if here
        else say("without “{there}”", there=there)
    )


def _quoted(sentences: tuple[str, ...]) -> str:
    return " ".join(f"“{clean(sentence, 300)}”" for sentence in sentences)
