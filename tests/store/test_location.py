"""What a store option names."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.errors import BadInput
from ledger.store.location import locate


def test_a_path_is_a_file() -> None:
    assert locate("clinic.ledger").path == Path("clinic.ledger")


def test_a_path_object_is_a_file() -> None:
    assert locate(Path("/srv/clinic.ledger")).path == Path("/srv/clinic.ledger")


def test_a_url_with_three_slashes_names_a_relative_path() -> None:
    assert locate("sqlite:///clinic.ledger").path == Path("clinic.ledger")


def test_a_url_with_four_slashes_names_an_absolute_path() -> None:
    assert locate("sqlite:////srv/clinic.ledger").path == Path("/srv/clinic.ledger")


def test_a_tilde_is_the_home_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/reyes")
    assert locate("~/clinic.ledger").path == Path("/home/reyes/clinic.ledger")


def test_a_colon_in_a_path_means_nothing() -> None:
    assert locate("file:clinic?mode=ro").path == Path("file:clinic?mode=ro")


def test_memory_is_no_file() -> None:
    assert locate(":memory:").path is None


def test_each_ledger_in_memory_is_one_of_its_own() -> None:
    assert locate(":memory:").database != locate(":memory:").database


def test_without_an_option_the_environment_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEDGER_STORE", "/srv/clinic.ledger")
    assert locate(None).path == Path("/srv/clinic.ledger")


def test_an_option_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEDGER_STORE", "/srv/clinic.ledger")
    assert locate("other.ledger").path == Path("other.ledger")


def test_without_either_it_is_a_file_in_the_users_data_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("LEDGER_STORE", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    path = locate(None).path
    assert path is not None
    assert path.is_relative_to(tmp_path)
    assert list(tmp_path.iterdir()) == []  # nothing is made by looking


@pytest.mark.parametrize("store", ["", "a\0b", "sqlite:///a\0b"])
def test_a_path_that_is_none_is_refused(store: str) -> None:
    with pytest.raises(BadInput, match="the path of the store is empty or holds a NUL"):
        locate(store)


@pytest.mark.parametrize("store", ["postgresql://db/clinic", "postgres://db/clinic"])
def test_a_postgresql_address_is_a_server(store: str) -> None:
    located = locate(store)
    assert (located.is_server, located.path, located.database) == (True, None, store)


SECRETS = {
    "postgresql://reyes:s3cret@db:5432/clinic": "postgresql://reyes@db:5432/clinic",
    "postgresql://reyes@db/clinic?password=s3cret": "postgresql://reyes@db/clinic",
    "postgresql://db/clinic?user=reyes&password=s3cret": "postgresql://db/clinic",
    "postgresql://reyes:s3@cret@db/clinic": "postgresql://reyes@db/clinic",
    "postgresql://reyes:s3/cret@db/clinic": "postgresql://reyes@db/clinic",
    "postgresql://reyes:s3?cret@db/clinic": "postgresql://…",
    "postgresql://reyes:s3cret@one:1,two:2/clinic": "postgresql://reyes@one:1,two:2/clinic",
}


@pytest.mark.parametrize(("store", "shown"), SECRETS.items())
def test_a_password_is_never_shown(store: str, shown: str) -> None:
    assert locate(store).shown == shown
    assert "cret" not in repr(locate(store))


@pytest.mark.parametrize(
    "store",
    [
        "mysql://db/clinic",
        "sqlite://clinic.ledger",
        "sqlite:///",
        "sqlite:///clinic.ledger?mode=ro",
        "://clinic",
    ],
)
def test_a_url_that_names_no_store_is_refused(store: str) -> None:
    with pytest.raises(BadInput, match="names no store; give a path or sqlite:///PATH"):
        locate(store)


def test_a_refused_store_names_the_option() -> None:
    with pytest.raises(BadInput) as caught:
        locate("mysql://db/clinic")
    assert caught.value.field == "--store"
