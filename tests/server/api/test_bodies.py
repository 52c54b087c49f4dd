"""What counts as JSON here: RFC 8259, without what cannot be stored or told exactly."""

import pytest

from contract.problems import Code, Problem
from contract.values import LARGEST_WHOLE_NUMBER
from server.api.bodies import read_json

REFUSED = {
    "nothing": b"",
    "NaN": b'{"a": NaN}',
    "Infinity": b"[Infinity]",
    "a number that is infinite": b"[1e9999]",
    "one below": b"[[-1E400]]",
    "a whole number no double holds": b"[%d]" % (LARGEST_WHOLE_NUMBER + 1),
    "a very long one": b"1" * 5000,
    "NUL in a text": b'{"a": "x\\u0000"}',
    "NUL in a name": b'{"\\u0000": 1}',
    "NUL as it is": b'"\0"',
    "half a pair of surrogates": b'"\\ud800"',
    "the other half": b'"\\udc00"',
    "bytes that are no UTF-8": b'"\xff"',
    "surrogates as bytes": b'"\xed\xa0\x80"',
    "a byte order mark": b"\xef\xbb\xbf{}",
    "UTF-16": '{"a": 1}'.encode("utf-16"),
    "a bomb of brackets": b"[" * 100_000,
    "a deep one that is closed": b"[" * 5000 + b"]" * 5000,
    "a comment": b"{} // really",
    "two values": b"{}{}",
}


@pytest.mark.parametrize("body", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_not_ours_to_read_is_a_problem(body: bytes) -> None:
    with pytest.raises(Problem) as refused:
        read_json(body)
    assert refused.value.code is Code.INVALID_BODY


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b" {} ", {}),
        (b'"\\ud83d\\ude00"', "\U0001f600"),
        (b"[1e10, 1E-400, -0]", [1e10, 0.0, 0]),
        (b"[%d]" % LARGEST_WHOLE_NUMBER, [LARGEST_WHOLE_NUMBER]),
        (b"[-%d]" % LARGEST_WHOLE_NUMBER, [-LARGEST_WHOLE_NUMBER]),
        (b'["00000000000000000000"]', ["0" * 20]),
        (b'{"a": 1, "a": 2}', {"a": 2}),
        (b"[true, false, null, 1234567890123456]", [True, False, None, 1234567890123456]),
        ("\u2028".join('""').encode(), "\u2028"),
    ],
)
def test_all_other_json_is_read_as_it_is(body: bytes, value: object) -> None:
    assert read_json(body) == value
