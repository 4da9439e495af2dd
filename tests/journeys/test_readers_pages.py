"""From a mail in an inbox to its end: `presswatch run` serves the pages behind the links of the letters that it sends."""

import json
import re
import socket
import urllib.error
import urllib.request
from pathlib import Path

import feedparser
import pytest

from tests.journeys import small
from tests.journeys.installation import Installation, kill, wait_for
from tests.newsroom.mailbox import Mailbox

pytestmark = pytest.mark.journey


def test_a_reader_reads_a_kept_copy_and_a_feed_and_ends_it_with_one_click(
    tmp_path: Path, mailbox: Mailbox
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    here = f"http://127.0.0.1:{port}"
    more = f'gather = "0s"\nfeed = true\n[web]\npublic_url = "{here}"\npublic_port = {port}\n[operator]\nemail = "op@example.org"\n'
    with small.start() as room:
        installation = Installation(tmp_path, small.config(room, mailbox, more=more))
        running = installation.start("run")
        try:
            wait_for(lambda: bool(mailbox.messages(small.READER)), "the first digest")
            (first, *_) = mailbox.messages(small.READER)
            one_click = str(first["List-Unsubscribe"]).split(">")[0].strip().lstrip("<")
            assert one_click.startswith(f"{here}/stop/")
            text = mailbox.received[0].part("plain")
            copy = re.search(rf"{here}/copy/\S+", text)
            assert copy is not None
            with urllib.request.urlopen(copy[0], timeout=10) as page:
                assert "freed the teacher after a hearing" in page.read().decode()
            feeds = json.loads(installation.run("mail", "feeds", "--json").stdout)
            wait_for(lambda: len(feedparser.parse(feeds["desk"]).entries) >= 1, "the feed's entries")
            with pytest.raises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(f"{here}/?q=teacher", timeout=10)
            assert refused.value.code == 404
            urllib.request.urlopen(one_click, data=b"List-Unsubscribe=One-Click", timeout=10).close()
            wait_for(lambda: bool(mailbox.messages("op@example.org")), "the word to the operator")
            wait_for(
                lambda: "has ended" in str(mailbox.messages(small.READER)[-1]["Subject"]), "the last letter"
            )
            assert f"left     desk to {small.READER}" in installation.run("mail", "status").stdout
            installation.run("mail", "resume", "desk", small.READER)
            assert "left  " not in installation.run("mail", "status").stdout
        finally:
            running.terminate()
            running.wait(20)
            kill(running)
    with pytest.raises(OSError):
        urllib.request.urlopen(one_click, timeout=5)
    log = (tmp_path / "log.txt").read_text("utf-8")
    assert one_click.rsplit("/", 1)[1] not in log and small.READER not in log
