"""The ways beside mail: a signed webhook and a private feed, through the same outbox with the same account."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import feedparser
import pytest

from alerts import tables
from alerts.channel import FEED
from alerts.feed import FeedChannel, feed
from alerts.manner import Manner
from alerts.outbox import DeliveryReport, deliver_due
from alerts.subscriptions import Subscription
from alerts.watches import Watch
from alerts.webhook import WebhookChannel, signature
from articles.entities import Entity
from tests.alerts.desk import Desk
from tests.alerts.samples import HOSTILE
from tests.newsroom.mailbox import Mailbox

SECRET = "whsec_" + base64.b64encode(b"k" * 32).decode()


class Hook:
    """A webhook's other side: keeps what it was sent, and answers as it is told."""

    def __init__(self) -> None:
        self.status = 200
        self.location = ""
        self.received: list[tuple[dict[str, str], bytes]] = []
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                hook.received.append(({k.lower(): v for k, v in self.headers.items()}, body))
                if hook.status == 0:  # the answer is lost on its way
                    return
                self.send_response(hook.status)
                if hook.location:
                    self.send_header("Location", hook.location)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args: Any) -> None:
                """Nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/hook"


@pytest.fixture
def hook() -> Iterator[Hook]:
    made = Hook()
    yield made
    made.server.shutdown()
    made.server.server_close()


def subscribe(desk: Desk, *, to: tuple[str, ...] = (), **more: Any) -> None:
    desk.configure({"grozny": "grozny"}, [Subscription("casework", to, ("grozny",), "as read", **more)])


def find(
    desk: Desk, title: str = "The court adjourns", text: str = "The court in Grozny rose at noon."
) -> None:
    desk.keep(text, title)
    desk.match()
    desk.build(force=True)


def post(desk: Desk, url: str, **more: Any) -> DeliveryReport:
    channel = WebhookChannel({("casework", url): SECRET}, clock=desk.clock, deadline=5, **more)
    return deliver_due(desk.db, channel, desk.clock.at, kind="webhook")


def test_a_digest_is_posted_with_a_signature_that_its_receiver_can_check(desk: Desk, hook: Hook) -> None:
    subscribe(desk, webhook=hook.url)
    find(desk)
    assert post(desk, hook.url) == DeliveryReport(sent=1)
    ((headers, body),) = hook.received
    seconds, id_ = headers["webhook-timestamp"], headers["webhook-id"]
    assert int(seconds) == int(desk.clock.at.timestamp())
    # As the other side checks it, without our code (Standard Webhooks).
    made = hmac.new(b"k" * 32, f"{id_}.{seconds}.".encode() + body, hashlib.sha256).digest()
    assert headers["webhook-signature"] == f"v1,{base64.b64encode(made).decode()}"
    told = json.loads(body)
    assert told["type"] == "digest" and told["id"].strip("<>") == id_
    assert told["data"]["articles"] == 1 and told["data"]["groups"][0]["watch"] == "grozny"
    assert "recipient" not in told["data"] and hook.url not in body.decode()
    assert desk.account(hook.url) == {1: ("in message", None)}


def test_a_webhook_that_fails_is_tried_again_with_the_same_id_and_holds_up_no_mail(
    desk: Desk, hook: Hook, mailbox: Mailbox
) -> None:
    subscribe(desk, to=("anna@reader.example",), webhook=hook.url)
    find(desk)
    for status in (500, 404, 0):
        hook.status = status
        assert post(desk, hook.url) == DeliveryReport(retried=1)
        desk.wait(hours=5)
    assert desk.deliver(mailbox.port) == DeliveryReport(sent=1)
    hook.status = 204
    assert post(desk, hook.url) == DeliveryReport(sent=1)
    assert len({headers["webhook-id"] for headers, _ in hook.received}) == 1
    assert len({body for _, body in hook.received}) == 1
    ambiguous = [row.ambiguous for row in desk.rows(tables.attempts)]
    assert ambiguous == [False, False, True, False, False]


def test_a_webhook_that_is_gone_ends_alone(desk: Desk, hook: Hook) -> None:
    subscribe(desk, webhook=hook.url)
    find(desk)
    hook.status = 410
    assert post(desk, hook.url) == DeliveryReport(failed=1)
    assert desk.account(hook.url)[1][0] == "undelivered"


def test_a_redirect_leads_nowhere_else(desk: Desk, hook: Hook) -> None:
    other = Hook()
    subscribe(desk, webhook=hook.url)
    find(desk)
    hook.status, hook.location = 307, other.url
    assert post(desk, hook.url) == DeliveryReport(retried=1)
    assert len(hook.received) == 1 and other.received == []
    other.server.shutdown()
    other.server.server_close()


def test_only_what_the_operator_wrote_down_is_posted_to(desk: Desk, hook: Hook) -> None:
    subscribe(desk, webhook=hook.url)
    find(desk)
    channel = WebhookChannel({("another", hook.url): SECRET}, clock=desk.clock)
    assert deliver_due(desk.db, channel, desk.clock.at, kind="webhook") == DeliveryReport(retried=1)
    assert hook.received == []


def test_a_secret_that_is_no_base64_signs_as_it_stands() -> None:
    made = hmac.new(b"a secret as it was typed", b"i.1.{}", hashlib.sha256).digest()
    assert signature("a secret as it was typed", "i", 1, b"{}") == f"v1,{base64.b64encode(made).decode()}"


def read_feed(desk: Desk) -> Any:
    (reader,) = [row for row in desk.rows(tables.readers) if row.channel == "feed"]
    with desk.db.read() as conn:
        found = feedparser.parse(feed(conn, reader.key, "https://mail.example/f/x"), sanitize_html=False)
    assert not found.bozo
    return found


def test_a_feed_holds_each_article_once_newest_first(desk: Desk) -> None:
    subscribe(desk, feed=True)
    assert read_feed(desk).entries == []
    for number in range(3):
        find(desk, f"Title {number}")
        assert deliver_due(desk.db, FeedChannel(), desk.clock.at, kind="feed") == DeliveryReport(sent=1)
        desk.wait(hours=1)
    made = read_feed(desk)
    assert made.version == "atom10" and made.feed.title == "presswatch: casework"
    assert [entry.title for entry in made.entries] == ["Title 2", "Title 1", "Title 0"]
    assert len({entry.id for entry in made.entries}) == 3
    assert made.entries[0].link == "https://paper.example/news/3"
    assert "The court in <mark>Grozny</mark> rose at noon." in made.entries[0].content[0].value
    assert desk.account(FEED) == dict.fromkeys((1, 2, 3), ("in message", None))


def test_notes_leave_by_no_way(desk: Desk, hook: Hook) -> None:
    """Neither those beside a watch and an entity nor those within a query, whether it can be parsed or not."""
    every = Subscription("casework", ("anna@reader.example",), ("w",), "as read", webhook=hook.url, feed=True)
    entity = Entity("k", "Ramzan Kadyrov", notes="a secret of hers")
    query = "// told by a secret friend\ngrozny\nOR court OR entity:k\n// secret"
    desk.mail = replace(desk.mail, public_url="https://mail.paper.example/w")
    desk.configure([Watch("w", query, "a secret reason")], [every], [entity])
    desk.keep("Grozny rose.")
    desk.match()
    desk.build(force=True)
    desk.configure([Watch("w", f"{query}\n(", "a secret reason")], [every], [entity])
    desk.wait(days=8)
    desk.build(force=True)
    rows = desk.rows(tables.messages)
    assert len(rows) >= 4
    said = []
    for row in rows:
        parts = message_from_bytes(row.body).walk()
        said += [
            row.body,
            *(part.get_payload(decode=True) or b"" for part in parts if not part.is_multipart()),
        ]
    everything = b"\n".join(said)
    assert b"secret" not in everything and b"told by" not in everything
    assert b"Query: grozny OR court OR entity:k" in everything
    assert b"stands still" in everything


def test_hostile_text_stays_text_in_a_feed(desk: Desk) -> None:
    subscribe(desk, feed=True, manner=Manner(excerpt="full"))
    find(
        desk,
        HOSTILE,
        "Grozny <script>alert(1)</script> ]]> <img src=x onerror=alert(1)> &amp; \x0c end\n\nMore.",
    )
    deliver_due(desk.db, FeedChannel(), desk.clock.at, kind="feed")
    made = read_feed(desk)
    html = made.entries[0].content[0].value
    assert "<script" not in html and "<img" not in html and "alert(1)" in html


def test_neither_way_tells_more_than_a_discreet_letter(desk: Desk, hook: Hook) -> None:
    subscribe(desk, webhook=hook.url, feed=True, manner=Manner(discreet=True))
    find(desk, "Grozny waits")
    assert post(desk, hook.url) == DeliveryReport(sent=1)
    deliver_due(desk.db, FeedChannel(), desk.clock.at, kind="feed")
    made = read_feed(desk)
    posted = hook.received[0][1].decode()
    for told in (posted, repr(made), repr(hook.received[0][0])):
        for word in ("grozny", "casework", "presswatch"):
            assert word not in told.casefold(), word
    assert made.entries[0].title == "[…] waits"


def test_no_more_letters_a_minute_than_the_server_takes(desk: Desk, mailbox: Mailbox) -> None:
    from alerts.smtp import SmtpChannel
    from tests.alerts.desk import PATIENCE, _at

    subscribe(desk, to=tuple(f"reader{number}@reader.example" for number in range(5)))
    find(desk)
    channel = SmtpChannel(_at(desk.mail, mailbox.port), patience=PATIENCE)

    def minute() -> int:
        return deliver_due(desk.db, channel, desk.clock.at, per_minute=2).sent

    assert [minute(), minute()] == [2, 0]
    desk.wait(seconds=61)
    assert [minute(), minute()] == [2, 0]
    desk.wait(seconds=61)
    assert minute() == 1
    channel.close()


def test_several_connections_hand_over_each_letter_once(desk: Desk, mailbox: Mailbox) -> None:
    from alerts.smtp import SmtpChannel
    from tests.alerts.desk import PATIENCE, _at

    readers = tuple(f"reader{number}@reader.example" for number in range(12))
    subscribe(desk, to=readers)
    find(desk)
    pool = [SmtpChannel(_at(desk.mail, mailbox.port), patience=PATIENCE) for _ in range(3)]
    mailbox.by_recipient = {readers[3]: "refuse recipient", readers[5]: "temporary"}
    done = deliver_due(desk.db, pool[0], desk.clock.at, more=pool[1:])
    assert done == DeliveryReport(sent=10, retried=1, failed=1)
    assert sorted(r for one in mailbox.received for r in one.recipients) == sorted(
        {*readers} - {readers[3], readers[5]}
    )
    for channel in pool:
        channel.close()


def test_a_server_that_is_gone_makes_all_wait_whoever_found_it_out(desk: Desk, mailbox: Mailbox) -> None:
    from alerts.smtp import SmtpChannel
    from tests.alerts.desk import PATIENCE, _at

    subscribe(desk, to=tuple(f"reader{number}@reader.example" for number in range(12)))
    find(desk)
    mailbox.stop()
    pool = [SmtpChannel(_at(desk.mail, mailbox.port), patience=PATIENCE) for _ in range(3)]
    done = deliver_due(desk.db, pool[0], desk.clock.at, more=pool[1:])
    assert done == DeliveryReport(retried=12, unavailable=True)
    assert desk.states() == ["queued"] * 12
