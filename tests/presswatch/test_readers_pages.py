"""The pages behind a letter's links: a token shows or ends one subscription of one reader, POST acts and GET never, and nothing searches."""

import re
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from alerts import tables
from alerts.feed import FeedChannel
from alerts.forget import forget
from alerts.manner import Manner
from alerts.operator import sync_operator
from alerts.outbox import DeliveryReport, deliver_due
from alerts.stopping import bring_back, close_stopped
from alerts.subscriptions import Subscription
from alerts.tokens import links
from articles.store.database import Database
from presswatch.errors import NotWritable
from presswatch.web.pace import Pace
from presswatch.web.readers import create_readers_app
from presswatch.web.serving import ReadersPages
from tests.alerts.desk import MAIL, Desk
from tests.alerts.samples import HOSTILE
from tests.articles.arriving import Fixed
from tests.newsroom.mailbox import Mailbox

URL = "https://mail.example/w"
ANNA, BEN = "anna@reader.example", "ben@reader.example"
PUBLIC = replace(MAIL, public_url=URL)
DESK = Subscription("casework", (ANNA, BEN), ("grozny",), "as read", feed=True)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    clock = Fixed()
    with Database.open(tmp_path / "presswatch.db", clock=clock) as db:
        made = Desk(db, clock)
        made.mail = PUBLIC
        yield made


@pytest.fixture
def web(desk: Desk) -> TestClient:
    app = create_readers_app(desk.db, PUBLIC, Pace(per_minute=6000, burst=6000))
    return TestClient(
        app, base_url="https://mail.example", follow_redirects=False, raise_server_exceptions=False
    )


def found(
    desk: Desk,
    *,
    text: str = "The court in Grozny rose at noon.",
    title: str = "The court adjourns",
    subscription: Subscription = DESK,
) -> dict[str, EmailMessage]:
    """An article is found and written to everyone; the letters by their recipients."""
    desk.configure({"grozny": "grozny"}, [subscription])
    desk.keep(text, title)
    desk.match()
    desk.build(force=True)
    return letters(desk)


def letters(desk: Desk) -> dict[str, EmailMessage]:
    made = {}
    for row in desk.rows(tables.messages):
        if "@" in row.recipient:
            message = message_from_bytes(row.body, policy=policy.default)
            assert isinstance(message, EmailMessage)
            made[row.recipient] = message
    return made


