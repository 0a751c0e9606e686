"""What is a server's own: settings, roles, outages, COPY, LISTEN, and the command line."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from io import StringIO
from itertools import islice
from pathlib import Path
from threading import Thread, Timer
from time import sleep
from typing import Any

import pytest

from ledger.errors import BadInput, LedgerDamaged, StoreUnavailable
from ledger.ledger import Ledger
from ledger.store.application import FactLog
from ledger.store.location import locate
from tests.store.conftest import Opener
from tests.store.facts import document
from tests.store.places import ServerPlace, places
from tests.store.server import Server

ON = date(2024, 5, 1)
CARD = {"document": "card"}


def setting(log: FactLog, name: str) -> str:
    """What a setting of a pooled connection reads."""
    with log.rows.datastore.transaction(commit=False) as cursor:
        cursor.execute("SELECT current_setting(?)", (name,))
        return str(cursor.fetchone()[0])


class TestPinned:
    """Durability and patience do not depend on the address, the role or the database."""

    def test_what_is_pinned(self, server_place: ServerPlace, log: FactLog) -> None:
        assert setting(log, "synchronous_commit") == "on"
        assert setting(log, "lock_timeout") == "10s"
        assert setting(log, "search_path") == "ledger, pg_temp"
        assert setting(log, "idle_in_transaction_session_timeout") == "0"

    def test_options_of_the_address_do_not_undo_it(self, server_place: ServerPlace) -> None:
        options = "?options=-c%20synchronous_commit%3Doff%20-c%20lock_timeout%3D0"
        log = FactLog(locate(server_place.url + options), create=True, patience=3)
        assert setting(log, "synchronous_commit") == "on"
        assert setting(log, "lock_timeout") == "3s"
        log.close()

    def test_defaults_of_the_role_do_not_undo_it(self, server_place: ServerPlace) -> None:
        server, database = server_place.server, server_place.database
        with server.plain(database) as admin:
            admin.execute("CREATE ROLE careless SUPERUSER LOGIN")
            for what in ("synchronous_commit = off", "default_transaction_read_only = on",
                         "default_transaction_isolation = serializable",
                         "search_path = public", "client_encoding = latin1"):  # fmt: skip
                admin.execute(f"ALTER ROLE careless SET {what}")
        log = FactLog(locate(server.url(database, "careless")), create=True)
        log.append([document("reyes", 1)])
        assert setting(log, "synchronous_commit") == "on"
        assert len(log.stream("reyes")) == 1
        log.close()

    def test_a_stricter_default_stays(self, server_place: ServerPlace) -> None:
        options = "?options=-c%20synchronous_commit%3Dremote_apply"
        log = FactLog(locate(server_place.url + options), create=True)
        assert setting(log, "synchronous_commit") == "remote_apply"
        log.close()

    def test_a_patience_of_nothing_is_not_for_ever(self, server_place: ServerPlace) -> None:
        log = FactLog(server_place.location, create=True, patience=0)
        assert setting(log, "lock_timeout") == "1ms"
        log.close()


class TestOpening:
    """What is not a ledger is refused; an address that leads nowhere is named without secrets."""

    def test_reading_what_is_not_there_says_how_to_make_it(self, server_place: ServerPlace) -> None:
        with pytest.raises(StoreUnavailable, match=r"^there is no ledger at .*; `ledger init`"):
            FactLog(server_place.location, create=False)
        assert not Ledger.open(server_place.url).exists

    def test_a_schema_of_another_program_is_refused(self, server_place: ServerPlace) -> None:
        server_place.execute("CREATE SCHEMA ledger")
        with pytest.raises(StoreUnavailable, match=r"a schema named ledger, but not a ledger$"):
            FactLog(server_place.location, create=True)

    @pytest.mark.parametrize("newer", [4, 7, 2**31])
    def test_a_newer_format_is_refused_by_name(
        self, server_place: ServerPlace, log: FactLog, newer: int
    ) -> None:
        server_place.execute(f"COMMENT ON SCHEMA ledger IS 'credential-ledger, format {newer}'")
        with pytest.raises(StoreUnavailable, match=f"has format {newer}: a newer version"):
            FactLog(server_place.location, create=True)

    def test_a_database_that_is_not_there_is_named(self, server_place: ServerPlace) -> None:
        location = locate(server_place.server.url("nowhere"))
        with pytest.raises(StoreUnavailable, match=r"cannot be reached: .*nowhere.* not exist"):
            FactLog(location, create=True)

    def test_a_server_that_is_not_there_is_named_without_the_password(self) -> None:
        with pytest.raises(StoreUnavailable, match=r"cannot be reached: .*refused") as caught:
            FactLog(locate("postgresql://reyes:s3cret@127.0.0.1:1/clinic"), create=True)
        assert "s3cret" not in str(caught.value)

    @pytest.mark.parametrize(
        "address", ["reyes:s3/cret@db/clinic", "reyes:s3?cret@db/x", "a?b=c", "db/x?bogus=s3cret"]
    )
    def test_an_address_that_does_not_read_is_refused_without_secrets(self, address: str) -> None:
        with pytest.raises(BadInput, match="is no address of a database") as caught:
            FactLog(locate(f"postgresql://{address}"), create=True)
        assert "cret" not in str(caught.value)

    def test_a_ledger_that_is_dropped_while_it_is_open(
        self, server_place: ServerPlace, log: FactLog
    ) -> None:
        log.append([document("reyes", 1)])
        server_place.execute("DROP SCHEMA ledger CASCADE")
        with pytest.raises(StoreUnavailable, match=r"cannot be used: .*does not exist"):
            log.append([document("reyes", 2)])


@pytest.fixture(scope="module")
def roles(server: Server) -> str:
    """A database with a ledger, a fact, and a member of each role."""
    database = server.new_database()
    with Ledger.open(server.url(database), recorded_by="clerk") as ledger:
        ledger.record("document-filed", "reyes", on=ON, data=CARD)
    with server.plain(database) as admin:
        for name in ("reader", "writer", "corrector", "forgetter"):
            admin.execute(f"CREATE ROLE {name} LOGIN IN ROLE {database}_ledger_{name}")
        admin.execute("CREATE ROLE stranger LOGIN")
    return database


FORBIDDEN = {
    "changing": "UPDATE ledger.facts SET kind = kind",
    "deleting": "DELETE FROM ledger.facts",
    "emptying": "TRUNCATE ledger.facts",
    "destroying a key": "DELETE FROM ledger.vault",
    "moving a key": "UPDATE ledger.vault SET holder = 7",
    "dropping": "DROP TABLE ledger.facts",
    "a new table": "CREATE TABLE ledger.mine (x int)",
    "guards": "ALTER TABLE ledger.facts DISABLE TRIGGER ALL",
    "a new guard": "CREATE TRIGGER mine BEFORE INSERT ON ledger.facts FOR EACH ROW "
    "EXECUTE FUNCTION ledger.refuse('x')",
    "functions": "CREATE OR REPLACE FUNCTION ledger.corrects() RETURNS void LANGUAGE sql AS ''",
    "leaving guards out": "SET session_replication_role = replica",
    "the mark": "COMMENT ON SCHEMA ledger IS 'mine'",
}


class TestRoles:
    """Roles of the database decide who may read, record and correct."""

    @pytest.fixture
    def as_(self, server: Server, roles: str) -> Iterator[Any]:
        opened: list[Ledger] = []

        def open_(user: str) -> Ledger:
            opened.append(Ledger.open(server.url(roles, user), recorded_by=user))
            return opened[-1]

        yield open_
        for ledger in opened:
            ledger.close()

    def test_a_reader_reads(self, as_: Any) -> None:
        assert as_("reader").history("reyes")[0].fact.kind == "document-filed"

    def test_a_reader_verifies(self, as_: Any) -> None:
        assert as_("reader").verify().problems == ()

    def test_a_reader_does_not_record(self, as_: Any) -> None:
        with pytest.raises(StoreUnavailable, match=r"may not be used so by this user: .*denied"):
            as_("reader").record("document-filed", "reyes", on=ON, data=CARD)

    def test_a_writer_records(self, as_: Any) -> None:
        recorded = as_("writer").record("document-filed", "tran", on=ON, data=CARD)
        assert recorded.fact.recorded_by == "writer"

    def test_a_writer_is_told_of_ids_that_are_alike(self, as_: Any) -> None:
        assert as_("writer").alike("Reyes") == ["reyes"]

    def test_a_writer_does_not_correct(self, as_: Any) -> None:
        with pytest.raises(StoreUnavailable, match="may not be corrected by this user"):
            as_("writer").correct("reyes", 1, reason="typo", void=True)

    def test_a_corrector_corrects_and_records(self, as_: Any) -> None:
        ledger = as_("corrector")
        ledger.record("document-filed", "silva", on=ON, data=CARD)
        assert ledger.correct("silva", 1, reason="typo", void=True).fact.version == 2

    def test_a_stranger_may_nothing(self, as_: Any) -> None:
        with pytest.raises(StoreUnavailable, match="may not be read by this user"):
            as_("stranger").head()

    @pytest.mark.parametrize("user", ["reader", "writer", "corrector", "forgetter"])
    @pytest.mark.parametrize("statement", FORBIDDEN.values(), ids=FORBIDDEN.keys())
    def test_nobody_may(self, server: Server, roles: str, user: str, statement: str) -> None:
        import psycopg

        with server.plain(roles, user) as connection, pytest.raises(psycopg.Error) as caught:
            connection.execute(statement)
        assert "permission denied" in str(caught.value) or "must be owner" in str(caught.value)

    def test_an_operator_of_the_writers_own_does_not_deceive_the_guards(
        self, server: Server, roles: str
    ) -> None:
        import psycopg

        with server.plain(roles) as admin:
            admin.execute("CREATE SCHEMA traps; GRANT ALL ON SCHEMA traps TO writer")
        with server.plain(roles, "writer") as writer:
            writer.execute(
                "CREATE FUNCTION traps.equal(bigint, bigint) RETURNS boolean LANGUAGE sql "
                "IMMUTABLE AS 'SELECT true'; CREATE OPERATOR traps.= "
                "(LEFTARG = bigint, RIGHTARG = bigint, FUNCTION = traps.equal)"
            )
            writer.execute("SET search_path = traps, pg_catalog")
            with pytest.raises(psycopg.IntegrityError, match="dense"):
                writer.execute(
                    "INSERT INTO ledger.facts VALUES "
                    "(99, 1, 99, 16, 0, 9e17, '', decode(repeat('00', 32), 'hex'))"
                )

    def test_a_superuser_who_leaves_triggers_out_is_refused_all_the_same(
        self, server: Server, roles: str
    ) -> None:
        import psycopg

        with server.plain(roles) as admin:
            admin.execute("SET session_replication_role = replica")
            for statement in ("DELETE FROM ledger.facts", "TRUNCATE ledger.facts"):
                with pytest.raises(psycopg.IntegrityError, match="never deleted"):
                    admin.execute(statement)

    def test_a_right_too_many_is_found(self, server_place: ServerPlace, log: FactLog) -> None:
        server_place.execute("GRANT UPDATE ON facts TO PUBLIC")
        (problem,) = server_place.verified().problems
        assert problem.what.startswith("everybody may update facts")


@pytest.fixture(scope="module")
def users(server: Server) -> Server:
    """The server, with a user who may nothing and one who may make roles."""
    with server.plain("postgres") as admin:
        admin.execute("CREATE ROLE plain LOGIN; CREATE ROLE keeper LOGIN CREATEROLE")
    return server


class TestMaking:
    """Who may make a ledger, and what an administrator is asked for."""

    def test_a_user_who_may_not_is_told_whom_to_ask(self, users: Server) -> None:
        url = users.url(users.new_database(), "plain")
        with pytest.raises(StoreUnavailable, match="administrator to run what `ledger init --sql`"):
            Ledger.open(url).init()

    def test_the_script_makes_it_for_an_administrator(self, users: Server) -> None:
        database = users.new_database()
        script = Ledger.open(users.url(database, "plain")).init_sql()
        with users.plain(database) as admin:
            admin.execute(script)
            admin.execute(f"GRANT {database}_ledger_writer TO plain")
        with Ledger.open(users.url(database, "plain"), recorded_by="plain") as ledger:
            assert ledger.record("document-filed", "reyes", on=ON, data=CARD).fact.position == 1
            assert ledger.verify().problems == ()

    def test_a_user_who_may_make_a_schema_alone_makes_one_without_roles(
        self, users: Server
    ) -> None:
        database = users.new_database()
        with users.plain(database) as admin:
            admin.execute(f"GRANT CREATE ON DATABASE {database} TO plain")
        with Ledger.open(users.url(database, "plain"), recorded_by="plain") as ledger:
            ledger.init()
            assert "has no roles" in (ledger.note or "")
            ledger.record("document-filed", "reyes", on=ON, data=CARD)
            assert ledger.correct("reyes", 1, reason="typo", void=True).fact.position == 2
            assert ledger.verify().problems == ()

    def test_a_user_who_may_make_roles_records_but_does_not_own(self, users: Server) -> None:
        database = users.new_database()
        with users.plain(database) as admin:
            admin.execute(f"GRANT CREATE ON DATABASE {database} TO keeper")
            admin.execute(f"CREATE ROLE {database}_ledger_owner")
            admin.execute(f"GRANT CREATE ON DATABASE {database} TO {database}_ledger_owner")
        with Ledger.open(users.url(database, "keeper"), recorded_by="keeper") as ledger:
            ledger.init()
            assert f"{database}_ledger_writer" in (ledger.note or "")
            ledger.record("document-filed", "reyes", on=ON, data=CARD)
            assert ledger.verify().problems == ()
        import psycopg

        with users.plain(database, "keeper") as keeper, pytest.raises(psycopg.Error):
            keeper.execute("ALTER TABLE ledger.facts DISABLE TRIGGER ALL")

    def test_a_file_has_no_script(self, tmp_path: Path) -> None:
        with pytest.raises(BadInput, match="is for a postgresql:// store"):
            Ledger.open(tmp_path / "clinic.ledger").init_sql()


class TestEncrypted:
    """An encrypted ledger on a server: who may forget, and what is left."""

    @pytest.fixture
    def master_key(self, tmp_path: Path) -> Path:
        return tmp_path / "master.key"

    @pytest.fixture
    def ledger(self, server: Server, master_key: Path) -> Iterator[Ledger]:
        """An encrypted ledger with two holders, opened by its administrator."""
        url = server.url(server.new_database())
        with Ledger.open(url, recorded_by="clerk", master_key=master_key) as ledger:
            ledger.init(encrypt=True)
            for holder in ("reyes", "tran"):
                ledger.record("holder-enrolled", holder, on=ON, data={"name": f"{holder} jr"})
            yield ledger

    def opened_by(self, server: Server, ledger: Ledger, role: str, master_key: Path) -> Ledger:
        """The ledger as a new member of one of its roles opens it."""
        database = ledger.location.database.rpartition("/")[2]
        with server.plain(database) as admin:
            user = f"{database}_{role}"
            admin.execute(f"CREATE ROLE {user} LOGIN IN ROLE {database}_ledger_{role}")
        return Ledger.open(server.url(database, user), recorded_by=role, master_key=master_key)

    def test_nothing_is_stored_in_clear(self, server: Server, ledger: Ledger) -> None:
        with server.plain(ledger.location.database.rpartition("/")[2]) as plain:
            bodies = plain.execute("SELECT body FROM ledger.facts").fetchall()
        assert [body[:2] for (body,) in bodies] == [b"\xc1\x01"] * 2
        assert ledger.name("reyes") == "reyes jr"
        assert [fact.holder for fact in ledger.log(text="TRAN jr")] == ["tran"]
        verified = ledger.verify()
        assert (verified.problems, verified.decrypted) == ((), True)

    def test_a_key_that_was_changed_is_told_at_its_holders_first_fact(
        self, server: Server, ledger: Ledger
    ) -> None:
        with server.plain(ledger.location.database.rpartition("/")[2]) as plain:
            plain.execute("ALTER TABLE ledger.vault DISABLE TRIGGER ALL")
            changed = "set_byte(wrapped, 20, get_byte(wrapped, 20) # 1)"
            plain.execute(f"UPDATE ledger.vault SET wrapped = {changed} WHERE holder = 2")
        assert ledger.verify().problems[-1:] == (
            (2, "the key of tran is not the one made for them"),
        )

    def test_an_emptied_vault_is_told_and_nothing_is_recorded_in_clear(
        self, server: Server, ledger: Ledger, master_key: Path
    ) -> None:
        with server.plain(ledger.location.database.rpartition("/")[2]) as plain:
            plain.execute("ALTER TABLE ledger.vault DISABLE TRIGGER vault_remains")
            plain.execute("DELETE FROM ledger.vault")
            plain.execute("ALTER TABLE ledger.vault ENABLE ALWAYS TRIGGER vault_remains")
        ((at, what),) = ledger.verify().problems
        assert (at, what[:48]) == (1, "the fact is encrypted, in a ledger without a mar")
        url = ledger.location.database
        with (
            Ledger.open(url, recorded_by="clerk", master_key=master_key) as other,
            pytest.raises(LedgerDamaged, match="position 1: the fact is encrypted"),
        ):
            other.record("document-filed", "silva", on=ON, data=CARD)

    def test_a_forgetter_forgets(self, server: Server, ledger: Ledger, master_key: Path) -> None:
        with self.opened_by(server, ledger, "forgetter", master_key) as forgetter:
            forgetter.forget("reyes", reason="asked for it")
            assert forgetter.verify().problems == ()
            assert "forgotten" in str(forgetter.fact("reyes", 1).problem)
        assert ledger.name("tran") == "tran jr"

    @pytest.mark.parametrize("role", ["reader", "writer", "corrector"])
    def test_others_do_not(
        self, server: Server, ledger: Ledger, master_key: Path, role: str
    ) -> None:
        before = ledger.head()
        with (
            self.opened_by(server, ledger, role, master_key) as other,
            pytest.raises(StoreUnavailable, match=r"may not be (made to forget|used so)"),
        ):
            other.forget("reyes", reason="asked for it")
        assert (ledger.head(), ledger.name("reyes")) == (before, "reyes jr")

    def test_a_key_is_destroyed_by_forgetting_alone(self, server: Server, ledger: Ledger) -> None:
        import psycopg

        with server.plain(ledger.location.database.rpartition("/")[2]) as admin:
            for statement in (
                "UPDATE ledger.vault SET wrapped = decode(repeat('00', 61), 'hex')",
                "DELETE FROM ledger.vault",
                "TRUNCATE ledger.vault",
                "INSERT INTO ledger.vault VALUES (9, decode(repeat('01', 61), 'hex'))",
            ):
                with pytest.raises(psycopg.IntegrityError):
                    admin.execute(statement)

    def test_it_moves_with_its_root(
        self, server: Server, ledger: Ledger, master_key: Path, tmp_path: Path
    ) -> None:
        ledger.forget("reyes", reason="asked for it")
        exported = StringIO()
        ledger.export(exported)
        for store in (tmp_path / "copy.ledger", server.url(server.new_database())):
            with Ledger.open(store, master_key=master_key) as copy:
                copy.restore(StringIO(exported.getvalue()))
                assert copy.checkpoint("clinic") == ledger.checkpoint("clinic")
                assert copy.verify().problems == ()


class TestOutage:
    """The server goes away and comes back while a process uses it."""

    @pytest.fixture
    def own(self, server: Server, server_place: ServerPlace) -> Iterator[Server]:
        """The server, running again in the end whatever happens."""
        yield server
        server.stop()
        server.start()

    @pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT], ids=["stopped", "crashed"])
    def test_a_restart_goes_unnoticed_between_two_facts(
        self, own: Server, server_place: ServerPlace, log: FactLog, how: signal.Signals
    ) -> None:
        log.append([document("reyes", 1)])
        own.stop(how)
        own.start()
        assert [fact.position for fact in log.append([document("reyes", 2)])] == [2]
        assert places(server_place) == [(1, "reyes", 1), (2, "reyes", 2)]

    def test_while_it_is_away_that_is_said_and_then_all_goes_on(
        self, own: Server, server_place: ServerPlace, log: FactLog
    ) -> None:
        log.append([document("reyes", 1)])
        own.stop()
        for _ in range(2):
            with pytest.raises(StoreUnavailable, match=r"cannot be reached: .*; try again"):
                log.append([document("reyes", 2)])
            with pytest.raises(StoreUnavailable, match="cannot be reached"):
                log.stream("reyes")
        own.start()
        assert len(log.stream("reyes")) == 1
        assert [fact.position for fact in log.append([document("reyes", 2)])] == [2]

    def test_a_connection_that_is_lost_before_the_commit_recorded_nothing(
        self, server_place: ServerPlace, log: FactLog
    ) -> None:
        def facts() -> Iterator[Any]:
            yield document("reyes", 1)
            with server_place.server.plain(server_place.database) as admin:
                admin.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE application_name = 'ledger'"
                )

        with pytest.raises(StoreUnavailable, match=r"cannot be reached: .*terminating connection"):
            log.append_all(facts())
        assert places(server_place) == []
        assert [fact.position for fact in log.append([document("reyes", 1)])] == [1]

    def test_a_commit_without_an_answer_is_not_acknowledged(
        self, server_place: ServerPlace, log: FactLog, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        import psycopg

        def lost(self: Any, statement: Any, *values: Any, **options: Any) -> Any:
            done = execute(self, statement, *values, **options)
            if statement == "COMMIT":
                self.close()
                raise psycopg.OperationalError("server closed the connection unexpectedly")
            return done

        execute = psycopg.Connection.execute
        with monkeypatch.context() as patched:
            patched.setattr(psycopg.Connection, "execute", lost)
            with pytest.raises(StoreUnavailable, match="whether it did is not known"):
                log.append([document("reyes", 1)])
        assert [fact.position for fact in log.append([document("reyes", 2)])] == [2]

    def test_following_goes_on_over_a_restart_and_misses_nothing(
        self, own: Server, server_place: ServerPlace, opened: Opener
    ) -> None:
        log, other = opened(), opened()
        log.append([document("reyes", 1)])
        seen: list[int] = []

        def follow() -> None:
            seen.extend(fact.position for fact in islice(log.follow(0), 4))

        thread = Thread(target=follow)
        thread.start()
        sleep(0.3)
        other.append([document("reyes", 2)])
        own.stop()
        sleep(0.3)
        own.start()
        other.append([document("reyes", 3), document("reyes", 4)])
        thread.join(20)
        assert seen == [1, 2, 3, 4]

    def test_following_ends_when_the_server_stays_away(
        self,
        own: Server,
        server_place: ServerPlace,
        log: FactLog,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        from ledger.store.postgres.recorder import ListeningSubscription

        monkeypatch.setattr(ListeningSubscription, "outage", 0.5)
        Timer(0.2, own.stop).start()
        with pytest.raises(StoreUnavailable, match="cannot be reached"):
            next(log.follow(0))


def test_followers_are_told_at_once(server_place: ServerPlace, opened: Opener) -> None:
    log, other = opened(), opened()
    with log.recorder.subscribe(0) as subscription:
        subscription.unsure = 60.0  # type: ignore[attr-defined]
        Timer(0.3, lambda: other.append([document("reyes", 1)])).start()
        assert next(subscription).id == 1


def test_many_facts_go_in_by_copy(
    server_place: ServerPlace, log: FactLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ledger.store.postgres.connections import Cursor

    one_by_one = Cursor.executemany

    def holders_alone(cursor: Cursor, statement: str, values: Iterable[Sequence[Any]], /) -> None:
        assert statement.startswith("INSERT INTO holders")
        one_by_one(cursor, statement, values)

    monkeypatch.setattr(Cursor, "executemany", holders_alone)
    facts = (document(f"h{number % 997}", number // 997 + 1) for number in range(20_000))
    assert log.append_all(facts) == 20_000
    assert log.rows.root()[0] == 20_000
    assert server_place.verified().problems == ()


def test_an_export_is_restored_with_its_root(server_place: ServerPlace, tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "clinic.ledger", recorded_by="clerk") as file:
        for number in range(60):
            file.record(
                "document-filed", f"h{number % 7}", on=ON, data={"document": f"é\\{number}"}
            )
        file.correct("h1", 1, reason="typo", void=True)
        exported = StringIO()
        file.export(exported)
        root = file.checkpoint("clinic")
    with Ledger.open(server_place.url) as ledger:
        assert ledger.restore(StringIO(exported.getvalue())) == 61
        again = StringIO()
        ledger.export(again)
        assert again.getvalue() == exported.getvalue()
        assert ledger.checkpoint("clinic") == root
        assert ledger.verify([root]).problems == ()
        with pytest.raises(BadInput, match="is not empty; restore into a new ledger"):
            ledger.restore(StringIO(exported.getvalue()))


TEXTS = ("é\\1", "CARD", "100%", "_", "a'b", "Kelvin", "東京", "h1", "kard", "\\", "DOCUMENT")


@pytest.mark.parametrize("text", TEXTS)
def test_text_is_found_as_in_a_file(server_place: ServerPlace, tmp_path: Path, text: str) -> None:
    from ledger.questions.trail import TrailFilter

    found = []
    for store in (tmp_path / "clinic.ledger", server_place.url):
        with Ledger.open(store, recorded_by="clerk") as ledger:
            for number, word in enumerate((*TEXTS[:7], "card 100% _", "\u212aARD", "x\0card")):
                data = {"document": word.replace("\0", " ")}
                ledger.record("document-filed", f"H{number % 3}", on=ON, data=data)
            page = ledger.trail(only=TrailFilter(text=text))
            found.append([row.position for row in page.rows])
            assert [fact.position for fact in ledger.log(text=text)] == found[-1]
    assert found[0] == found[1]


def run(*arguments: str, code: int = 0, text: str = "") -> str:
    """What a run of the command line prints."""
    done = subprocess.run(
        [sys.executable, "-m", "ledger.cli.main", *arguments],
        input=text,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == code, done.stderr
    return done.stdout + done.stderr


def test_the_command_line_works_on_a_server(server_place: ServerPlace) -> None:
    store = ("--store", server_place.url)
    assert "there is no ledger at" in run(*store, "log", code=4)
    made = run(*store, "init")
    assert made.startswith("made an empty ledger at postgresql://admin@127.0.0.1")
    assert f"{server_place.database}_ledger_writer" in made
    assert "already" in run(*store, "init", code=2)
    granted = ("credential-granted", "reyes", "--on", "2024-03-11", "credential=aama/cma")
    assert "position 1" in run(*store, "record", *granted)
    row = '{"holder":"tran","kind":"document-filed","on":"2024-05-01","data":{"document":"x"}}'
    assert "1 recorded" in run(*store, "import", "-", text=row)
    assert "document-filed" in run(*store, "history", "tran")
    assert "tran" in run(*store, "log", "--jsonl")
    assert '"status":"current"' in run(*store, "eligible", "reyes", "aama/cma", "--json",
                                       "--on", "2024-06-01")  # fmt: skip
    assert '"holder":"tran"' in run(*store, "census", "aama/cma", "--jsonl")
    assert json.loads(run(*store, "export").splitlines()[0])["position"] == 1
    assert "2 facts are as they were sealed" in run(*store, "verify")
    assert "NOLOGIN" in run(*store, "init", "--sql")


def test_a_file_needs_no_psycopg_and_a_server_says_so(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['psycopg'] = None\n"
        "from ledger.cli.main import main\nmain(sys.argv[1:])"
    )
    for store, expected in ((str(tmp_path / "x.ledger"), 0), ("postgresql://db/clinic", 4)):
        done = subprocess.run(
            [sys.executable, "-c", code, "--store", store, "init"],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == expected, done.stderr
    assert done.stderr == (
        "ledger: a postgresql:// store needs psycopg; pip install 'credential-ledger[postgres]'\n"
    )


def test_standings_are_kept_in_the_cache_of_whoever_asks(
    server_place: ServerPlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A census from them is the one by replay, after new facts and of another ledger there too."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    def granted(ledger: Ledger, holder: str, year: int) -> None:
        data = {"credential": "nha/ccma", "expires_on": f"{year + 2}-05-31"}
        ledger.record("credential-granted", holder, on=date(year, 6, 1), data=data)

    def agrees(ledger: Ledger) -> list[str]:
        days = (date(2019, 1, 1), date(2021, 1, 1), date(2023, 1, 1))
        found = [list(ledger.census("nha/ccma", on=day)) for day in days]
        later = date(2999, 1, 1)
        assert found == [list(ledger.census("nha/ccma", on=day, known_at=later)) for day in days]
        return [row.status for row in found[1]]

    with Ledger.open(server_place.url, recorded_by="clerk") as ledger:
        for holder in ("ada", "Zoe", "b-1"):
            granted(ledger, holder, 2020)
        (report,) = ledger.standings("nha/ccma")
        assert (report.holders, report.judged) == (3, 3)
        (file,) = (tmp_path / "cache" / "credential-ledger").glob("*-standings")
        assert file.stat().st_mode & 0o777 == 0o600
        assert agrees(ledger) == ["current"] * 3
        granted(ledger, "new", 2021)
        ledger.correct("ada", 1, reason="typo", void=True)
        assert agrees(ledger) == ["current", "none", "current", "none"]
    server_place.execute_as("admin", "DROP SCHEMA ledger CASCADE")
    with Ledger.open(server_place.url, recorded_by="clerk") as ledger:
        for holder in ("x", "y", "z", "w", "v"):
            granted(ledger, holder, 2018)
        assert agrees(ledger) == ["expired"] * 5
