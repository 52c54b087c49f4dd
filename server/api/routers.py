"""Everything that answers, in the order in which it is documented. New routers go here."""

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
    media,
    openapi,
    sync,
    usage,
)

ROUTERS: tuple[APIRouter, ...] = (
    health.router,
    openapi.router,
    auth.router,
    auth.signing_out,
    me.router,
    devices.router,
    api_keys.router,
    create.router,
    create.signed,
    usage.router,
    generations.router,
    drafts.router,
    media.router,
    media.sending,
    media.part_taking,
    library.router,
    library.saving,
    dashboard.router,
    catalogue.router,
    files.router,
    sync.router,
    sync.pushes,
    events.router,
)

# Addresses are tried one after the other: what is asked most comes before all others.
OFTEN: tuple[APIRouter, ...] = (generations.router, usage.router, create.router)
TRIED = (*OFTEN, *(router for router in ROUTERS if router not in OFTEN))
