from pathlib import Path

import httpx
import pytest
from prometheus_client import generate_latest
from server_client import make_parts

from server.app import create_app
from server.database import make_engine
from server.listening import Listening
from server.metrics import Metrics

NOWHERE = "postgresql:///none?host=/nowhere"


@pytest.mark.anyio
async def test_requests_are_counted_by_route_method_and_status(tmp_path: Path) -> None:
    app = create_app(make_parts(make_engine(NOWHERE), tmp_path))
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://reelyard.test"
    ) as client:
        for _ in range(3):
            await client.get("/healthz")
        await client.get("/v1/api-keys/some-id")
        await client.get("/somewhere/else")
        await client.request("INVENTED", "/healthz")
    shown = generate_latest(app.state.metrics.registry).decode()
    count = 'reelyard_requests_total{{method="{}",route="{}",status="{}"}} {}'
    assert count.format("GET", "/healthz", 200, 3.0) in shown
    assert count.format("GET", "/v1/api-keys/{id}", 401, 1.0) in shown
    assert count.format("GET", "(none)", 404, 1.0) in shown
    assert count.format("other", "/healthz", 405, 1.0) in shown
    assert 'reelyard_request_seconds_count{method="GET",route="/healthz"} 3.0' in shown
    assert "reelyard_listeners 0.0" in shown
    assert "reelyard_connections_in_use 0.0" in shown


def test_figures_are_shown_at_a_port_of_their_own_and_only_if_wanted() -> None:
    metrics = Metrics(make_engine(NOWHERE), Listening(NOWHERE))
    metrics.count("GET", "/healthz", 200, 0.01)
    with metrics.served(None):
        pass
    with metrics.served(0) as port:
        shown = httpx.get(f"http://127.0.0.1:{port}/metrics").text
    assert "reelyard_requests_total" in shown
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"http://127.0.0.1:{port}/metrics")
