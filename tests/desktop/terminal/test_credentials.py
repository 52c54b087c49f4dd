"""Promises of who asks: a file that was named, an address, the environment, or a person."""

import io
import os
import sys

import pytest
from scripted_server import Scripted, told

from contract.problems import Code, Problem
from desktop.terminal import credentials
from desktop.terminal.credentials import known_to

TOKENS = {
    "access_token": "access",
    "refresh_token": "refresh",
    "token_type": "bearer",
    "expires_in": 600,
}


@pytest.fixture
def keys(server):
    """Which tokens are sent."""
    server.answer("GET", "/v1/x", told({}))
    server.answer("POST", "/v1/auth/token", told(TOKENS))
    server.answer("POST", "/v1/auth/revoke", Scripted(200))

    def sent() -> list[str]:
        return [one.headers["authorization"] for one in server.sent("GET", "/v1/x")]

    return sent


@pytest.fixture
def key_file(tmp_path):
    (tmp_path / "key").write_text("rk_of_file\n")
    return tmp_path / "key"


def test_a_file_counts_more_than_an_address_and_that_more_than_the_environment(
    client, keys, key_file, monkeypatch
):
    environment = {"REELYARD_API_KEY": "rk_of_environment"}
    monkeypatch.setattr(credentials, "_ask_password", lambda address: "password")
    for email, file in ((None, None), ("ana@example.com", None), ("ana@example.com", key_file)):
        with known_to(client, email, file, environment):
            client.ask("GET", "/v1/x")
    assert keys() == ["Bearer rk_of_environment", "Bearer access", "Bearer rk_of_file"]


@pytest.mark.parametrize(
    "content", [None, b"", b"two words", "schlüssel".encode(), b"x" * 5000 + b" "]
)
def test_a_file_without_a_key_is_said_by_name(client, tmp_path, content):
    if content is not None:
        (tmp_path / "key").write_bytes(content)
    with pytest.raises(Problem) as caught, known_to(client, None, tmp_path / "key", {}):
        pass
    assert caught.value.code is Code.NOT_SIGNED_IN
    assert str(tmp_path / "key") in caught.value.says


def test_where_nobody_can_be_asked_the_way_without_is_said(client, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    monkeypatch.setattr(credentials, "_has_terminal", lambda: False)
    for email in (None, "ana@example.com"):
        with pytest.raises(Problem) as caught, known_to(client, email, None, {}):
            pass
        assert "REELYARD_API_KEY" in caught.value.remedy


def test_a_person_is_asked_on_standard_error_and_the_password_is_not_shown(
    client, keys, server, monkeypatch, capfd
):
    ours, theirs = os.openpty()
    with os.fdopen(theirs, "r") as terminal:
        monkeypatch.setattr(sys, "stdin", terminal)
        monkeypatch.setattr(credentials.getpass, "getpass", lambda question, stream: "secret")
        os.write(ours, b"ana@example.com\n")
        with known_to(client, None, None, {}):
            client.ask("GET", "/v1/x")
    os.close(ours)
    shown = capfd.readouterr()
    assert shown.out == ""
    assert shown.err == "Email address: "
    body = server.sent("POST", "/v1/auth/token")[0].body.decode()
    assert "username=ana%40example.com&password=secret" in body