def text_of(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def one_click(message: EmailMessage) -> str:
    ways = re.findall(r"<([^>]+)>", message["List-Unsubscribe"])
    assert ways[1].startswith("mailto:desk@paper.example")
    return str(ways[0]).removeprefix(URL)


def link_in(message: EmailMessage, purpose: str) -> str:
    found = re.search(rf"{URL}(/{purpose}/\S+)", text_of(message))
    assert found is not None, text_of(message)
    return found[1]


def stopped(desk: Desk) -> list[str]:
    return [row.address for row in desk.rows(tables.readers) if row.stopped_at is not None]


def test_without_an_address_of_ours_a_letter_is_whole_and_leads_nowhere_near_us(desk: Desk) -> None:
    desk.mail = MAIL
    message = found(desk)[ANNA]
    assert message["List-Unsubscribe"] == "<mailto:desk@paper.example?subject=unsubscribe%20casework>"
    assert message["List-Unsubscribe-Post"] is None
    html = message.get_body(("html",))
    assert html is not None
    for form in (text_of(message), str(html.get_content())):
        assert set(re.findall(r"https?://[^\s\"<]+", form)) == {"https://paper.example/news/1"}


def test_one_click_ends_it_for_one_reader_alone(desk: Desk, web: TestClient, mailbox: Mailbox) -> None:
    with desk.db.write() as conn:
        sync_operator(conn, "op@paper.example", "UTC", desk.clock.at)
    messages = found(desk)
    assert messages[ANNA]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    where = one_click(messages[ANNA])
    assert where != one_click(messages[BEN])
    for method in ("GET", "HEAD"):  # what mail scanners and previews do
        assert web.request(method, where).status_code == 200
    assert stopped(desk) == []
    answer = web.post(where, data={"List-Unsubscribe": "One-Click"})  # RFC 8058, 3.1
    assert answer.status_code == 200 and "has ended" in answer.text
    assert stopped(desk) == [ANNA]
    assert web.post(where).status_code == 200  # once more changes nothing
    # What waited in the outbox does not leave any more, but the last letter does; the operator is told; Ben reads on.
    assert desk.deliver(mailbox.port) == DeliveryReport(sent=3)
    subjects = {m["To"]: m["Subject"] for m in mailbox.messages()}
    assert subjects[ANNA] == "presswatch: “casework” has ended"
    assert subjects["op@paper.example"] == "presswatch: a reader of “casework” left"
    assert subjects[BEN].startswith("presswatch: 1 article — grozny 1")
    (told,) = mailbox.messages("op@paper.example")
    assert f"presswatch mail resume casework {ANNA}" in text_of(told)
    desk.wait(hours=1)
    desk.keep("Grozny again.", "Again")
    desk.match()
    assert len(desk.build(force=True)) == 2  # Ben's and the feed's


def test_the_way_back_loses_nothing(desk: Desk, web: TestClient, mailbox: Mailbox) -> None:
    messages = found(desk)
    web.post(one_click(messages[ANNA]))
    desk.deliver(mailbox.port)
    back = link_in(mailbox.messages(ANNA)[0], "back")
    desk.keep("Meanwhile in Grozny.", "Meanwhile")
    desk.match()
    desk.wait(days=13)
    assert "up again" in web.get(back).text and stopped(desk) == [ANNA]
    assert web.post(back).status_code == 200
    assert stopped(desk) == []
    desk.build(force=True)
    desk.deliver(mailbox.port)
    brought = "".join(text_of(message) for message in mailbox.messages(ANNA))
    assert "The court adjourns" in brought and "Meanwhile" in brought
    assert desk.account(ANNA) == dict.fromkeys((1, 2), ("in message", None))


def test_after_two_weeks_only_the_operator_can(desk: Desk, web: TestClient, mailbox: Mailbox) -> None:
    messages = found(desk)
    web.post(one_click(messages[ANNA]))
    desk.deliver(mailbox.port)
    back = link_in(mailbox.messages(ANNA)[0], "back")
    desk.wait(days=15)
    with desk.db.write() as conn:
        assert close_stopped(conn, desk.clock.at) == 1
    assert web.post(back).status_code == 410
    assert desk.account(ANNA)[1][0] == "suppressed"
    desk.configure({"grozny": "grozny"}, [DESK])  # the configuration that still names her brings nobody back
    desk.keep("Grozny later.", "Later")
    desk.match()
    assert ANNA not in [
        row.recipient for row in desk.rows(tables.messages) if row.key in desk.build(force=True)
    ]
    with desk.db.write() as conn:
        assert bring_back(conn, "casework", ANNA, desk.clock.at)
        assert not bring_back(conn, "casework", BEN, desk.clock.at)
    assert stopped(desk) == []


def test_whoever_is_taken_out_and_put_in_again_gets_new_tokens(desk: Desk, web: TestClient) -> None:
    messages = found(desk)
    where = one_click(messages[ANNA])
    web.post(where)
    desk.configure({"grozny": "grozny"}, [replace(DESK, to=(BEN,))])
    assert web.get(where).status_code == 404
    desk.wait(hours=1)
    desk.configure({"grozny": "grozny"}, [DESK])
    assert stopped(desk) == [] and web.post(where).status_code == 404
    assert stopped(desk) == []


def test_a_kept_copy_is_shown_to_the_reader_whose_letter_told_of_it(desk: Desk, web: TestClient) -> None:
    desk.configure(
        {"grozny": "grozny", "other": "winter"},
        [DESK, Subscription("two", ("cleo@reader.example",), ("other",), "as read")],
    )
    desk.keep("Winter <b>came</b>.\n\nNobody saw it.", "Winter")
    message = found(desk, text="First of Grozny.\n\nSecond <script>alert(1)</script>.", title=HOSTILE)[ANNA]
    where = link_in(message, "copy")
    page = web.get(where)
    assert page.status_code == 200
    assert "<script" not in page.text and "&lt;script&gt;alert(1)&lt;/script&gt;." in page.text
    assert '<p dir="ltr">First of Grozny.</p>' in page.text
    assert 'href="https://paper.example/news/2"' in page.text
    # The same code for another version or another page is worth nothing.
    reader, change, code = where.rsplit("/", 1)[1].split("-")
    assert web.get(f"/copy/{reader}-{int(change) - 1}-{code}").status_code == 404
    assert web.get(f"/copy/{int(reader) + 1}-{change}-{code}").status_code == 404
    assert web.get(f"/stop/{reader}-0-{code}").status_code == 404
    with desk.db.read() as conn:  # a true token for a version that no letter of hers told of
        own = links(conn, URL, int(reader)).to("copy", 1)
    assert web.get(own.removeprefix(URL)).status_code == 404


def test_a_feed_is_read_with_its_token_alone(desk: Desk, web: TestClient) -> None:
    found(desk)
    deliver_due(desk.db, FeedChannel(), desk.clock.at, kind="feed")
    (reader,) = [row for row in desk.rows(tables.readers) if row.channel == "feed"]
    with desk.db.read() as conn:
        address = links(conn, URL, reader.key).to("feed")
    answer = web.get(address.removeprefix(URL))
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert "The court adjourns" in answer.text and address in answer.text
    assert web.get(address.removeprefix(URL)[:-1] + "x").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/?q=grozny",
        "/search?q=grozny",
        "/article/1",
        "/sources",
        "/help",
        "/static/style.css",
        "/docs",
        "/openapi.json",
    ],
)
def test_nothing_else_answers(desk: Desk, web: TestClient, path: str) -> None:
    found(desk)
    for method in ("GET", "POST"):
        answer = web.request(method, path)
        assert answer.status_code == 404 and "Grozny" not in answer.text


