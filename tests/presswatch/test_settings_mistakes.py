"""Every mistake that a configuration can hold: the text, and what must be said of it, side by side."""

import re
from pathlib import Path

import pytest

from presswatch.errors import ConfigErrors
from presswatch.settings import read_settings

# name: the main file's text, and for each mistake in order: line, a piece of the key, a piece of the message,
# and the suggestion (None: there must be none)
Expected = tuple[int, str, str, str | None]
CASES: dict[str, tuple[str, list[Expected]]] = {
    "unquoted text": ("timezone = Europe/Berlin", [(1, "", "text stands in quotes", None)]),
    "no value": ("data =\n", [(1, "", "text stands in quotes", None)]),
    "open quote": ('data = "x\ntimezone = "UTC"', [(1, "", "closing quote is missing", None)]),
    "open list": ('sources = [\n  "https://a.org",\n', [(2, "", "closing ]", None)]),
    "open long text": (
        '[[watch]]\nid = "a"\nquery = """x\n\n',
        [(3, "", "closing quotes are missing", None)],
    ),
    "half a header": ('[[watch]\nid = "a"\nquery = "x"', [(1, "", "closing ]]", None)]),
    "key set twice": ('data = "a"\ndata = "b"', [(2, "", "set twice", None)]),
    "a slip does not hide the rest": (
        'timezone = "Europe/Berln"\n[[watch]]\nid = x\nquery = "a"\n[[watch]]\nid = "b"\nquery = ""\n',
        [
            (1, "timezone", "no time zone", "Europe/Berlin"),
            (3, "", "no value", None),
            (7, "query", "nothing", None),
        ],
    ),
    "one name for a table and a list": (
        '[[source]]\nid = "a"\nurl = "https://a.org"\n[source]\nid = "b"',
        [(4, "", "a [source] already, or a [[source]]", None)],
    ),
    "one address twice": (
        'sources = [\n "https://a.org",\n "https://a.org",\n]',
        [(3, "a.org", "listed already at", None)],
    ),
    "deep brackets": ("sources = " + "[" * 5000, [(1, "", "nested too deeply", None)]),
    "unknown key at the top": ('timezon = "UTC"', [(1, "timezon", "no such key", "timezone")]),
    "unknown table": ('[[sorce]]\nid = "a"', [(1, "sorce", "no such key", "source")]),
    "unknown key in a table": (
        '[mail]\nhost = "mail.example.org"\nfrom = "a@example.org"\nuser_name = "a"',
        [(4, "[mail].user_name", "no such key", "username")],
    ),
    "key of another table": ('host = "mail.example.org"', [(1, "host", "write it in [mail]", None)]),
    "top key below a table": (
        '[crawl]\nworkers = 2\ntimezone = "UTC"',
        [(3, "[crawl].timezone", "above the first [table]", None)],
    ),
    "single brackets": ('[source]\nid = "a"', [(1, "source", "[[source]], in double brackets", None)]),
    "double brackets": ("[[mail]]\nport = 25", [(1, "mail", "[mail], in single brackets", None)]),
    "not a text": ("timezone = 1", [(1, "timezone", "text in quotes is wanted", None)]),
    "not a number": (
        '[web]\nport = "80"',
        [(2, "[web].port", "whole number is wanted, without quotes", None)],
    ),
    "true is no number": ("[crawl]\nworkers = true", [(2, "[crawl].workers", "true cannot be used", None)]),
    "number too large": ("[web]\nport = 70000", [(2, "[web].port", "at most 65535", None)]),
    "not a list": (
        '[[source]]\nid = "a"\nurl = "https://a.org"\ntags = "x"',
        [(4, "tags", "a list in brackets", None)],
    ),
    "wrong item of a long list": (
        'sources = [\n  "https://a.org",\n  # one to come\n  5,\n  "https://b.org",\n]',
        [(4, "sources[2]", "text in quotes", None)],
    ),
    "id missing": (
        '[[source]]\nurl = "https://www.example.org/feed"',
        [(1, "source number 1.id", "is missing", "example.org")],
    ),
    "id not an id": (
        '[[watch]]\nid = "Wolf Hunt!"\nquery = "a"',
        [(2, 'watch "Wolf Hunt!".id', "no id", "wolf-hunt")],
    ),
    "no scheme": (
        'sources = ["meduza.io"]',
        [(1, "sources[1]", "begins with https://", "https://meduza.io")],
    ),
    "scheme misspelt": (
        'sources = ["htps://meduza.io/"]',
        [(1, "sources", "only http", "https://meduza.io/")],
    ),
    "other scheme": ('sources = ["ftp://a.org"]', [(1, "sources", "ftp addresses are not read", None)]),
    "file address": (
        'sources = ["file:///etc/passwd"]',
        [(1, "sources", "file addresses are not read", None)],
    ),
    "no host": ('sources = ["https:///a"]', [(1, "sources", "name of the site is missing", None)]),
    "bad port": ('sources = ["https://a.org:999999/"]', [(1, "sources", "no web address", None)]),
    "bad brackets": ('sources = ["http://[::1"]', [(1, "sources", "no web address", None)]),
    "blank in an address": ('sources = ["https://a.org/a b"]', [(1, "sources", "a blank or sign", None)]),
    "password in an address": (
        'sources = ["https://me:hush@a.org/"]',
        [(1, "sources", "leave the name and password out", None)],
    ),
    "country by a habit": (
        '[[source]]\nid = "a"\nurl = "https://a.org"\ncountry = "UK"',
        [(4, "country", "no country code", "GB")],
    ),
    "country by name": (
        '[[source]]\nid = "a"\nurl = "https://a.org"\ncountry = "Germany"',
        [(4, "country", "ISO 3166", "DE")],
    ),
    "country in small letters": (
        '[[source]]\nid = "a"\nurl = "https://a.org"\ncountry = "de"',
        [(4, "country", "capital letters", "DE")],
    ),
    "no country": (
        '[[source]]\nid = "a"\nurl = "https://a.org"\ncountry = "QQ"',
        [(4, "country", "no country code", None)],
    ),
    "language by name": (
        '[[source]]\nid = "a"\nurl = "https://a.org"\nlanguage = "Russian"',
        [(4, "language", "no language code", "ru")],
    ),
    "language with a region": (
        '[[source]]\nid = "a"\nurl = "https://a.org"\nlanguage = "pt-BR"',
        [(4, "language", "no language code", "pt")],
    ),
    "zone misspelt": ('timezone = "Europe/Berln"', [(1, "timezone", "no time zone", "Europe/Berlin")]),
    "zone by its city": ('timezone = "new york"', [(1, "timezone", "no time zone", "America/New_York")]),
    "zone that climbs": ('timezone = "../../etc/passwd"', [(1, "timezone", "no time zone", None)]),
    "duration without a unit": (
        '[[source]]\nid = "a"\nurl = "https://a.org"\nread_every = "30"',
        [(4, "read_every", "no duration", "30m")],
    ),
    "duration as a number": (
        '[[source]]\nid = "a"\nurl = "https://a.org"\nread_every = 30',
        [(4, "read_every", "a duration in quotes", None)],
    ),
    "duration in words": ('[crawl]\ncatch_up = "2 days"', [(2, "catch_up", "units are", "2d")]),
    "duration too short": (
        '[[source]]\nid = "a"\nurl = "https://a.org"\nread_every = "1s"',
        [(4, "read_every", 'from "1m"', None)],
    ),
    "duration without end": (
        '[crawl]\ncatch_up = "99999999999999w"',
        [(2, "catch_up", "hundred years", None)],
    ),
    "size without a unit": ('[archive]\nmax_disk = "20G"', [(2, "max_disk", "no size", "20GB")]),
    "network with host bits": (
        '[crawl]\nallow_networks = ["10.1.0.0/8"]',
        [(2, "allow_networks[1]", "host bits", "10.0.0.0/8")],
    ),
    "network without a length": (
        '[crawl]\nallow_networks = ["127.0.0.1"]',
        [(2, "allow_networks[1]", "address/length", "127.0.0.1/32")],
    ),
    "no network": ('[crawl]\nallow_networks = ["lan"]', [(2, "allow_networks[1]", "no network", None)]),
    "one id twice": (
        '[[source]]\nid = "a"\nurl = "https://a.org"\n\n[[source]]\nid = "a"\nurl = "https://b.org"',
        [(6, 'source "a"', "used already at presswatch.toml:2", None)],
    ),
    "one id twice, once only as an address": (
        'sources = ["https://a.org"]\n[[source]]\nid = "a.org"\nurl = "https://a.org/feed"',
        [(1, 'source "a.org"', "used already at presswatch.toml:3", None)],
    ),
    "two addresses of one id": (
        'sources = [\n"https://a.org/rss",\n"https://a.org/feed"]',
        [(3, 'source "a.org"', "a [[source]] with an id of its own", None)],
    ),
    "an old id still in use": (
        '[[watch]]\nid = "a"\nquery = "x"\nwas = "b"\n[[watch]]\nid = "b"\nquery = "y"',
        [(4, 'watch "a".was', "in use, at presswatch.toml:6", None)],
    ),
    "one history for two": (
        '[[watch]]\nid = "a"\nquery = "x"\nwas = "o"\n[[watch]]\nid = "b"\nquery = "y"\nwas = "o"',
        [(8, 'watch "b".was', "claimed already", None)],
    ),
    "engine that is none": ('[index]\nengine = "lucene"', [(2, "engine", '"embedded"', None)]),
    "blank query": ('[[watch]]\nid = "a"\nquery = "  "', [(3, "query", "nothing in it", None)]),
    "name of two lines": (
        '[[source]]\nid = "a"\nurl = "https://a.org"\nname = """A\nB"""',
        [(4, "name", "one line", None)],
    ),
}

