"""What a subscription mutes: suppressed with a reason and told as a number, for that subscription alone."""

import pytest

from alerts import ledger
from alerts.mutes import mute_of
from alerts.preview import preview
from articles.errors import NotAWebAddress
from articles.stories.following import StoryFollower
from tests.alerts.desk import Desk, to

ANNA, BELA = "anna@reader.example", "bela@reader.example"
URL = "https://paper.example/long/1"
MUTED = (ledger.SUPPRESSED, ledger.MUTED)
PENDING = (ledger.PENDING, None)


def test_what_an_entry_names() -> None:
    assert mute_of("gazette") == ("source", "gazette")
    assert mute_of("https://www.paper.example/long/1/?utm_source=x") == ("article", "paper.example/long/1")
    assert mute_of("story:12") == ("story", "12")
    with pytest.raises(NotAWebAddress):
        mute_of("https://")
    with pytest.raises(ValueError, match="twelve"):
        mute_of("story:twelve")


def test_a_source_and_an_article_are_muted_for_one_subscription(desk: Desk) -> None:
    desk.configure(
        {"g": "grozny"},
        [
            to(ANNA, watches=["g"], id="quiet", mute=("gazette", URL)),
            to(BELA, watches=["g"], id="loud"),
        ],
    )
    desk.keep("Grozny.", source="gazette")
    article = desk.keep("Grozny.", url=URL)
    other = desk.keep("Grozny.")
    desk.match()
    assert list(desk.account(ANNA).values()) == [MUTED, MUTED, PENDING]
    assert list(desk.account(BELA).values()) == [PENDING] * 3
    desk.keep("Grozny, changed.", url=URL)
    desk.match()
    assert list(desk.account(ANNA).values())[3] == MUTED
    contents = preview(desk.db, "quiet", desk.clock.at, mail=desk.mail).contents
    assert (contents.articles, contents.muted) == (1, 3)
    desk.build(force=True)
    assert preview(desk.db, "quiet", desk.clock.at, mail=desk.mail).contents.muted == 0, "told once"
    assert article.change != other.change


def test_a_mute_takes_what_waits_and_its_end_lets_in_what_comes(desk: Desk) -> None:
    desk.configure({"g": "grozny"}, [to(ANNA, watches=["g"])])
    first = desk.keep("Grozny.", source="gazette", url=URL)
    desk.match()
    desk.configure({"g": "grozny"}, [to(ANNA, watches=["g"], mute=("gazette",))])
    assert desk.account() == {first.change: MUTED}
    desk.configure({"g": "grozny"}, [to(ANNA, watches=["g"])])
    assert desk.account() == {first.change: MUTED}
    edit = desk.keep("Grozny, and more.", source="gazette", url=URL)
    desk.match()
    assert desk.account()[edit.change or 0] == PENDING, "its earlier version never reached the reader"


def test_an_edit_comes_once_more_only_if_asked_for(desk: Desk) -> None:
    desk.configure(
        {"g": "grozny"},
        [to(ANNA, watches=["g"], id="on", on_change=True), to(BELA, watches=["g"], id="off")],
    )
    desk.keep("Grozny.", url=URL)
    desk.match()
    desk.build(force=True)
    edit = desk.keep("Grozny, and more.", url=URL)
    desk.match()
    assert desk.account(ANNA)[edit.change or 0] == PENDING
    assert desk.account(BELA)[edit.change or 0] == (ledger.SUPPRESSED, ledger.EDITED)


def test_a_story_is_muted_whoever_tells_it_and_whatever_its_number(desk: Desk) -> None:
    wire = (
        "The court in Grozny sentenced the journalist Ann Lee to 12 years in prison on Monday. She had been arrested in "
        "March.\n\nThree colleagues were present when the judge read the sentence. The hearing lasted for an hour and "
        "nobody was let in.\n\nHer lawyers said that they would appeal against the sentence."
    )
    follower = StoryFollower(desk.db)
    first = desk.keep(wire, "A sentence in Grozny", source="gazette", url="https://gazette.example/1")
    follower.catch_up()
    desk.configure({"g": "grozny"}, [to(ANNA, watches=["g"], mute=(f"story:{first.change}",))])
    again = desk.keep(wire, "A sentence in Grozny", source="herald", url="https://herald.example/1")
    other = desk.keep(
        "The spring sowing has begun near Grozny, and the machines are out from dawn till dusk."
    )
    follower.catch_up()
    desk.match()
    contents = preview(desk.db, "desk", desk.clock.at, mail=desk.mail).contents
    assert (contents.articles, contents.muted) == (1, 1)
    desk.build(force=True)
    assert desk.account() == {again.change: MUTED, other.change: (ledger.IN_MESSAGE, None)}
    third = desk.keep(wire, "A sentence in Grozny", source="post", url="https://post.example/1")
    follower.catch_up()
    desk.match()
    assert desk.build(force=True) == [], "nothing but what is muted is no letter"
    assert desk.account()[third.change or 0] == MUTED
