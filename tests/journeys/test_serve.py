"""`reelyard serve`, seen from outside: one line when it is ready, everything dies with it, and
whatever else dies comes back."""

import json
import os
import pwd
import signal
import stat
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import psutil
import pytest
from served import Ended, Served

from reel.terminal.stopping import ECHO_S
from server.gentleness import NICENESS

PASSWORD = "correct horse battery"


def me(served: Served) -> httpx.Response:
    """Who the key of this computer belongs to: asks the API, which asks the database."""
    signature = {"Authorization": f"Bearer {served.key}"}
    return httpx.get(f"{served.url}/v1/me", headers=signature, timeout=60)


def until(served: Served, is_so: Callable[[], bool]) -> None:
    """Look again and again until it is so, or the server has ended, or it takes too long."""
    for _ in range(1200):
        if is_so():
            return
        with suppress(subprocess.TimeoutExpired):
            served.process.wait(0.1)
            raise AssertionError(served.log.read_text()[-3000:])
    raise AssertionError("it never came to be so")


def answers(served: Served) -> bool:
    try:
        return me(served).status_code == 200
    except httpx.TransportError:
        return False


def test_its_one_line_says_where_it_answers_and_who_it_is(served):
    assert json.loads(served.line) == {"url": served.url, "pid": served.process.pid}
    assert httpx.get(f"{served.url}/healthz").json() == {"status": "ok"}
    assert httpx.get(f"{served.url}/readyz").status_code == 200


def test_its_log_is_json_and_holds_no_secret(served):
    me(served)
    lines = served.log.read_text().splitlines()
    assert all("event" in json.loads(line) for line in lines)
    secret = (served.folder / "secret").read_text().strip()
    assert not any(secret in line or served.key in line for line in lines)


def test_what_it_keeps_is_for_the_person_alone(served):
    assert stat.S_IMODE(served.folder.stat().st_mode) == 0o700
    for name in ("secret", "local.json", "port"):
        assert stat.S_IMODE((served.folder / name).stat().st_mode) == 0o600


def test_the_account_of_this_computer_needs_no_sign_up_and_is_never_refused(served):
    assert me(served).json()["email"] == "local@localhost"
    signature = {"Authorization": f"Bearer {served.key}"}
    usage = httpx.get(f"{served.url}/v1/usage", headers=signature).json()
    assert (usage["plan"], usage["exports_limit"], usage["minutes_limit"]) == ("own", None, None)


def test_a_second_server_in_the_folder_is_refused_and_harms_nothing(served, reelyard):
    done = reelyard("serve", "--data", served.folder)
    assert (done.returncode, done.stdout) == (71, "")
    assert f"Another server works in {served.folder}" in done.stderr
    assert "Traceback" not in done.stderr
    assert me(served).status_code == 200


def test_who_draws_goes_after_everything_else_on_the_computer(served):
    """The renders, their encoders, their whole sessions; not who answers, and not the database."""
    niceness = {
        word: {psutil.Process(pid).nice() for pid in served.pids(word)}
        for word in ("worker", "api", "-D")
    }
    assert niceness == {"worker": {NICENESS}, "api": {0}, "-D": {0}}
    for pid in served.pids("worker"):
        session = Path(f"/proc/{pid}/autogroup")
        if session.exists():
            assert session.read_text().split()[-1] == str(NICENESS)


def test_a_port_that_is_taken_is_said(served, reelyard, tmp_path):
    port = served.url.rpartition(":")[2]
    done = reelyard("serve", "--data", tmp_path / "other", "--port", port)
    assert (done.returncode, done.stdout) == (78, "")
    assert port in done.stderr


def test_admin_works_beside_a_running_server(served, reelyard):
    body = {"email": "admin-test@example.com", "password": PASSWORD}
    assert httpx.post(f"{served.url}/v1/auth/signup", json=body, timeout=60).status_code == 201
    done = reelyard("admin", "--data", served.folder, "set-plan", body["email"], "pro")
    assert done.returncode == 0, done.stderr
    done = reelyard("admin", "--data", served.folder, "users")
    plans = dict(line.split()[:2] for line in done.stdout.splitlines()[1:])
    assert plans["local@localhost"] == "own"
    assert plans[body["email"]] == "pro"
    assert reelyard("admin", "--data", served.folder, "tasks").returncode == 0