READER = (
    'timezone = "UTC"\n[mail]\nhost = "mail.example.org"\nfrom = "a@example.org"\n'
    '[[watch]]\nid = "wolves"\nquery = "wolf"\n[[subscription]]\nid = "s"\n'
)  # nine lines
READER_CASES: dict[str, tuple[str, list[Expected]]] = {
    "unknown watch": (
        'to = ["r@example.org"]\nwatches = ["wolfs"]\nsend = "hourly"',
        [(11, "watches[1]", 'no watch "wolfs"', "wolves")],
    ),
    "unknown source that leads": (
        'to = ["r@example.org"]\nwatches = ["wolves"]\nsend = "hourly"\nlead_sources = ["wire"]',
        [(13, "lead_sources[1]", 'no source "wire"', None)],
    ),
    "send misspelt": (
        'to = ["r@example.org"]\nwatches = ["wolves"]\nsend = "dayly at 8"',
        [(12, "send", "daily at 08:00", None)],
    ),
    "hour without minutes": (
        'to = ["r@example.org"]\nwatches = ["wolves"]\nsend = "daily at 8"',
        [(12, "send", "daily at 08:00", None)],
    ),
    "no such day": (
        'to = ["r@example.org"]\nwatches = ["wolves"]\nsend = "weekly on mondy at 08:00"',
        [(12, "send", "did you mean 'monday'", None)],
    ),
    "address of one word": (
        'to = ["reader"]\nwatches = ["wolves"]\nsend = "hourly"',
        [(10, "to[1]", "no e-mail address", None)],
    ),
    "address with a name": (
        'to = ["r@example.org", "Ann <ann@example.org>"]\nwatches = ["wolves"]\nsend = "hourly"',
        [(10, "to[2]", "no e-mail address", "ann@example.org")],
    ),
    "address with a header in it": (
        'to = ["r@example.org\\nBcc: x@example.org"]\nwatches = ["wolves"]\nsend = "hourly"',
        [(10, "to[1]", "no e-mail address", None)],
    ),
    "address without an ending": (
        'to = ["r@example"]\nwatches = ["wolves"]\nsend = "hourly"',
        [(10, "to[1]", "no ending", None)],
    ),
    "nobody": ('to = []\nwatches = ["wolves"]\nsend = "hourly"', [(10, "to", "at least one", None)]),
    "somebody twice": (
        'to = ["r@example.org", "r@example.org"]\nwatches = ["wolves"]\nsend = "hourly"',
        [(10, "to", "twice", None)],
    ),
    "nothing but an id": (
        "",
        [(8, "watches", "is missing", None), (8, "send", "is missing", None), (8, "to", "is missing", None)],
    ),
    "a feed without an address of ours": (
        'to = ["a@x.example"]\nwatches = ["wolves"]\nsend = "hourly"\nfeed = true',
        [(13, "feed", "public_url is wanted", None)],
    ),
    "a webhook without a secret": (
        'webhook = "https://hook.example/"\nwatches = ["wolves"]\nsend = "hourly"',
        [(10, "webhook", "PRESSWATCH_WEBHOOK_SECRET is wanted", None)],
    ),
    "a webhook's secret that is not there": (
        'webhook = "https://hook.example/"\nwebhook_secret_file = "no-such"\nwatches = ["wolves"]\nsend = "hourly"',
        [(10, "webhook", '"no-such" cannot be used', None)],
    ),
}


