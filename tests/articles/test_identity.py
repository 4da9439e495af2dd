"""Identity: a table of addresses that are one article or several, and laws that hold for every address."""

import contextlib
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.errors import ArticlesError
from articles.identity import (
    NotAWebAddress,
    check_canonical,
    clean_link,
    registrable_domain,
    same_site,
    site_of,
    url_key,
)

CASES = tomllib.loads(Path(__file__).with_suffix("").with_name("identity.toml").read_text(encoding="utf-8"))


def named(cases: list[dict[str, Any]]) -> list[Any]:
    return [pytest.param(case, id=case["why"]) for case in cases]


@pytest.mark.parametrize("case", named(CASES["same"]))
def test_twins_have_one_key(case: dict[str, Any]) -> None:
    assert len({url_key(url) for url in case["urls"]}) == 1, {url: url_key(url) for url in case["urls"]}


@pytest.mark.parametrize("case", named(CASES["different"]))
def test_different_articles_keep_their_keys(case: dict[str, Any]) -> None:
    keys = [url_key(url) for url in case["urls"]]
    assert len(set(keys)) == len(keys), sorted(keys)


@pytest.mark.parametrize("case", named(CASES["canonical"]))
def test_a_canonical_claim_is_checked(case: dict[str, Any]) -> None:
    assert check_canonical(case["claim"], case["page"]) == case.get("answer")


@pytest.mark.parametrize("case", [pytest.param(case, id=case["url"]) for case in CASES["frozen"]])
def test_keys_that_databases_hold_never_change(case: dict[str, Any]) -> None:
    assert url_key(case["url"]) == case["key"]


def test_every_case_is_idempotent_and_its_clean_link_is_the_same_article() -> None:
    urls = [url for group in ("same", "different") for case in CASES[group] for url in case["urls"]]
    for url in urls:
        assert url_key(url_key(url)) == url_key(url)
        assert clean_link(clean_link(url)) == clean_link(url)
        assert url_key(clean_link(url)) == url_key(url)


@pytest.mark.parametrize(
    ("url", "clean"),
    [
        ("http://www.Example.com", "http://www.example.com/"),
        ("https://m.example.com/a/amp/?utm_source=x&b=2&a=#top", "https://m.example.com/a/amp/?b=2&a="),
        ("https://example.com/a b/ä?q=c d", "https://example.com/a%20b/%C3%A4?q=c%20d"),
        ("https://reader:secret@example.com/a", "https://example.com/a"),
        ("https://www.google.com/url?q=http://example.com/a%3Futm_source%3Dx", "http://example.com/a"),
        ("https://example.com/#!/story/1", "https://example.com/#!/story/1"),
        ("https://example.com\\a\\b", "https://example.com/a/b"),
    ],
)
def test_links_for_readers_are_whole_and_clean(url: str, clean: str) -> None:
    assert clean_link(url) == clean


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://www.Example.com/a", "example.com"),
        ("https://m.example.co.uk:443/", "example.co.uk"),
        ("http://127.1.2.3:8080/a", "127.1.2.3:8080"),
        ("127.1.2.3:8080", "127.1.2.3:8080"),
        ("http://[::1]:8080/", "[::1]:8080"),
        ("https://xn--d1abbgf6aiiy.xn--p1ai/", "президент.рф"),
        ("президент.рф", "президент.рф"),
        ("https://news.example.com/", "news.example.com"),
        ("http://localhost:8000", "localhost:8000"),
    ],
)
def test_a_site_is_its_host_as_readers_know_it(url: str, site: str) -> None:
    assert site_of(url) == site


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "mailto:a@example.com",
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://example.com/a",
        "http://",
        "http:///a",
        "https://exa mple.com/",
        "http://example.com:99999/",
        "http://example.com:port/",
        "http://a..b/",
        "http://[::1/",
        "/a/b",
        "?x",
    ],
)
def test_what_is_no_web_address_is_refused(text: str) -> None:
    for function in (url_key, clean_link, site_of):
        with pytest.raises(NotAWebAddress) as raised:
            function(text)
        assert isinstance(raised.value, ArticlesError) and isinstance(raised.value, ValueError)


