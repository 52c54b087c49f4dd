"""Promises of the wire: its shapes change only together with the number of its schema."""

import hashlib
import json

import pytest
from pydantic import TypeAdapter, ValidationError

from contract.syncing.hello import HelloAnswer, HelloBody
from contract.syncing.ops import SCHEMA, Op
from contract.syncing.pull import DigestAnswer, PullAnswer, SnapshotAnswer
from contract.syncing.push import PushAnswer, PushBody

WIRED = (HelloBody, HelloAnswer, PushBody, PushAnswer, PullAnswer, SnapshotAnswer, DigestAnswer)
# Of each schema that was ever spoken. A shape that only grew keeps its number: write the new
# fingerprint here. One that changed its meaning raises SCHEMA, and gets a line of its own.
FINGERPRINTS = {1: "e537a85a87cdedb7"}
READ = TypeAdapter(Op)
OP_ID = "7f3c1f0e-8a51-4d5e-9d6a-0d5b1f6f2c11"


def described(node):
    """A schema without its words: they may be said better."""
    if isinstance(node, dict):
        return {k: described(v) for k, v in node.items() if k not in ("description", "title")}
    return [described(one) for one in node] if isinstance(node, list) else node


def test_the_shapes_on_the_wire_are_those_of_this_schema():
    shapes = {one.__name__: described(one.model_json_schema(by_alias=True)) for one in WIRED}
    shapes["Op"] = described(READ.json_schema())
    told = json.dumps(shapes, sort_keys=True).encode()
    assert hashlib.sha256(told).hexdigest()[:16] == FINGERPRINTS[SCHEMA]


@pytest.mark.parametrize(
    "op",
    [
        {"n": 13, "kind": "set", "of": "draft", "hlc": "1795500000000-0000", "fields": {"a": 1}},
        {"n": 14, "kind": "text", "of": "draft", "update": "AAA=", "sha256": "0" * 64},
        {"n": 15, "kind": "tags", "of": "asset", "add": ["b"], "remove": ["a"], "seen": 41},
    ],
)
def test_the_ops_of_the_design_are_read(op):
    read = READ.validate_python({**op, "id": OP_ID})
    assert READ.validate_json(read.model_dump_json()) == read


@pytest.mark.parametrize(
    "change",
    [
        {"n": 0},
        {"n": "13"},
        {"n": True},
        {"hlc": "now"},
        {"fields": {}},
        {"fields": {"Title": 1}},
        {"fields": {f"f{n}": n for n in range(65)}},
        {"of": "generation"},
        {"other": 1},
    ],
)
def test_an_op_of_another_shape_is_refused(change):
    op = {"n": 1, "kind": "set", "of": "draft", "id": OP_ID, "hlc": "1795500000000-0000"}
    READ.validate_python({**op, "fields": {"a": 1}})
    with pytest.raises(ValidationError):
        READ.validate_python({**op, "fields": {"a": 1}, **change})
