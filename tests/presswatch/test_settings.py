"""A good configuration becomes frozen settings; secrets stay secret; places of keys are exact."""

import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from pysequoia import Tsk

from presswatch.config_errors import BadValue
from presswatch.config_values import id_of_url, parse_id, parse_url
from presswatch.settings import examine, find_config, read_settings
from presswatch.starter import STARTER
from presswatch.toml_places import Path as KeyPath
from presswatch.toml_places import places
from presswatch.units import parse_duration, parse_size, show_duration, show_size

GOOD = """\
timezone = "Europe/Berlin"
data = "kept"
sources = ["https://meduza.io/rss/all"]
[[source]]
id = "a"
url = "https://a.org/"
country = "DE"
language = "de"
tags = ["one", "two"]
read_every = "1h30m"
was = "old-a"
[[entity]]
id = "k"
name = "Kadyrov*"
aliases = ["Кадыров*"]
[[watch]]
id = "w"
query = '''
entity:k
OR wolf'''
[[subscription]]
id = "s"
to = ["r@example.org", "r@müller.example"]
watches = ["w"]
send = "weekly on monday at 08:00"
[mail]
host = "mail.example.org"
security = "tls"
username = "u"
password = "hush hush"
from = "from@example.org"
[crawl]
allow_networks = ["127.0.0.0/8"]
catch_up = "3d"
[archive]
max_disk = "20GB"
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "presswatch.toml"
    path.write_text(GOOD, "utf-8")
    return path


def test_a_good_configuration_is_read(config: Path) -> None:
    settings = read_settings(config, {})
    assert [(s.id, s.url) for s in settings.sources] == [
        ("a", "https://a.org/"),
        ("meduza.io", "https://meduza.io/rss/all"),
    ]
    assert settings.sources[0].read_every == timedelta(minutes=90)
    assert settings.sources[1].read_every == timedelta(minutes=30)
    assert settings.data == config.parent / "kept"
    assert settings.subscriptions[0].to == ("r@example.org", "r@xn--mller-kva.example")
    assert settings.mail is not None and settings.mail.server_port == 465
    assert settings.archive.max_disk == 20_000_000_000
    assert settings.crawl.catch_up == timedelta(days=3)


def test_settings_cannot_be_changed(config: Path) -> None:
    settings = read_settings(config, {})
    with pytest.raises(ValidationError):
        settings.timezone = "UTC"


def test_a_query_of_many_lines_is_known_by_the_line_of_its_text(config: Path) -> None:
    file, place = examine(config, {}).written["watch", "w", "query"]
    assert (file, place.line, place.text_line) == (str(config), 18, 19)


@pytest.mark.parametrize("where", ["environment", "file", "configuration"])
def test_the_password_comes_from_the_nearest_place_and_is_never_shown(config: Path, where: str) -> None:
    environ = {"PRESSWATCH_MAIL_PASSWORD": "from environment"} if where == "environment" else {}
    if where == "file":
        (config.parent / "secret").write_text("from file\n")
        config.write_text(GOOD.replace('password = "hush hush"', 'password_file = "secret"'), "utf-8")
    settings = read_settings(config, environ)
    wanted = {"environment": "from environment", "file": "from file", "configuration": "hush hush"}[where]
    assert settings.mail_password is not None
    assert settings.mail_password.get_secret_value() == wanted
    shown = f"{settings!r} {settings} {settings.model_dump()} {settings.mail!r}"
    assert wanted not in shown and "hush" not in shown


def test_the_configuration_is_found_where_it_was_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert find_config(None, {}) == Path("presswatch.toml")
    assert find_config(None, {"PRESSWATCH_CONFIG": "/etc/p.toml"}) == Path("/etc/p.toml")
    assert find_config(Path("q.toml"), {"PRESSWATCH_CONFIG": "/etc/p.toml"}) == Path("q.toml")
    assert find_config(tmp_path, {}) == tmp_path / "presswatch.toml"


def test_an_empty_configuration_is_one_without_sources(tmp_path: Path) -> None:
    (tmp_path / "presswatch.toml").write_bytes(b"")
    assert read_settings(tmp_path / "presswatch.toml", {}).sources == ()


def test_a_byte_order_mark_and_windows_line_ends_are_read(tmp_path: Path) -> None:
    path = tmp_path / "presswatch.toml"
    path.write_bytes(GOOD.replace("\n", "\r\n").encode("utf-8-sig"))
    assert examine(path, {}).written["watch", "w", "query"][1].line == 18


def test_the_starter_is_good_as_it_stands_and_with_its_comments_opened(tmp_path: Path) -> None:
    path = tmp_path / "presswatch.toml"
    path.write_text(STARTER, "utf-8")
    assert len(read_settings(path, {}).sources) == 8
    # a line that is only a comment in prose has no key
    opened = [
        line.removeprefix("# ") if line.startswith("# ") and ("=" in line or "[" in line) else line
        for line in STARTER.splitlines()
    ]
    prose = ("presswatch: ", "More sources", "A source may", "What is looked", "Who is mailed")
    path.write_text("\n".join(line for line in opened if not line.startswith(prose)), "utf-8")
    (tmp_path / "mail-password").write_text("x")
    (tmp_path / "keys").mkdir()
    key = Tsk.generate("You <you@example.org>")
    (tmp_path / "keys" / "you.asc").write_text(str(key.extract_certificate()))
    settings = read_settings(path, {})
    assert settings.subscriptions[0].watches == ("chechnya", "press-freedom")
    assert settings.mail is not None and settings.crawl.contact


# --- the scanner of places, against tomllib and tomlkit ---

_SCALARS = st.one_of(
    st.text(max_size=20),
    st.integers(-9, 9**9),
    st.booleans(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.datetimes(),
    st.dates(),
)
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(min_size=1, max_size=5), inner, max_size=3)
    ),
    max_leaves=12,
)


def _paths(value: Any, path: KeyPath = ()) -> set[KeyPath]:
    found = {path} if path else set()
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inner:
        found |= _paths(item, (*path, key))
    return found


@given(st.dictionaries(st.text(min_size=1, max_size=5), _VALUES, max_size=5))
def test_every_key_of_any_document_has_a_place(document: dict[str, Any]) -> None:
    text = tomlkit.dumps(document)
    assert set(places(text)) == _paths(tomllib.loads(text))


AWKWARD = '''\
a.b."c.d" = [ 1, [ "]", '#' ], { x = "}", y.z = [2] } ] # ]
long = """
one "quoted"" \\
   two """""
raw = \'\'\'
it's'\'\'\'
[[t]] # first
[[t.u]]
k = 1979-05-27 07:32:00
[[t.u]]
[t.v]
"" = 1
[ [ t ] ]
[[t.u]]
e = []
'''.replace("[ [ t ] ]", "[[ t ]]")
LINES: dict[KeyPath, int] = {
    ("a",): 1,
    ("a", "b", "c.d", 1, 1): 1,
    ("a", "b", "c.d", 2, "y", "z", 0): 1,
    ("long",): 2,
    ("raw",): 5,
    ("t", 0): 7,
    ("t", 0, "u", 0, "k"): 9,
    ("t", 0, "u", 1): 10,
    ("t", 0, "v", ""): 12,
    ("t", 1): 13,
    ("t", 1, "u", 0, "e"): 15,
}


def test_places_of_awkward_toml_are_exact() -> None:
    found = places(AWKWARD)
    assert set(found) == _paths(tomllib.loads(AWKWARD))
    assert {path: found[path].line for path in LINES} == LINES
    assert (found["long",].text_line, found["raw",].text_line) == (3, 6)


# --- single values ---


@pytest.mark.parametrize(
    ("url", "id"),
    [
        ("https://meduza.io/", "meduza.io"),
        ("https://meduza.io/rss/all", "meduza.io"),
        ("http://www.Example.org:80/feed.xml", "example.org"),
        ("https://feeds.bbci.co.uk/news/world/rss.xml", "feeds.bbci.co.uk-news-world"),
        ("https://example.org:8443/a/b.php?cat=3", "example.org-8443-a-b-cat-3"),
        ("https://xn--e1afmkfd.xn--p1ai/", "пример.рф"),
        ("http://127.0.0.5:8080/feed", "127.0.0.5-8080"),
    ],
)
def test_the_id_of_a_bare_address(url: str, id: str) -> None:
    assert id_of_url(parse_url(url)) == id


@given(st.from_regex(r"https?://[\w.-]{1,20}(:[0-9]{1,5})?(/[^\x00-\x1f]{0,40})?", fullmatch=True))
def test_every_accepted_address_gives_an_id(url: str) -> None:
    try:
        parse_url(url)
    except BadValue:
        return
    assert parse_id(id_of_url(url)) == id_of_url(url)


@given(st.integers(1, 10**8))
def test_a_duration_is_read_as_it_is_shown(seconds: int) -> None:
    assert parse_duration(show_duration(timedelta(seconds=seconds))) == timedelta(seconds=seconds)


def test_sizes() -> None:
    assert (parse_size("1GiB"), parse_size("1.5 MB")) == (1024**3, 1_500_000)
    assert (show_size(999), show_size(1_234_000), show_size(10**13)) == ("999 B", "1.2 MB", "10.0 TB")
