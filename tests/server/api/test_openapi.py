"""The document: fresh, complete, and true about every route."""

from importlib.resources import files

import jsonschema_rs
import pytest
from fastapi.routing import APIRoute
from operations import DOCUMENT, Operation, operations
from pydantic import BaseModel

import contract.accounts
import contract.assets
import contract.drafts
import contract.generations
import contract.syncing.hello
import contract.syncing.push
from contract.problems import Code
from server.api.documents import HEADERS, TAGS, document_of, written
from server.api.examples import EXAMPLES
from server.api.order import OpenRoute
from server.api.problems import STATUS
from server.api.routers import ROUTERS

SHAPES = (
    contract.accounts,
    contract.assets,
    contract.drafts,
    contract.generations,
    contract.syncing.hello,
    contract.syncing.push,
)


def test_the_committed_document_is_what_the_routes_say() -> None:
    committed = files("contract").joinpath("openapi.json").read_text("utf-8")
    assert committed == written(document_of(ROUTERS)), (
        "contract/openapi.json is stale: python -m server.api.documents"
    )


def test_every_route_is_of_a_kind_that_keeps_the_order_of_refusals() -> None:
    for router in ROUTERS:
        for route in router.routes:
            assert isinstance(route, OpenRoute), route


def test_every_operation_has_a_name_of_its_own_and_a_known_tag() -> None:
    names = [one.told["operationId"] for one in operations()]
    assert len(set(names)) == len(names)
    for one in operations():
        assert one.told["tags"], str(one)
        assert set(one.told["tags"]) <= set(TAGS), str(one)
        assert one.told["description"], str(one)


def test_no_old_address_is_told_a_second_time() -> None:
    assert not [path for path in DOCUMENT["paths"] if path.startswith("/api")]


@pytest.mark.parametrize("one", operations(), ids=str)
def test_an_operation_tells_what_its_kind_may_refuse(one: Operation) -> None:
    assert "security" in one.told
    told = one.statuses()
    assert 413 in told
    assert (401 in told) == one.is_signed
    assert {400, 409, 422} <= told or not one.is_keyed
    assert {415, 422} <= told or one.body_type is None
    assert 404 in told or not one.has_ids
    assert {412, 428} <= told or "If-Match" not in parameters(one, required=True)
    assert 304 in told or "If-None-Match" not in parameters(one)


@pytest.mark.parametrize("one", operations(), ids=str)
def test_every_refusal_is_a_problem_with_its_codes(one: Operation) -> None:
    for status, response in one.told["responses"].items():
        if status.startswith(("2", "3")):
            continue
        if one.method == "HEAD":
            assert "content" not in response
            continue
        (kind,) = response["content"]
        assert kind == "application/problem+json"
        problem, codes = response["content"][kind]["schema"]["allOf"]
        assert problem == {"$ref": "#/components/schemas/Problem"}
        for code in codes["properties"]["code"]["enum"]:
            assert STATUS[Code(code)] == int(status)
        if status in ("429", "503"):
            assert "Retry-After" in response["headers"]


def parameters(one: Operation, *, required: bool = False) -> set[str]:
    """The names of an operation's parameters, of all or of those it cannot do without."""
    told = one.told.get("parameters", ())
    return {each["name"] for each in told if each.get("required") or not required}


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_a_good_body(name: str) -> None:
    shape = next(getattr(module, name) for module in SHAPES if hasattr(module, name))
    assert issubclass(shape, BaseModel)
    shape.model_validate(EXAMPLES[name])


def test_every_body_of_json_has_an_example_that_fits_its_schema() -> None:
    readers = [one for one in operations() if one.reads_json]
    assert readers
    for one in readers:
        example = one.example()
        assert example, f"{one} has no example: server/api/examples.py"
        schema = one.told["requestBody"]["content"][one.body_type]["schema"]
        whole = {**schema, "components": DOCUMENT["components"]}
        jsonschema_rs.validator_for(whole).validate(example)


def test_every_header_that_is_told_is_told_once() -> None:
    assert set(DOCUMENT["components"]["headers"]) == set(HEADERS)


def test_the_framework_adds_no_route_of_its_own() -> None:
    told = {
        route.path
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute) and route.include_in_schema
    }
    assert set(DOCUMENT["paths"]) == told
