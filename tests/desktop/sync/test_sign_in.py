"""Promises of signing in: a password becomes a session that renews itself and is ended."""

from urllib.parse import parse_qs

import pytest
from scripted_reel import ME
from scripted_server import Scripted, refused, told

from contract.problems import Code, Problem
from desktop.sync.api_client import ApiClient
from desktop.sync.sign_in import signed_in, whoami


def tokens(number: int) -> Scripted:
    return told(
        {
            "access_token": f"access-{number}",
            "refresh_token": f"refresh-{number}",
            "token_type": "bearer",
            "expires_in": 600,
        }
    )


@pytest.fixture
def nobody(server):
    """A client that is not signed in."""
    with ApiClient(server.url) as client:
        yield client


def forms(server, path: str) -> list[dict[str, str]]:
    sent = server.sent("POST", path)
    return [{k: v[0] for k, v in parse_qs(one.body.decode()).items()} for one in sent]


def test_within_the_block_they_speak_as_the_person_and_after_it_no_more(server, nobody):
    server.answer("POST", "/v1/auth/token", tokens(1))
    server.answer("GET", "/v1/me", told(ME))
    server.answer("POST", "/v1/auth/revoke", Scripted(200))
    with signed_in(nobody, "ana@example.com", "p&ss wörd", "Terminal on desk"):
        assert whoami(nobody).email == "ana@example.com"
    assert forms(server, "/v1/auth/token") == [
        {
            "grant_type": "password",
            "username": "ana@example.com",
            "password": "p&ss wörd",
            "device_name": "Terminal on desk",
        }
    ]
    assert server.sent("GET", "/v1/me")[0].headers["authorization"] == "Bearer access-1"
    assert forms(server, "/v1/auth/revoke") == [{"token": "refresh-1"}]
    assert nobody.token is None


def test_a_token_that_runs_out_is_renewed_with_the_newest_refresh_token(server, nobody):
    server.answer("POST", "/v1/auth/token", tokens(1), tokens(2), tokens(3))
    late = refused(401, "not-signed-in")
    server.answer("GET", "/v1/me", late, told(ME), late, told(ME))
    server.answer("POST", "/v1/auth/revoke", Scripted(200))
    with signed_in(nobody, "ana@example.com", "password", "Terminal"):
        whoami(nobody)
        whoami(nobody)
    refreshed = [form.get("refresh_token") for form in forms(server, "/v1/auth/token")]
    assert refreshed == [None, "refresh-1", "refresh-2"]
    assert forms(server, "/v1/auth/revoke") == [{"token": "refresh-3"}]


def test_signing_out_with_a_token_that_ran_out_renews_it_first(server, nobody):
    server.answer("POST", "/v1/auth/token", tokens(1), tokens(2))
    server.answer("POST", "/v1/auth/revoke", refused(401, "not-signed-in"), Scripted(200))
    with signed_in(nobody, "ana@example.com", "password", "Terminal"):
        pass
    sent = server.sent("POST", "/v1/auth/revoke")
    assert [one.headers["authorization"] for one in sent] == ["Bearer access-1", "Bearer access-2"]
    assert (nobody.token, nobody.renew) == (None, None)


def test_a_wrong_password_is_the_servers_problem_and_nothing_is_left(server, nobody):
    server.answer("POST", "/v1/auth/token", refused(400, "invalid-grant"))
    with pytest.raises(Problem) as caught, signed_in(nobody, "ana@example.com", "x", "Terminal"):
        pass
    assert caught.value.code is Code.INVALID_GRANT
    assert [request.path for request in server.requests] == ["/v1/auth/token"]


def test_signing_out_that_does_not_arrive_is_no_failure(server, nobody):
    server.answer("POST", "/v1/auth/token", tokens(1))
    server.answer("POST", "/v1/auth/revoke", Scripted(200, b"lost", cut_after=1))
    with signed_in(nobody, "ana@example.com", "password", "Terminal"):
        pass
    assert server.sent("POST", "/v1/auth/revoke")


def test_a_stranger_who_speaks_json_is_one_all_the_same(server, nobody):
    server.answer("GET", "/v1/me", told({"hello": "world"}))
    server.answer("POST", "/v1/auth/token", told([1]))
    with pytest.raises(Problem) as caught:
        whoami(nobody)
    assert "Something else than Reelyard" in caught.value.says
    signing_in = signed_in(nobody, "ana@example.com", "password", "Terminal")
    with pytest.raises(Problem) as caught, signing_in:
        pass
    assert "Something else than Reelyard" in caught.value.says
