from uuid import UUID

import pytest

from contract.problems import Code, Problem
from server.api.paths import id_of

SOME = UUID("0b5c1c2e-6f0e-5d0c-9a52-6b8f2f1d7a10")


def test_an_id_is_read_in_either_case() -> None:
    assert id_of(str(SOME)) == id_of(str(SOME).upper()) == SOME


@pytest.mark.parametrize(
    "text",
    [
        "", "1", "me", SOME.hex, f"{{{SOME}}}", f"urn:uuid:{SOME}", f" {SOME}", f"{SOME}\0",
        str(SOME)[:-1], f"{SOME}0", "\ud800", "٠" * 36, "0b5c1c2e_6f0e-5d0c-9a52-6b8f2f1d7a10",
        "0b5c1c2e6-f0e-5d0c-9a52-6b8f2f1d7a10",
    ],
)  # fmt: skip
def test_anything_else_is_nothing_of_anybodys(text: str) -> None:
    with pytest.raises(Problem) as refused:
        id_of(text)
    assert refused.value.code is Code.NOT_FOUND
