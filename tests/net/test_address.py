import pytest

from net.address import host_of, literal_host, origin_of, request_url
from net.errors import BadAddress


@pytest.mark.parametrize(
    ("link", "base", "expected"),
    [
        ("http://Example.COM", None, "http://example.com/"),
        (" https://a.example/x \n", None, "https://a.example/x"),
        ("http://user:secret@a.example/x#part", None, "http://a.example/x"),
        (
            "http://тест.рф/новости?я=ж",
            None,
            "http://xn--e1aybc.xn--p1ai/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8?%D1%8F=%D0%B6",
        ),
        ("/a b?c=d e", "https://a.example/x/y", "https://a.example/a%20b?c=d+e"),
        ("//b.example/z", "https://a.example/", "https://b.example/z"),
        ("?p=2", "https://a.example/x?p=1", "https://a.example/x?p=2"),
        ("http://a.example:80/x", None, "http://a.example/x"),
        ("http://a.example:8080/%2Fx?q=%20a+b", None, "http://a.example:8080/%2Fx?q=%20a+b"),
    ],
)
def test_links_become_urls(link: str, base: str | None, expected: str) -> None:
    assert request_url(link, base) == expected
    assert request_url(expected) == expected


@pytest.mark.parametrize(
    "link",
    [
        "",
        "x",
        "file:///etc/passwd",
        "data:text/html,x",
        "ftp://a.example/",
        "javascript:alert(1)",
        "mailto:a@b.example",
        "gopher://a.example/",
        "http://",
        "http:///x",
        "http://a..b/",
        "http://a.example:99999/",
        "http://a.example:0/",
        "http://xn--abc/",
        "http://" + "a" * 70 + ".example/",
        "http://a.example/" + "x" * 5000,
        "http://[::1/",
    ],
)
def test_what_is_no_web_address_is_refused(link: str) -> None:
    with pytest.raises(BadAddress):
        request_url(link)


def test_parts_of_a_url() -> None:
    assert host_of("http://A.example:81/x") == "a.example"
    assert origin_of("http://a.example:81/x?y") == "http://a.example:81"
    assert origin_of("https://a.example/x") == "https://a.example"
    assert literal_host("http://[::1]:80/") == "::1"
    assert literal_host("http://a.example/") is None
