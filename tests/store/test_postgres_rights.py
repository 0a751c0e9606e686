"""Verification on a server tells every right beyond reading and adding, and no other."""

from __future__ import annotations

from datetime import date
from urllib.parse import quote

import pytest

from ledger.ledger import Ledger
from ledger.store.application import FactLog
from ledger.store.postgres.schema import FUNCTIONS
from tests.store.facts import document
from tests.store.places import ServerPlace
from tests.store.server import Server

TOO_MANY = {
    "columns": (
        "GRANT UPDATE (happened, seal) ON ledger.facts TO mallory",
        "mallory may update facts.happened, which only its owner should be able to try",
        "mallory may update facts.seal, which only its owner should be able to try",
    ),
    "keys": (
        "GRANT UPDATE (wrapped) ON ledger.vault TO mallory",
        "mallory may update vault.wrapped, which only {}_forgetter should be able to try",
    ),
    "a table": (
        "ALTER TABLE ledger.facts OWNER TO mallory",
        "mallory owns facts, which should be owned by {}_owner",
    ),
    "the schema": (
        "ALTER SCHEMA ledger OWNER TO mallory",
        "mallory owns the schema ledger, which should be owned by {}_owner",
    ),
    "a function": (
        "ALTER FUNCTION ledger.facts_follow() OWNER TO mallory",
        "mallory owns facts_follow(), which should be owned by {}_owner",
    ),
    "membership": (
        "GRANT {}_owner TO accomplices; GRANT accomplices TO mallory",
        "accomplices is a member of {}_owner, which owns the ledger",
        "mallory is a member of {}_owner, which owns the ledger",
    ),
    "correcting": (
        "GRANT EXECUTE ON FUNCTION ledger.corrects() TO PUBLIC",
        "everybody may execute corrects(), which only {}_corrector should be able to try",
    ),
    "forgetting": (
        "GRANT EXECUTE ON FUNCTION ledger.forgets() TO mallory, {}_corrector",
        "{}_corrector may execute forgets(), which only {}_forgetter should be able to try",
        "mallory may execute forgets(), which only {}_forgetter should be able to try",
    ),
    "making": (
        "GRANT CREATE ON SCHEMA ledger TO PUBLIC",
        "everybody may create in the schema ledger, which only its owner should be able to try",
    ),
    "a function of the same name": (
        "CREATE FUNCTION ledger.refuse(t text) RETURNS text LANGUAGE sql AS 'SELECT t'; "
        "REVOKE ALL ON FUNCTION ledger.refuse(text) FROM PUBLIC",
        "the function refuse is there twice",
    ),
    "a guard of the same name": (
        "CREATE TRIGGER facts_stay BEFORE INSERT ON ledger.vault FOR EACH ROW "
        "EXECUTE FUNCTION ledger.refuse('x')",
        "the trigger facts_stay is there twice",
    ),
}


@pytest.fixture(scope="session")
def mallory(server: Server) -> None:
    """Somebody who is to get more rights than others, alone and in a group."""
    with server.plain("postgres") as admin:
        admin.execute("CREATE ROLE mallory LOGIN; CREATE ROLE accomplices")


@pytest.mark.usefixtures("mallory")
class TestRights:
    """Whoever got a right beyond reading and adding is told by verification."""

    @pytest.mark.parametrize("name", TOO_MANY)
    def test_each_alone_is_told(self, server_place: ServerPlace, log: FactLog, name: str) -> None:
        log.append([document("reyes", 1)])
        prefix = f"{server_place.database}_ledger"
        statement, *told = (one.replace("{}", prefix) for one in TOO_MANY[name])
        with server_place.server.plain(server_place.database) as admin:
            admin.execute(statement)
        found = [one.what for one in server_place.verified().problems]
        with server_place.server.plain(server_place.database) as admin:
            admin.execute(f"REVOKE {prefix}_owner FROM accomplices")
        expected = [one for one in found if "is not the one a ledger is made" not in one]
        assert expected == told

    def test_a_ledger_that_was_taken_over_whole_is_told(
        self, server_place: ServerPlace, log: FactLog
    ) -> None:
        owner = f"{server_place.database}_ledger_owner"
        with server_place.server.plain(server_place.database) as admin:
            admin.execute("ALTER SCHEMA ledger OWNER TO mallory")
            for table in ("facts", "holders", "vault"):
                admin.execute(f"ALTER TABLE ledger.{table} OWNER TO mallory")
            for function in FUNCTIONS:
                admin.execute(f"ALTER FUNCTION ledger.{function.name}() OWNER TO mallory")
        found = [one.what for one in server_place.verified().problems]
        assert f"mallory owns facts, which should be owned by {owner}" in found
        assert len(found) == 4 + len(FUNCTIONS)

    def test_what_a_ledger_is_for_is_not_told(
        self, server_place: ServerPlace, log: FactLog
    ) -> None:
        """Members of its roles, a reader by name, and superusers, who may everything anyway."""
        prefix = f"{server_place.database}_ledger"
        with server_place.server.plain(server_place.database) as admin:
            admin.execute("CREATE ROLE other_admin SUPERUSER; CREATE ROLE ana; CREATE ROLE lee")
            admin.execute(f"GRANT {prefix}_writer, {prefix}_corrector, {prefix}_forgetter TO ana")
            admin.execute(
                "GRANT USAGE ON SCHEMA ledger TO lee; GRANT SELECT ON ledger.facts TO lee"
            )
            admin.execute(f"GRANT {prefix}_owner TO other_admin")
            admin.execute("GRANT UPDATE ON ledger.facts TO other_admin")
            admin.execute("ALTER TABLE ledger.vault OWNER TO other_admin")
        assert server_place.verified().problems == ()

    def test_the_reader_of_another_ledger_may_read_this_one(self, server: Server) -> None:
        database = server.new_database()
        with server.plain(database) as admin:
            admin.execute("CREATE ROLE owner_alone LOGIN; CREATE ROLE other_ledger_owner")
            admin.execute("CREATE ROLE other_ledger_reader")
            admin.execute(f"GRANT CREATE ON DATABASE {database} TO owner_alone")
            with Ledger.open(server.url(database, "owner_alone"), recorded_by="me") as ledger:
                ledger.init()
                admin.execute("GRANT USAGE ON SCHEMA ledger TO other_ledger_reader")
                admin.execute("GRANT SELECT ON ledger.facts TO other_ledger_reader")
                assert ledger.verify().problems == ()

    @pytest.mark.parametrize("name", ['Clinic\'s "best"', "pay$do$now", "ärzte %"])
    def test_a_database_may_have_any_name(self, server: Server, name: str) -> None:
        quoted = '"' + name.replace('"', '""') + '"'
        with server.plain("postgres") as admin:
            admin.execute(f"CREATE DATABASE {quoted}")
        with Ledger.open(server.url(quote(name, safe="")), recorded_by="me") as ledger:
            ledger.init()
            ledger.record("document-filed", "reyes", on=date(2024, 5, 1), data={"document": "card"})
            assert ledger.verify().problems == ()

    def test_a_member_of_a_user_who_owns_a_ledger_alone_is_told(self, server: Server) -> None:
        database = server.new_database()
        with server.plain(database) as admin:
            admin.execute("CREATE ROLE lone LOGIN")
            admin.execute(f"GRANT CREATE ON DATABASE {database} TO lone")
            with Ledger.open(server.url(database, "lone"), recorded_by="lone") as ledger:
                ledger.init()
                assert ledger.verify().problems == ()
                admin.execute("GRANT lone TO mallory")
                ((_, what),) = ledger.verify().problems
        assert what == "mallory is a member of lone, which owns the ledger"
