"""What tests of a learner's log share."""

from pathlib import Path

import pytest

from adlab.course import progress


@pytest.fixture
def own_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A learner who has done nothing yet, and a process that has told nothing yet."""
    place = tmp_path / "home"
    monkeypatch.setenv("ADLAB_HOME", str(place))
    monkeypatch.setenv("ADLAB_PREDICT", "")
    monkeypatch.setattr(progress, "_unwritten", [])
    monkeypatch.setattr(progress, "_told", False)
    return place
