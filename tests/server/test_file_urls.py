"""Promises of signed addresses: ours alone, for a while, and with a name that is safe to keep."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from server.file_urls import (
    GOOD_FOR,
    KINDS,
    LONGEST_STEM_BYTES,
    NO_FILES,
    Address,
    disposition_of,
    is_ours,
    media_type_of,
    safe_stem,
    urls_for,
)

SECRET = "a secret of tests, long enough to be one"
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
BASE = "https://reelyard.example/under"
SHA256 = "5f" * 32
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


def address_in(url: str) -> Address:
    """The parts of an address as a server reads them."""
    parts = urlsplit(url)
    _, _, sha256, name = parts.path.removeprefix("/under").strip("/").split("/")
    query = parse_qs(parts.query)
    return Address(sha256, unquote(name), query["expires"][0], query["signature"][0])


def one_address(title: str = "Why?") -> Address:
    url = urls_for(SECRET, BASE, {"video": SHA256}, title, NOW).video_url
    assert url is not None
    return address_in(url)


def test_each_kind_of_file_has_an_address_and_each_missing_one_has_none():
    files = {kind: f"{n:064x}" for n, kind in enumerate(KINDS) if kind != "proxy"}
    urls = urls_for(SECRET, BASE, files, "Why?", NOW).model_dump()
    assert urls.pop("proxy_url") is None
    assert {kind: address_in(urls[f"{kind}_url"]).sha256 for kind in files} == files
    assert all(is_ours(SECRET, address_in(url)) for url in urls.values())
    assert len({address_in(url).name for url in urls.values()}) == len(files)
    assert urls_for(SECRET, BASE, {}, "Why?", NOW) == NO_FILES


@given(TEXTS)
def test_an_address_with_any_title_is_ours_and_good_for_a_quarter_of_an_hour(title):
    address = one_address(title)
    assert is_ours(SECRET, address)
    assert address.expires_at == NOW + GOOD_FOR == NOW + timedelta(minutes=15)


@pytest.mark.parametrize(
    "change",
    [
        {"sha256": "5e" * 32},
        {"name": "Why.html"},
        {"expires": "99999999999"},
        {"expires": ""},
        {"expires": "-1"},
        {"expires": "9" * 5000},
        {"expires": "١٢٣"},
        {"signature": ""},
        {"signature": "é"},
        {"signature": "A" * 43},
    ],
)
def test_an_address_that_was_changed_is_not_ours(change):
    address = one_address()
    assert is_ours(SECRET, address)
    assert not is_ours(SECRET, Address(**{**vars(address), **change}))


def test_an_address_of_another_server_is_not_ours():
    assert not is_ours(SECRET[::-1], one_address())


@given(TEXTS)
def test_a_name_is_safe_on_every_system(title):
    stem = safe_stem(title)
    assert 1 <= len(stem.encode()) <= LONGEST_STEM_BYTES
    assert not set(stem) & set('/\\:*?"<>|\r\n\t\0;%')
    assert stem == stem.strip(" .")
    assert stem.split(".")[0].strip().lower() not in {"con", "nul", "aux", "prn", "com1", "lpt9"}
    assert safe_stem(stem) == stem


@pytest.mark.parametrize(
    ("title", "stem"),
    [
        ("Why is the sky blue?", "Why is the sky blue"),
        ("../../etc/passwd", "etc passwd"),
        (".hidden", "hidden"),
        ("a\u202egpj.exe", "a gpj.exe"),
        ("Чому небо синє?", "Чому небо синє"),
        ("👨‍👩‍👧‍👦 day", "👨‍👩‍👧‍👦 day"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\u200d", "reel"),
        ("???", "reel"),
        ("", "reel"),
        ("NUL", "reel"),
        ("con.txt", "reel"),
        ("é" * 200, "é" * 90),
    ],
)
def test_a_title_becomes_a_name_that_a_person_knows(title, stem):
    assert safe_stem(title) == stem


@given(TEXTS)
def test_a_disposition_is_one_header_in_ascii_that_holds_the_whole_name(title):
    name = safe_stem(title) + ".mp4"
    header = disposition_of(name)
    assume(name != ".mp4")
    assert header.isascii()
    assert header.isprintable()
    assert header.startswith('inline; filename="')
    assert header.count('"') == 2
    assert unquote(header.split("filename*=UTF-8''")[1]) == name


def test_what_a_file_is_follows_from_the_name_that_we_gave():
    for kind in KINDS.values():
        assert media_type_of("name" + kind.ending) == kind.media_type
    assert media_type_of("name.html") == "application/octet-stream"