@pytest.fixture(scope="module")
def fragile(tmp_path_factory) -> Iterator[list[Served]]:
    """A server of which things are killed; whoever kills it puts another in its place."""
    running = [Served(tmp_path_factory.mktemp("fragile") / "data", "--api-processes", "2")]
    yield running
    assert running[0].stop(signal.SIGINT) == Ended(130, "", [])


def test_a_second_ctrl_c_waits_for_nobody_and_leaves_nobody(tmp_path):
    served = Served(tmp_path / "data")
    family = served.family()
    (worker,) = served.pids("worker")
    # It cannot end by itself: one Ctrl-C alone waits long for it, and then says "killing".
    os.kill(worker, signal.SIGSTOP)
    served.process.send_signal(signal.SIGINT)
    until(served, lambda: '"stopping"' in served.log.read_text())
    with pytest.raises(subprocess.TimeoutExpired):
        # One that comes sooner is an echo of the first.
        served.process.wait(ECHO_S + 0.5)
    served.process.send_signal(signal.SIGINT)
    assert served.wait(family) == Ended(130, "", [])
    assert '"killing"' not in served.log.read_text()


@pytest.mark.parametrize("word", ["api", "worker", "-D"])
def test_what_is_killed_comes_back_at_the_same_address(fragile, word):
    (served,) = fragile
    before = served.pids(word)
    victim = min(before)
    psutil.Process(victim).kill()
    until(served, lambda: len(served.pids(word)) == len(before) and victim not in served.pids(word))
    until(served, lambda: answers(served))


def test_connections_wait_while_every_api_process_is_killed(fragile):
    (served,) = fragile
    for pid in served.pids("api"):
        psutil.Process(pid).kill()
    # The socket is the supervisor's: nobody is turned away while nobody accepts.
    assert me(served).status_code == 200


def test_killed_it_leaves_nobody_and_the_next_one_answers_where_it_did(fragile):
    (first,) = fragile
    assert first.kill().left == []
    fragile[:] = [Served(first.folder)]
    assert (fragile[0].url, fragile[0].key) == (first.url, first.key)
    assert me(fragile[0]).status_code == 200


def python_for_anybody(others: tuple[str, ...]) -> tuple[str, dict[str, str]]:
    """A Python that another account may run, and the environment in which it finds us.

    Root's own often lies in root's home.
    """
    checkout = Path(__file__).parents[2]
    path = os.pathsep.join([str(checkout), sysconfig.get_path("purelib")])
    environment = {**os.environ, "PYTHONPATH": path, "HOME": "/"}
    # Linked from a place where they may not go, it would be found by us alone.
    runs = "import os, sys, pydantic_core, server; os.stat(os.path.realpath(sys.executable))"
    for python in (sys.executable, "/usr/bin/python3"):
        words = [*others, python, "-c", runs]
        if (
            subprocess.run(
                words, check=False, env=environment, cwd="/", capture_output=True
            ).returncode
            == 0
        ):
            return python, environment
    pytest.skip("there is no Python that other accounts may run")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root can be others")
def test_an_ordinary_person_can_do_it_all():
    account = pwd.getpwnam("nobody")
    others = ("setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups")
    python, environment = python_for_anybody(others)
    # Not pytest's folder, which is closed to others.
    with tempfile.TemporaryDirectory() as name:
        os.chown(name, account.pw_uid, account.pw_gid)
        running = Served(
            Path(name) / "data",
            command=(*others, python, "-P", "-m", "reelyard"),
            environment=environment,
        )
        assert me(running).status_code == 200
        assert {child.uids().real for child in running.family()} == {account.pw_uid}
        assert running.stop() == Ended(0, "", [])