def test_registrable_domains_come_from_the_packaged_list() -> None:
    assert registrable_domain("news.example.co.uk") == "example.co.uk"
    assert registrable_domain("one.blogspot.com") == "one.blogspot.com"
    assert registrable_domain("localhost") == "localhost"
    assert same_site("https://news.example.com/a", "http://example.com/b")
    assert not same_site("https://example.com/a", "https://example.org/b")
    assert not same_site("http://127.1.2.3:8080/a", "http://127.1.2.3:8081/a")
    assert not same_site("mailto:x", "https://example.org/b")


_HOSTS = st.sampled_from(
    [
        "example.com",
        "www.example.com",
        "m.example.co.uk",
        "amp.www.m.example.org",
        "127.1.2.3:8080",
        "[::1]:80",
        "президент.рф",
        "cdn.ampproject.org",
        "www.google.com",
        "l.facebook.com",
        "localhost:9",
        "www.www.com",
        "m.m.m",
        "wsj.com",
    ]
)
_SEGMENTS = st.sampled_from(
    [
        "",
        "amp",
        "AMP",
        "a-b",
        "amphtml",
        "index.html",
        "story-1.amp.html",
        ".amp",
        "..amp",
        "x.amp",
        "!amp",
        ".!amp",
        "c",
        "s",
        "amp_articleshow",
        "1",
        "2026",
        "..",
        ".",
        "%2e",
        "%2E%2e",
        "%",
        "%zz",
        "%41",
        "a;jsessionid=1",
        "x.com",
        "url",
        "l.php",
        "новости",
        "default.aspx",
        "m",
        "print",
        ";sid=1",
        ".;sid=2",
    ]
) | st.text(max_size=6)
_QUERIES = st.lists(
    st.sampled_from(
        [
            "id=1",
            "utm_source=x",
            "amp",
            "amp=1",
            "b=",
            "b",
            "a=%20",
            "a=+",
            "url=http://m.example.com/a?id=1",
            "amp;c=1",
            "u=https%3A%2F%2Fwww.google.com%2Furl%3Fq%3Dhttp%253A%252F%252Fx.com%252F",
            "view=mobile",
            "ref=side",
            "ref=123456",
            "q=http:///",
        ]
    )
    | st.text(max_size=6),
    max_size=4,
).map("&".join)
_URLS = st.builds(
    lambda scheme, host, path, query, rest: (
        f"{scheme}{host}/{'/'.join(path)}{'?' + query if query else ''}{rest}"
    ),
    st.sampled_from(["http://", "https://", "", "//", "HTTP://user@"]),
    _HOSTS,
    st.lists(_SEGMENTS, max_size=6),
    _QUERIES,
    st.sampled_from(["", "#top", "#!/a", "#!"]),
)


@settings(max_examples=500)
@given(_URLS)
def test_keys_and_links_are_idempotent(url: str) -> None:
    try:
        key = url_key(url)
    except NotAWebAddress:
        return
    assert url_key(key) == key
    link = clean_link(url)
    assert clean_link(link) == link
    assert url_key(link) == key
    assert site_of(link) == site_of(url)
    assert key.isascii() and link.isascii() and " " not in link


@given(_URLS, st.sampled_from(["utm_source=a", "fbclid=b", "gclid=", "at_medium=c", "mc_cid=d"]))
def test_tracking_never_changes_the_key(url: str, parameter: str) -> None:
    url = url.strip("".join(map(chr, range(33))))
    bare, mark, fragment = url.partition("#")
    try:
        key = url_key(url)
    except NotAWebAddress:
        return
    if "google" in url or "facebook" in url or "q=http" in url:
        return  # a parameter added to a redirector's own address is not one of its target
    assert url_key(f"{bare}{'&' if '?' in bare else '?'}{parameter}{mark}{fragment}") == key


@given(st.text())
def test_any_text_is_an_address_or_refused(text: str) -> None:
    with contextlib.suppress(NotAWebAddress):
        assert url_key(url_key(text)) == url_key(text)
    answer = check_canonical(text, "https://example.com/news/storm-hits-the-coast-again")
    assert answer is None or registrable_domain(site_of(answer)) == "example.com"


@given(_URLS, _URLS)
def test_a_believed_claim_is_a_whole_address_of_the_same_publisher(claim: str, page: str) -> None:
    answer = check_canonical(claim, page)
    if answer is not None:
        assert answer.startswith(("http://", "https://")) and url_key(answer)
        assert same_site(answer, clean_link(page)) or url_key(answer) == url_key(page)
