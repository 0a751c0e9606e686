"""The event-sourcing library is really used, and nothing around it changes how facts are kept."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from threading import Timer
from typing import Any

import pytest
from eventsourcing.application import AggregateNotFoundError, Application
from eventsourcing.persistence import ApplicationRecorder, EventStore, Mapper

from ledger.store.application import FactLog, _project
from tests.store.conftest import Opener
from tests.store.facts import document, renewal
from tests.store.places import Place, places, rows
from tests.store.processes import Writer


def test_the_log_is_an_application_of_the_library(log: FactLog) -> None:
    assert isinstance(log, Application)


def test_its_recorder_and_mapper_are_the_librarys_kinds(log: FactLog) -> None:
    assert isinstance(log.recorder, ApplicationRecorder)
    assert isinstance(log.mapper, Mapper)


def test_facts_go_through_its_event_store(log: FactLog, monkeypatch: pytest.MonkeyPatch) -> None:
    put: list[int] = []
    original = EventStore.put

    def counting(self: Any, events: Sequence[Any], **kwargs: Any) -> Any:
        put.append(len(events))
        return original(self, events, **kwargs)

    monkeypatch.setattr(EventStore, "put", counting)
    log.append([document("reyes", 1), document("chen", 1)])
    assert put == [2]


def test_the_repository_gives_a_holder_as_an_aggregate(log: FactLog) -> None:
    log.append([document("reyes", 1), document("chen", 1), document("reyes", 2)])
    stream: Any = log.repository.get("reyes", projector_func=_project)
    assert (stream.id, stream.version, len(stream.facts)) == ("reyes", 2, 2)


def test_the_repository_gives_an_earlier_version(log: FactLog) -> None:
    log.append([document("reyes", 1), document("reyes", 2)])
    stream: Any = log.repository.get("reyes", version=1, projector_func=_project)
    assert [fact.version for fact in stream.facts] == [1]


def test_the_repository_does_not_know_a_holder_without_facts(log: FactLog) -> None:
    with pytest.raises(AggregateNotFoundError):
        log.repository.get("nobody", projector_func=_project)


def test_events_of_a_holder_come_newest_first_when_asked(log: FactLog) -> None:
    log.append([document("reyes", version) for version in (1, 2, 3)])
    events = log.events.get("reyes", desc=True, limit=2)
    assert [event.originator_version for event in events] == [3, 2]


def test_events_of_a_holder_come_between_versions(log: FactLog) -> None:
    log.append([document("reyes", version) for version in (1, 2, 3, 4)])
    events = log.events.get("reyes", gt=1, lte=3)
    assert [event.originator_version for event in events] == [2, 3]


def test_a_section_of_the_notification_log_names_the_next_one(log: FactLog) -> None:
    log.append([document("reyes", version) for version in range(1, 6)])
    section = log.notification_log["2,3"]
    assert (section.id, section.next_id) == ("2,3", "4,5")


def test_the_last_section_of_the_notification_log_names_no_other(log: FactLog) -> None:
    log.append([document("reyes", version) for version in range(1, 6)])
    section = log.notification_log["4,6"]
    assert (section.id, section.next_id) == ("4,5", None)


def test_sections_of_a_thousand_facts_are_given(log: FactLog) -> None:
    log.append([document("reyes", version) for version in range(1, 1_102)])
    sizes = [len(log.notification_log.select(start, 1_000)) for start in (1, 1_001)]
    assert sizes == [1_000, 101]


def test_notifications_carry_position_holder_version_and_kind(log: FactLog) -> None:
    log.append([document("reyes", 1), renewal("reyes", 2)])
    notification = log.notification_log.select(2, 1)[0]
    assert (
        notification.id,
        notification.originator_id,
        notification.originator_version,
        notification.topic,
    ) == (2, "reyes", 2, "renewal-submitted")


def test_notifications_are_selected_by_kind(log: FactLog) -> None:
    log.append([document("reyes", 1), renewal("reyes", 2), document("reyes", 3)])
    selected = log.recorder.select_notifications(1, 10, topics=["document-filed"])
    assert [notification.id for notification in selected] == [1, 3]


def test_notifications_are_selected_after_a_position(log: FactLog) -> None:
    log.append([document("reyes", version) for version in (1, 2, 3)])
    selected = log.recorder.select_notifications(1, 10, inclusive_of_start=False)
    assert [notification.id for notification in selected] == [2, 3]


def test_a_subscription_starts_after_its_position(log: FactLog) -> None:
    log.append([document("reyes", version) for version in (1, 2, 3)])
    with log.recorder.subscribe(1) as subscription:
        assert [notification.id for notification in islice(subscription, 2)] == [2, 3]


def test_a_subscription_to_a_kind_gives_that_kind(log: FactLog) -> None:
    log.append([document("reyes", 1), renewal("reyes", 2), document("reyes", 3)])
    with log.recorder.subscribe(topics=["renewal-submitted"]) as subscription:
        assert next(subscription).id == 2


def test_a_subscription_that_is_stopped_ends(log: FactLog) -> None:
    log.append([document("reyes", 1)])
    with log.recorder.subscribe(0) as subscription:
        Timer(0.05, subscription.stop).start()
        assert [notification.id for notification in subscription] == [1]


def test_following_gives_the_facts_another_process_writes(log: FactLog, place: Place) -> None:
    log.append([document("reyes", 1)])
    following = log.follow(1)
    with Writer(place, "chen", 3) as writer:
        writer.start()
        seen = [(fact.position, fact.holder, fact.version) for fact in islice(following, 3)]
    assert seen == [(2, "chen", 1), (3, "shared", 1), (4, "chen", 2)]


VARIABLES = {
    "PERSISTENCE_MODULE": "no.such.module",
    "INFRASTRUCTURE_FACTORY": "no.such.module:Factory",
    "MAPPER_TOPIC": "no.such.module:Mapper",
    "TRANSCODER_TOPIC": "no.such.module:Transcoder",
    "CIPHER_TOPIC": "no.such.module:Cipher",
    "CIPHER_KEY": "secret",
    "COMPRESSOR_TOPIC": "zlib",
    "SQLITE_DBNAME": "elsewhere.db",
    "SQLITE_LOCK_TIMEOUT": "soon",
    "POSTGRES_DBNAME": "elsewhere",
    "POSTGRES_SCHEMA": "elsewhere",
    "POSTGRES_ENABLE_DB_FUNCTIONS": "y",
    "ORIGINATOR_ID_TYPE": "uuid",
    "CREATE_TABLE": "no",
    "IS_SNAPSHOTTING_ENABLED": "y",
    "AGGREGATE_CACHE_MAXSIZE": "1",
    "AGGREGATE_CACHE_FASTFORWARD": "n",
}


@pytest.fixture
def misleading(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An environment full of variables the library would heed."""
    monkeypatch.chdir(tmp_path)
    for name, value in VARIABLES.items():
        monkeypatch.setenv(name, value)
        monkeypatch.setenv(f"LEDGER_{name}", value)
        monkeypatch.setenv(f"FACTLOG_{name}", value)


@pytest.mark.usefixtures("misleading")
def test_the_environment_does_not_move_the_file(opened: Opener, path: Path) -> None:
    log = opened()
    log.append([document("reyes", 1)])
    log.close()
    names = {found.name for found in path.parent.iterdir()}
    assert names <= {"clinic.ledger", "clinic.ledger-journal"}


@pytest.mark.usefixtures("misleading")
def test_the_environment_does_not_change_what_is_stored(opened: Opener, place: Place) -> None:
    opened().append([document("reyes", 1)])
    # A MessagePack array of 7: schema 1, "tester", no source, no ref, "cpr-card", two absent.
    assert rows(place)[1][0][6] == b"\x97\x01\xa6tester\xc0\xc0\xa8cpr-card\xc0\xc0"


@pytest.mark.usefixtures("misleading")
def test_the_environment_does_not_bring_a_cache(opened: Opener, place: Place) -> None:
    first, second = opened(), opened()
    first.append([document("reyes", 1)])
    assert len(first.stream("reyes")) == 1
    second.append([document("reyes", 2)])
    assert (len(first.stream("reyes")), places(place)[-1]) == (2, (2, "reyes", 2))
