"""What all tests share."""

import os

import pytest


def require(condition: object, reason: str) -> None:
    """Skip the running test, with a reason, if this machine lacks what it needs.

    With ``ADLAB_STRICT=1``, as in CI, lacking it is a failure: a test that quietly never runs
    proves nothing.
    """
    if condition:
        return
    if os.environ.get("ADLAB_STRICT") == "1":
        pytest.fail(f"ADLAB_STRICT=1, but {reason}", pytrace=False)
    pytest.skip(reason)