def agree(found, expected: list[Expected]) -> None:
    assert len(found) == len(expected), "\n".join(m.line_of_text() for m in found)
    for mistake, (line, key, message, suggestion) in zip(found, expected, strict=True):
        said = mistake.line_of_text()
        assert mistake.line == line, said
        assert key in mistake.key, said
        assert message in mistake.message, said
        assert mistake.suggestion == suggestion, said


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def config(text: str) -> Path:
    Path("presswatch.toml").write_text(text, "utf-8")
    return Path("presswatch.toml")


def found(text: str):
    with pytest.raises(ConfigErrors) as caught:
        read_settings(config(text), {})
    return caught.value.mistakes


@pytest.mark.parametrize("name", CASES)
def test_a_mistake_is_named_with_its_line(name: str) -> None:
    text, expected = CASES[name]
    agree(found(text), expected)


@pytest.mark.parametrize("name", READER_CASES)
def test_a_mistake_in_a_subscription_is_named_with_its_line(name: str) -> None:
    text, expected = READER_CASES[name]
    agree(found(READER + text), expected)


def test_a_time_without_a_zone_is_a_mistake() -> None:
    text = READER.replace('timezone = "UTC"', "")
    rest = 'to = ["r@example.org"]\nwatches = ["wolves"]\nsend = '
    agree(found(f'{text}{rest}"daily at 08:00"'), [(12, "send", "of which zone", None)])
    read_settings(config(f'{text}{rest}"hourly"'), {})
    read_settings(config(f'{text}{rest}"daily at 08:00"\ntimezone = "Asia/Tokyo"'), {})


