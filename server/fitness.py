"""What the doctor tries for a server: its packages, and a PostgreSQL that really starts."""

from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from contract.problems import Problem
from reel.doctor import SET_UP_AGAIN, Check, Finding

PACKAGES = (
    *("alembic", "fastapi", "httptools", "httpx", "obstore", "procrastinate", "prometheus_client"),
    *("psycopg", "psycopg_pool", "pwdlib", "sqlalchemy", "structlog", "uvicorn"),
)


def check_server_packages() -> Finding:
    """Every package of the server loads."""
    broken = [name for name in PACKAGES if not _loads(name)]
    if not broken:
        return Finding("Server packages", f"all {len(PACKAGES)} load")
    return Finding("Server packages", f"{', '.join(broken)} cannot be loaded.", SET_UP_AGAIN)


def check_postgres() -> Finding:
    """A PostgreSQL is there, and a server of ours starts as whoever we are."""
    # Late: a package that does not load must not stop the doctor from saying so.
    try:
        from server.postgres.binaries import find_binaries, find_major
        from server.postgres.keeping import keeping_postgres
    except ImportError as error:
        return Finding("PostgreSQL", f"not tried: {error}.", SET_UP_AGAIN)
    try:
        major = find_major(find_binaries())
        with TemporaryDirectory(prefix="reelyard-doctor-") as name:
            root = Path(name)
            with keeping_postgres(root, root / "postgres"):
                return Finding("PostgreSQL", f"{major} starts")
    except Problem as problem:
        return Finding("PostgreSQL", problem.says, problem.remedy)


CHECKS: tuple[Check, ...] = (check_server_packages, check_postgres)


def _loads(package: str) -> bool:
    try:
        import_module(package)
    except ImportError:
        return False
    return True
