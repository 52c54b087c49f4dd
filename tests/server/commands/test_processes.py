"""Promises of the parts of a server by themselves: they say when they are ready, and end well."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from server.commands import api, migrate, serve
from server.listening_socket import bind, url_of

SECRET = "a secret of tests, long enough to be one"


@pytest.fixture
def environment(database_url, tmp_path):
    """What processes on many machines are told."""
    return {
        **os.environ,
        "REELYARD_DATABASE_URL": database_url,
        "REELYARD_FILES": str(tmp_path / "files"),
        "REELYARD_SECRET": SECRET,
    }


@contextmanager
def running(*words: str, environment, fds=()) -> Iterator[tuple[subprocess.Popen[str], dict]]:
    """A process that has said it is ready, and what it said; killed if it does not end."""
    # Who starts the tests in the background has it ignored, and children inherit that.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(
        [sys.executable, "-m", "reelyard", *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment,
        pass_fds=fds,
    )
    signal.signal(signal.SIGINT, before)
    assert process.stdout is not None
    try:
        yield process, json.loads(process.stdout.readline())
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_the_api_answers_at_a_port_of_its_own_until_it_is_told_to_stop(environment, number, code):
    with running("api", "--port", "0", environment=environment) as (process, said):
        assert said["pid"] == process.pid
        assert httpx.get(f"{said['url']}/readyz", timeout=60).status_code == 200
        process.send_signal(number)
        assert process.wait(60) == code
        assert process.stdout is not None
        assert process.stdout.read() == ""


def test_the_api_answers_on_a_socket_it_was_given_and_ends_with_its_input(environment):
    with bind("127.0.0.1", 0) as listening:
        number = listening.fileno()
        words = ("api", "--fd", str(number), "--until-eof")
        with running(*words, environment=environment, fds=(number,)) as (process, said):
            assert said["url"] == url_of(listening)
            assert httpx.get(f"{said['url']}/healthz", timeout=60).status_code == 200
            assert process.stdin is not None
            process.stdin.close()
            process.stdin = None
            assert process.wait(60) != 0


def test_a_stream_of_events_does_not_keep_the_api_from_ending(environment):
    with running("api", "--port", "0", environment=environment) as (process, said):
        body = {"email": "ana@example.com", "password": "correct horse battery"}
        with httpx.Client(base_url=said["url"], timeout=60) as client:
            client.post("/v1/auth/signup", json=body).raise_for_status()
            form = {"grant_type": "password", "username": body["email"]}
            token = client.post("/v1/auth/token", data={**form, "password": body["password"]})
            signature = {"Authorization": f"Bearer {token.json()['access_token']}"}
            with client.stream("GET", "/v1/events", headers=signature) as stream:
                lines = stream.iter_lines()
                assert next(lines).startswith("retry:")
                process.send_signal(signal.SIGTERM)
                assert [line for line in lines if line.startswith("event:")] == []
        assert process.wait(60) == 0


def test_a_worker_says_that_it_is_ready_and_ends_well(environment):
    with running("worker", environment=environment) as (worker, said):
        assert said == {"pid": worker.pid}
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(60) == 0


@pytest.mark.parametrize("command", ["api", "worker", "migrate"])
def test_without_its_settings_each_says_which_is_missing(command):
    bare = {k: v for k, v in os.environ.items() if "DATABASE_URL" not in k}
    words = [sys.executable, "-m", "reelyard", command]
    done = subprocess.run(words, capture_output=True, text=True, env=bare, check=False)
    assert (done.returncode, done.stdout) == (78, "")
    assert "export REELYARD_DATABASE_URL=" in done.stderr
    assert "Traceback" not in done.stderr


def test_migrate_makes_the_tables_and_may_be_repeated(empty_database_url, monkeypatch, capsys):
    monkeypatch.setenv("REELYARD_DATABASE_URL", empty_database_url)
    assert migrate.main([]) == migrate.main([]) == 0
    assert "up to date" in capsys.readouterr().err


def test_migrate_says_when_nobody_answers(monkeypatch, capsys):
    with socket.create_server(("127.0.0.1", 0)) as once:
        port = once.getsockname()[1]
    monkeypatch.setenv("REELYARD_DATABASE_URL", f"postgresql://reelyard@127.0.0.1:{port}/x")
    assert migrate.main([]) == 68
    assert "does not answer" in capsys.readouterr().err


@pytest.mark.parametrize("port", ["-1", "65536", "http", ""])
@pytest.mark.parametrize("main", [api.main, serve.main])
def test_what_is_no_port_is_a_usage_error(main, port, capsys):
    with pytest.raises(SystemExit) as ended:
        main([f"--port={port}"])
    assert ended.value.code == 2
    assert "65535" in capsys.readouterr().err
