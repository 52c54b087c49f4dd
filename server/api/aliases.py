"""The addresses that the product began with; they lead to the same routes."""

from starlette.types import ASGIApp, Receive, Scope, Send

# Of the first web dashboard: three calls right under /api, the others under /api/v1.
OLD_NAMES = {"/api/jobs": "/v1/jobs", "/api/exports": "/v1/exports", "/api/usage": "/v1/usage"}
OLD_PREFIX, PREFIX = "/api/v1/", "/v1/"


class Aliases:
    """Reads an old address as the new one, before any route is looked for."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the address of today does."""
        if scope["type"] == "http":
            scope = {**scope, "path": todays_path(scope["path"])}
        await self._app(scope, receive, send)


def todays_path(path: str) -> str:
    """The address that answers for this one; mostly itself."""
    if path.startswith(OLD_PREFIX):
        return PREFIX + path.removeprefix(OLD_PREFIX)
    return OLD_NAMES.get(path, path)
