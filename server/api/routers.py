"""Everything that answers, in the order in which addresses are tried. New routers go here."""

from fastapi import APIRouter

from server.api import api_keys, auth, devices, events, health, me, openapi

ROUTERS: tuple[APIRouter, ...] = (
    health.router,
    openapi.router,
    auth.router,
    me.router,
    devices.router,
    api_keys.router,
    events.router,
)
