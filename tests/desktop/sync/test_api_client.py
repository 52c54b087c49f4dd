"""Promises of the client: one request, one answer or one plain sentence, whatever the network."""

import socket

import pytest
from scripted_server import Scripted, refused, told

from contract.problems import Code, Problem
from desktop.sync.api_client import ApiClient, is_this_computer


def problem_of(ask) -> Problem:
    with pytest.raises(Problem) as caught:
        ask()
    return caught.value


def test_an_answer_is_read_and_the_token_goes_along(server, client):
    server.answer("POST", "/v1/x", told({"id": 1}, 202, Location="/v1/y"))
    answer = client.ask("POST", "/v1/x", body={"words": "ж"}, headers={"Idempotency-Key": '"k"'})
    assert (answer.status, answer.body) == (202, {"id": 1})
    assert answer.headers["location"] == "/v1/y"
    (request,) = server.requests
    assert request.headers["authorization"] == "Bearer ryk_secret"
    assert request.headers["idempotency-key"] == '"k"'
    assert "ж" in request.body.decode()


@pytest.mark.parametrize("status", [204, 304])
def test_an_answer_without_a_body_is_one(server, client, status):
    server.answer("GET", "/v1/x", Scripted(status))
    assert client.ask("GET", "/v1/x").status == status


def test_a_problem_comes_in_the_servers_words_with_its_facts(server, client):
    facts = {"pool": "exports", "used": 10, "limit": 10, "resets_at": "2026-12-01"}
    server.answer("POST", "/v1/x", refused(403, "quota-exceeded", **facts))
    problem = problem_of(lambda: client.ask("POST", "/v1/x"))
    assert problem.code is Code.QUOTA_EXCEEDED
    assert (problem.says, problem.remedy) == ("Says quota-exceeded.", "Do so.")
    assert problem.facts.items() >= facts.items()
    assert not problem.retryable


def test_what_is_wrong_with_a_body_is_named(server, client):
    errors = [{"where": "body.topic", "says": "Too long"}, {"where": "body.x", "says": "Odd"}]
    server.answer("POST", "/v1/x", refused(422, "invalid-body", errors=errors))
    problem = problem_of(lambda: client.ask("POST", "/v1/x"))
    assert problem.says == "Says invalid-body. body.topic: Too long."


def test_whether_trying_again_helps_is_for_the_server_to_say(server, client):
    for helps in (True, False):
        server.answer("GET", "/v1/x", refused(500, "internal-error", retryable=helps))
        assert problem_of(lambda: client.ask("GET", "/v1/x")).retryable is helps


def test_what_time_cures_says_when(server, client):
    server.answer("GET", "/v1/x", refused(429, "cooldown", retry_after_s=42))
    problem = problem_of(lambda: client.ask("GET", "/v1/x"))
    assert (problem.code, problem.retryable, problem.retry_after_s) == (Code.COOLDOWN, True, 42)


@pytest.mark.parametrize(
    ("status", "code"),
    [(401, Code.NOT_SIGNED_IN), (429, Code.SERVER_BUSY), (418, Code.INVALID_BODY)],
)
def test_a_code_of_a_later_version_is_known_by_its_status(server, client, status, code):
    server.answer("GET", "/v1/x", refused(status, "from-the-future"))
    problem = problem_of(lambda: client.ask("GET", "/v1/x"))
    assert problem.code is code
    assert problem.says == "Says from-the-future."


@pytest.mark.parametrize(
    "answer",
    [
        Scripted(200, b"<html>Sign in to our Wi-Fi</html>", {"Content-Type": "text/html"}),
        Scripted(302, b"", {"Location": "http://portal.example/"}),
        Scripted(200, b"{half", {"Content-Type": "application/json"}),
        Scripted(404, b"nginx", {"Content-Type": "text/plain"}),
        Scripted(200, b"no kind"),
    ],
)
def test_a_stranger_who_answers_is_said_to_be_one(server, client, answer):
    server.answer("GET", "/v1/me", answer)
    problem = problem_of(lambda: client.ask("GET", "/v1/me"))
    assert problem.code is Code.SERVER_UNREACHABLE
    assert "Something else than Reelyard" in problem.says
    assert "sign-in" in problem.remedy
    assert not problem.retryable


