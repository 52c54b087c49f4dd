"""Everything that answers, in the order in which addresses are tried. New routers go here."""

from fastapi import APIRouter

from server.api import (
    api_keys,
    auth,
    catalogue,
    create,
    dashboard,
    devices,
    drafts,
    events,
    files,
    generations,
    health,
    library,
    me,
    openapi,
    usage,
)

ROUTERS: tuple[APIRouter, ...] = (
    health.router,
    openapi.router,
    auth.router,
    me.router,
    devices.router,
    api_keys.router,
    create.router,
    create.signed,
    usage.router,
    generations.router,
    drafts.router,
    library.router,
    library.saving,
    dashboard.router,
    catalogue.router,
    files.router,
    events.router,
)
