"""The catalogue over HTTP: platforms, presets, and what each looks like."""

import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from server_client import client
from server_users import make_token, make_user
from sqlalchemy.ext.asyncio import AsyncEngine

from contract.platforms import PlatformsAnswer
from contract.presets import PresetsAnswer
from reel import catalogue
from server.database import transaction

pytestmark = pytest.mark.anyio


@pytest.fixture
async def api(engine: AsyncEngine, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with transaction(engine) as session:
        token = await make_token(session, await make_user(session))
    async with client(engine, tmp_path, token=token) as opened:
        yield opened


async def test_platforms_are_those_of_the_catalogue(api):
    answer = await api.get("/v1/platforms")
    told = PlatformsAnswer.model_validate_json(answer.content)
    assert told.platforms == catalogue.platforms()


async def test_presets_say_what_they_are_and_show_it(api):
    answer = await api.get("/v1/presets")
    told = PresetsAnswer.model_validate_json(answer.content)
    assert [preset.id for preset in told.presets] == [one.id for one in catalogue.presets()]
    for preset in told.presets:
        assert (preset.variants, preset.voice) == (3, None)
        picture = await api.get(preset.picture_url)
        assert (picture.status_code, picture.headers["Content-Type"]) == (200, "image/jpeg")
        assert picture.content.startswith(b"\xff\xd8\xff")
        assert picture.headers["Cache-Control"].startswith("public, max-age=")


@pytest.mark.parametrize("path", ["/v1/platforms", "/v1/presets", "/v1/presets/explainer/picture"])
async def test_what_is_known_is_not_sent_again(api, engine, tmp_path, path):
    first = await api.get(path)
    assert first.headers["Cache-Control"] == "public, max-age=86400"
    again = await api.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    async with client(engine, tmp_path) as nobody:
        assert (await nobody.get(path)).status_code == 401


@pytest.mark.parametrize("id", ["noir", "..", "explainer.jpg", "Explainer"])
async def test_there_is_no_picture_of_what_there_is_not(api, id):
    assert (await api.get(f"/v1/presets/{id}/picture")).status_code == 404


def test_the_api_loads_nothing_that_draws_or_speaks():
    code = (
        "import sys; import server.app; "
        "print([name for name in sys.modules if name.startswith(('reel.pixels', "
        "'reel.narration', 'reel.making', 'cv2', 'av', 'PIL', 'numpy'))])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