def test_a_gateway_whose_server_is_away_is_asked_again_later(server, client):
    page = Scripted(502, b"<html>Bad gateway</html>", {"Content-Type": "text/html"})
    server.answer("GET", "/v1/me", page)
    problem = problem_of(lambda: client.ask("GET", "/v1/me"))
    assert (problem.code, problem.retryable) == (Code.SERVER_BUSY, True)


def test_an_answer_that_breaks_off_is_a_lost_connection(server, client):
    server.answer("GET", "/v1/x", Scripted(200, b'{"id": 1}', {}, cut_after=4))
    problem = problem_of(lambda: client.ask("GET", "/v1/x"))
    assert problem.code is Code.SERVER_UNREACHABLE
    assert "was lost" in problem.says
    assert problem.retryable


@pytest.fixture
def free_port() -> int:
    """A port at which nobody answers."""
    with socket.create_server(("127.0.0.1", 0)) as once:
        return int(once.getsockname()[1])


def test_nobody_there_and_no_such_computer_are_told_apart(free_port):
    with ApiClient(f"http://127.0.0.1:{free_port}") as client:
        problem = problem_of(lambda: client.ask("GET", "/v1/me"))
    assert problem.says == f"Nothing answers at http://127.0.0.1:{free_port}."
    assert "reelyard serve" in problem.remedy
    assert problem.retryable


def test_a_name_that_leads_nowhere_is_said(monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    with ApiClient("http://no-such-computer.invalid") as client:
        problem = problem_of(lambda: client.ask("GET", "/v1/me"))
    assert "no-such-computer.invalid" in problem.says
    assert "online" in problem.remedy


def test_a_server_that_speaks_plainly_where_safety_was_asked_for(server):
    with ApiClient(server.url.replace("http:", "https:")) as client:
        problem = problem_of(lambda: client.ask("GET", "/v1/me"))
    assert "is not safe" in problem.says
    assert not problem.retryable


@pytest.mark.parametrize(
    "address",
    ["", "reels.example.com", "ftp://x", "http://", "http://[::", "http://a:b@c", "http://x:99999"],
)
def test_what_is_no_address_is_said_before_anything_is_sent(address):
    problem = problem_of(lambda: ApiClient(address))
    assert problem.code is Code.SERVER_UNREACHABLE
    assert "https://reels.example.com" in problem.remedy


def test_a_token_that_has_run_out_is_renewed_once(server, client):
    server.answer("GET", "/v1/x", refused(401, "not-signed-in"), told({"id": 1}))
    client.renew = lambda: "ryk_fresh"
    assert client.ask("GET", "/v1/x").body == {"id": 1}
    tokens = [request.headers["authorization"] for request in server.requests]
    assert tokens == ["Bearer ryk_secret", "Bearer ryk_fresh"]


def test_a_token_that_cannot_be_renewed_is_the_problem(server, client):
    server.answer("GET", "/v1/x", refused(401, "not-signed-in"))
    for renewed in (None, "as bad"):
        client.renew = lambda renewed=renewed: renewed
        assert problem_of(lambda: client.ask("GET", "/v1/x")).code is Code.NOT_SIGNED_IN
    assert len(server.requests) == 3


def test_a_signed_address_is_asked_without_our_token(server, client):
    server.answer("GET", "/v1/files/a?sig=1", Scripted(200, b"film"))
    with client.fetch("/v1/files/a?sig=1", {"Range": "bytes=2-"}) as stream:
        assert b"".join(stream.pieces) == b"film"
    (request,) = server.requests
    assert "authorization" not in request.headers
    assert request.headers["range"] == "bytes=2-"


def test_no_proxy_stands_between_this_computer_and_itself(server, monkeypatch, free_port):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port}")
    server.answer("GET", "/v1/x", told({}))
    with ApiClient(server.url) as client:
        assert client.ask("GET", "/v1/x").status == 200


@pytest.mark.parametrize(
    ("server_url", "is_ours"),
    [
        ("http://127.0.0.1:8000", True),
        ("http://localhost", True),
        ("http://[::1]:80", True),
        ("https://reels.example.com", False),
        ("http://192.0.2.1", False),
    ],
)
def test_what_leads_to_this_computer(server_url, is_ours):
    assert is_this_computer(server_url) is is_ours