@pytest.mark.parametrize(
    "token",
    [
        "",
        "x",
        "1",
        "1-0",
        "1-0-",
        "1-0-" + "0" * 40,
        "-1-0-x",
        "1-0-é",
        "99999999999999999999-0-x",
        "1-0-" + "a" * 9000,
        "٣-0-x",
    ],
)
@pytest.mark.parametrize("page", ["stop", "back", "copy", "feed"])
def test_a_token_that_was_never_given_out_opens_nothing(
    desk: Desk, web: TestClient, page: str, token: str
) -> None:
    found(desk)
    for method in ("GET", "POST"):
        assert web.request(method, f"/{page}/{token}").status_code in (404, 405)
    assert stopped(desk) == []


def test_every_answer_forbids_scripts_framing_caching_and_finding(desk: Desk, web: TestClient) -> None:
    where = one_click(found(desk)[ANNA])
    for answer in (web.get(where), web.post(where), web.get("/nothing"), web.get("/style.css")):
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["x-robots-tag"] == "noindex, nofollow"
        assert "set-cookie" not in answer.headers


def test_the_pages_speak_the_reader_s_language_and_keep_what_is_discreet(desk: Desk, web: TestClient) -> None:
    german = replace(DESK, manner=Manner(language="de"))
    page = web.get(one_click(found(desk, subscription=german)[ANNA]))
    assert '<html lang="de"' in page.text and "„casework“ beenden?" in page.text
    discreet = replace(DESK, manner=Manner(discreet=True))
    desk.wait(hours=1)
    message = found(desk, subscription=discreet)[BEN]
    where = one_click(message)
    for told in (
        web.get(where).text,
        web.post(where).text,
        "".join(text_of(m) for m in letters(desk).values() if m["To"] == BEN),
    ):
        assert "casework" not in told and "presswatch" not in told


def test_whoever_asks_too_often_is_told_to_wait(desk: Desk) -> None:
    app = create_readers_app(desk.db, PUBLIC, Pace(per_minute=60, burst=5))
    web = TestClient(app, base_url="https://mail.example")
    codes = [web.get("/stop/x").status_code for _ in range(8)]
    assert codes[:5] == [404] * 5 and codes[5:] == [429] * 3


def test_a_bucket_fills_again() -> None:
    now = [0.0]
    pace = Pace(per_minute=60, burst=2, clock=lambda: now[0])
    assert [pace.allows("a") for _ in range(3)] == [True, True, False]
    assert pace.allows("b")
    now[0] += 1.0
    assert [pace.allows("a") for _ in range(2)] == [True, False]


def test_they_are_served_beside_the_run_and_end_with_it(desk: Desk) -> None:
    where = one_click(found(desk)[ANNA])
    pages = ReadersPages(desk.db, PUBLIC, "127.0.0.1", 0)
    with pytest.raises(NotWritable, match="cannot be listened on"):
        ReadersPages(desk.db, PUBLIC, "127.0.0.1", pages.port)
    here = f"http://127.0.0.1:{pages.port}{where}"
    with urllib.request.urlopen(here, timeout=10) as answer:
        assert b"casework" in answer.read()
    with urllib.request.urlopen(here, data=b"List-Unsubscribe=One-Click", timeout=10) as answer:
        assert answer.status == 200
    pages.stop()
    assert stopped(desk) == [ANNA]
    with pytest.raises(OSError):
        urllib.request.urlopen(here, timeout=5)


def test_whoever_left_and_is_forgotten_stands_in_no_letter_to_the_operator_either(
    desk: Desk, web: TestClient, mailbox: Mailbox
) -> None:
    with desk.db.write() as conn:
        sync_operator(conn, "op@paper.example", "UTC", desk.clock.at)
    web.post(one_click(found(desk)[ANNA]))
    desk.deliver(mailbox.port)
    assert ANNA.encode() in b"".join(row.body for row in desk.rows(tables.messages))
    assert forget(desk.db, ANNA)
    files = b"".join(path.read_bytes() for path in desk.db.path.parent.glob("presswatch.db*"))
    assert ANNA.encode() not in files
