"""How clients reach us, for the addresses that answers hold."""

from fastapi import Request

from server.parts import Parts


def base_url_of(request: Request, parts: Parts) -> str:
    """The address before every path, without a slash at its end: the one that an operator
    gave, else the one that this request came by."""
    return (parts.settings.public_url or str(request.base_url)).rstrip("/")
