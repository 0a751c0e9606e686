"""What a fingerprint covers: the package of the judge, whatever it shares its name with."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from ledger.standings import fingerprint as fingerprints
from ledger.standings.fingerprint import fingerprint
from tests.standings.guild import guild

JUDGE = "from {folder} import helper\n\ndef judge(record):\n    return helper.judged(record)\n"
HELPER = "def judged(record):\n    return None\n"


@pytest.fixture
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A namespace that two distributions share, with a package, and modules of its own."""
    for name in ("one", "two"):
        folder = tmp_path / name / "bakers"
        (folder / name).mkdir(parents=True)
        (folder / name / "__init__.py").touch()
        for place, within in ((folder / name, f"bakers.{name}"), (folder, "bakers")):
            (place / "helper.py").write_text(HELPER)
            (place / f"{name}_judge.py").write_text(JUDGE.format(folder=within))
        monkeypatch.syspath_prepend(folder.parent)
    monkeypatch.setattr(sys, "modules", dict(sys.modules))
    return tmp_path


def of(module: ModuleType) -> bytes:
    """The fingerprint of a credential that is judged there, as another process works it out."""
    fingerprints._fingerprint.cache_clear()
    judged = guild()
    assert judged.origin is not None
    judged.origin.found_at += 60
    return fingerprint(judged._replace(judge=module.judge))


@pytest.mark.parametrize(
    ("module", "changed", "is_covered"),
    [
        ("bakers.one.one_judge", "one/bakers/one/helper.py", True),
        ("bakers.one.one_judge", "two/bakers/two/helper.py", False),
        ("bakers.one.one_judge", "one/bakers/helper.py", False),
        ("bakers.two_judge", "two/bakers/helper.py", True),
        ("bakers.two_judge", "one/bakers/helper.py", False),
    ],
)
def test_of_a_shared_namespace_ones_own_part_counts(
    module: str, changed: str, is_covered: bool, shared: Path
) -> None:
    loaded = import_module(module)
    before = of(loaded)
    (shared / changed).write_text(HELPER + "\n# another version\n")
    assert (of(loaded) != before) is is_covered


def test_a_stand_in_for_the_top_package_is_no_hindrance(monkeypatch: pytest.MonkeyPatch) -> None:
    """What imports files by their path, as pytest can, may put an empty module there."""
    monkeypatch.setitem(sys.modules, "tests", ModuleType("tests"))
    fingerprints._fingerprint.cache_clear()
    assert len(fingerprint(guild())) == 32
