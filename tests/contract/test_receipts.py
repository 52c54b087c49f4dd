"""The receipt as it is written."""

import pytest
from pydantic import ValidationError

from contract.receipts import Measurement, Receipt


def test_a_measurement_that_does_not_apply_says_so():
    written = Measurement(
        promise="motion", value=None, unit="px", least=None, most=0.05, holds=True
    ).model_dump_json()
    assert '"value":null' in written
    assert Measurement.model_validate_json(written).value is None


def test_a_promise_nobody_made_is_refused():
    with pytest.raises(ValidationError):
        Measurement(promise="beauty", value=1, unit="", least=None, most=None, holds=True)


def test_a_receipt_asks_for_everything_and_nothing_else():
    assert all(field.is_required() for field in Receipt.model_fields.values())
    with pytest.raises(ValidationError):
        Receipt.model_validate({"host": "somewhere"})