def test_a_subscription_without_a_mail_server_is_a_mistake() -> None:
    text = re.sub(r"\[mail\]\n.*\n.*\n", "", READER)
    agree(
        found(f'{text}to = ["r@example.org"]\nwatches = ["wolves"]\nsend = "hourly"'),
        [(5, 'subscription "s"', "no [mail]", None)],
    )


def test_all_mistakes_of_all_files_come_at_once_in_order() -> None:
    for name, text in {
        "sources.d/b.toml": '[[source]]\nid = "a"\nurl = "https://b.org"\n[mail]\nhost = "x"',
        "sources.d/a.toml": '[[source]]\nid = "a"\nurl = "nowhere"',
        "watches.d/w.toml": '[[watch]]\nid = "w"\nqery = "x"\nquery = "x"',
        "watches.d/ignored.txt": "not TOML",
    }.items():
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(text, "utf-8")
    said = [m.line_of_text() for m in found('data = "d"\nx = 1\n')]
    assert [line.split(": ")[0] for line in said] == [
        "presswatch.toml:2",
        "sources.d/a.toml:3",
        "sources.d/b.toml:2",
        "sources.d/b.toml:4",
        "watches.d/w.toml:3",
    ]
    assert "used already at sources.d/a.toml:2" in said[2]
    assert "belongs in presswatch.toml" in said[3]
    assert 'did you mean "query"' in said[4]


def test_a_part_left_out_for_its_syntax_makes_no_name_unknown() -> None:
    text = READER.replace('id = "wolves"', "id = wolves")
    agree(
        found(f'{text}to = ["r@example.org"]\nwatches = ["wolves"]\nsend = "hourly"'),
        [(6, "", "no value", None)],
    )


def test_a_file_of_another_charset_is_named_with_the_line() -> None:
    Path("presswatch.toml").write_bytes('data = "x"\n# Müller'.encode("latin-1"))
    with pytest.raises(ConfigErrors, match=r"^presswatch.toml:2: this is not UTF-8 \(byte 0xfc\)"):
        read_settings(Path("presswatch.toml"), {})


def test_a_missing_file_says_what_writes_one() -> None:
    with pytest.raises(ConfigErrors, match=r"^nowhere.toml: there is no such file; `presswatch init`"):
        read_settings(Path("nowhere.toml"), {})


def test_a_folder_in_place_of_the_file_is_said() -> None:
    Path("presswatch.toml").mkdir()
    with pytest.raises(ConfigErrors, match="cannot be read"):
        read_settings(Path("presswatch.toml"), {})


MAIL = '[mail]\nhost = "mail.example.org"\nfrom = "a@example.org"\nusername = "a"\n'
SECRETS: dict[str, tuple[str, list[Expected]]] = {
    "no password": (MAIL, [(4, "username", "PRESSWATCH_MAIL_PASSWORD", None)]),
    "no such file": (
        f'{MAIL}password_file = "gone"',
        [(5, "password_file", "No such file", None), (4, "username", "", None)],
    ),
    "empty file": (
        f'{MAIL}password_file = "empty"',
        [(5, "password_file", "it is empty", None), (4, "username", "", None)],
    ),
    "two passwords": (
        f'{MAIL}password = "hush"\npassword_file = "full"',
        [(5, "password", "leave it out", None)],
    ),
    "password of another kind": (
        f"{MAIL}password = 987654",
        [(5, "password", "this value cannot be used", None)],
    ),
}


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_that_cannot_be_used_is_said_and_never_shown(name: str) -> None:
    Path("empty").write_text(" \n")
    Path("full").write_text("hush\n")
    text, expected = SECRETS[name]
    mistakes = found(text)
    agree(mistakes, sorted(expected, key=lambda e: e[0]))
    said = "\n".join(m.line_of_text() for m in mistakes)
    assert "hush" not in said and "987654" not in said


def test_a_line_that_may_hold_a_secret_is_named_and_never_shown(tmp_path: Path) -> None:
    path = tmp_path / "presswatch.toml"
    path.write_text('timezone = "UTC"\n[mail]\npassword = "geheim\n', "utf-8")
    with pytest.raises(ConfigErrors) as caught:
        read_settings(path, {})
    assert ":3: not TOML" in str(caught.value) and "geheim" not in str(caught.value)
