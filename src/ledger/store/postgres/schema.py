"""The schema of a ledger in a PostgreSQL database: tables, guards, roles, and what marks it.

It is that of a ledger file, see `ledger.store.schema`, in a schema of its own. The guards hold for
every program and every role, the owner's included, until the owner removes them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ledger.facts.catalogue import BY_NAME
from ledger.store.schema import FORMAT
from ledger.store.vault import FORGOTTEN

NAME = "ledger"
"""The schema, and the channel on which new facts are told."""
MARK = "credential-ledger, format "
"""What the comment of the schema begins with; the number of the format follows."""
CORRECTION = BY_NAME["fact-corrected"].code
_LONGEST = 63
"""The most bytes of a name in PostgreSQL."""

TABLES = (
    """CREATE TABLE ledger.holders (
    key bigint PRIMARY KEY,
    id text COLLATE "C" NOT NULL UNIQUE
)""",
    """CREATE TABLE ledger.facts (
    position bigint PRIMARY KEY,
    holder bigint NOT NULL,
    version bigint NOT NULL,
    kind bigint NOT NULL,
    happened bigint NOT NULL,    -- days since 1970-01-01
    recorded_at bigint NOT NULL, -- microseconds since 1970-01-01T00:00Z
    body bytea NOT NULL,         -- MessagePack, see docs/format.md
    seal bytea NOT NULL          -- hashes of 32 bytes, see docs/seal.md
        CHECK (length(seal) > 0 AND length(seal) % 32 = 0),
    UNIQUE (holder, version)
)""",
    """CREATE TABLE ledger.vault (
    holder bigint PRIMARY KEY, -- key of the holder; 0: the mark of an encrypted ledger
    wrapped bytea NOT NULL CHECK (length(wrapped) = 61) -- zeros: destroyed
)""",
)


class Function(NamedTuple):
    """A function of the schema.

    Attributes:
        name: Its name.
        returns: ``trigger`` or ``void``.
        body: Its text, in PL/pgSQL.
    """

    name: str
    returns: str
    body: str

    @property
    def statement(self) -> str:
        """What makes it. Its search path keeps operators of other schemas out."""
        return (
            f"CREATE FUNCTION {NAME}.{self.name}() RETURNS {self.returns} LANGUAGE plpgsql\n"
            f"SET search_path = pg_catalog, pg_temp AS $${self.body}$$"
        )


class Trigger(NamedTuple):
    """A trigger of the schema; it fires also where triggers are set to be left out.

    Attributes:
        name: Its name.
        table: The table it guards.
        when: When it fires, in the words of SQL.
        calls: The function, with its argument.
    """

    name: str
    table: str
    when: str
    calls: str

    @property
    def statements(self) -> tuple[str, str]:
        """What makes it."""
        when = self.when.replace(" FOR", f" ON {NAME}.{self.table} FOR")
        return (
            f"CREATE TRIGGER {self.name} {when} EXECUTE FUNCTION {NAME}.{self.calls}",
            f"ALTER TABLE {NAME}.{self.table} ENABLE ALWAYS TRIGGER {self.name}",
        )


FUNCTIONS = (
    Function(
        "facts_follow",
        "trigger",
        """
DECLARE
    last record;
BEGIN
    SELECT f.position, f.recorded_at INTO last
        FROM ledger.facts f ORDER BY f.position DESC LIMIT 1;
    IF new.position IS DISTINCT FROM coalesce(last.position, 0) + 1 THEN
        RAISE integrity_constraint_violation USING MESSAGE = 'positions of facts are dense';
    END IF;
    IF new.version IS DISTINCT FROM (SELECT coalesce(max(f.version), 0) + 1
            FROM ledger.facts f WHERE f.holder = new.holder) THEN
        RAISE integrity_constraint_violation USING MESSAGE = 'versions of a holder are dense';
    END IF;
    -- Later versions follow a fact, and holders are never deleted.
    IF new.version = 1 AND NOT EXISTS (SELECT FROM ledger.holders h WHERE h.key = new.holder) THEN
        RAISE integrity_constraint_violation USING MESSAGE = 'a fact is about a holder';
    END IF;
    IF new.recorded_at < last.recorded_at THEN
        RAISE integrity_constraint_violation USING MESSAGE = 'recorded_at never goes back';
    END IF;
    RETURN new;
END
""",
    ),
    Function(
        "holders_follow",
        "trigger",
        """
BEGIN
    IF new.key IS DISTINCT FROM (SELECT coalesce(max(h.key), 0) + 1 FROM ledger.holders h) THEN
        RAISE integrity_constraint_violation USING MESSAGE = 'keys of holders are dense';
    END IF;
    RETURN new;
END
""",
    ),
    Function(
        "refuse",
        "trigger",
        """
BEGIN
    RAISE integrity_constraint_violation USING MESSAGE = TG_ARGV[0];
END
""",
    ),
    Function(
        "facts_correct",
        "trigger",
        """
BEGIN
    PERFORM ledger.corrects();
    RETURN new;
END
""",
    ),
    Function("corrects", "void", "BEGIN END"),
    Function(
        "facts_forget",
        "trigger",
        """
BEGIN
    PERFORM ledger.forgets();
    RETURN new;
END
""",
    ),
    Function("forgets", "void", "BEGIN END"),
    Function(
        "vault_follow",
        "trigger",
        """
BEGIN
    IF new.holder = 0 AND EXISTS (SELECT FROM ledger.facts) THEN
        RAISE integrity_constraint_violation
            USING MESSAGE = 'a ledger is encrypted from its first fact or never';
    END IF;
    IF new.holder <> 0 AND NOT (EXISTS (SELECT FROM ledger.vault v WHERE v.holder = 0)
            AND EXISTS (SELECT FROM ledger.holders h WHERE h.key = new.holder)) THEN
        RAISE integrity_constraint_violation
            USING MESSAGE = 'a key belongs to a holder of an encrypted ledger';
    END IF;
    IF EXISTS (SELECT FROM ledger.facts f WHERE f.holder = new.holder) THEN
        RAISE integrity_constraint_violation
            USING MESSAGE = 'a key is there before the first fact';
    END IF;
    RETURN new;
END
""",
    ),
    Function(
        "vault_stays",
        "trigger",
        f"""
BEGIN
    IF new.holder <> old.holder OR old.holder = 0
            OR new.wrapped <> decode(repeat('00', 61), 'hex')
            OR {FORGOTTEN} IS DISTINCT FROM (SELECT f.kind FROM ledger.facts f
                WHERE f.holder = old.holder ORDER BY f.version DESC LIMIT 1) THEN
        RAISE integrity_constraint_violation
            USING MESSAGE = 'a key is never changed, only destroyed by forgetting';
    END IF;
    RETURN new;
END
""",
    ),
    Function(
        "facts_tell",
        "trigger",
        """
BEGIN
    PERFORM pg_notify('ledger', '');
    RETURN NULL;
END
""",
    ),
)
"""Whoever may call ``corrects`` may record corrections: that is the whole of that right. So it is
with ``forgets``, beside which the right to write in the vault is needed."""

_CHANGED = "refuse('{} are never changed')"
_DELETED = "refuse('{} are never deleted')"
_KEPT = "refuse('a key is never deleted, only destroyed by forgetting')"
TRIGGERS = (
    Trigger(
        "facts_correct",
        "facts",
        f"BEFORE INSERT FOR EACH ROW WHEN (new.kind = {CORRECTION})",
        "facts_correct()",
    ),
    Trigger("facts_follow", "facts", "BEFORE INSERT FOR EACH ROW", "facts_follow()"),
    Trigger(
        "facts_forget",
        "facts",
        f"BEFORE INSERT FOR EACH ROW WHEN (new.kind = {FORGOTTEN})",
        "facts_forget()",
    ),
    Trigger("facts_tell", "facts", "AFTER INSERT FOR EACH STATEMENT", "facts_tell()"),
    *(
        Trigger(f"{table}_{name}", table, f"BEFORE {event}", calls.format(table))
        for table in ("facts", "holders")
        for name, event, calls in (
            ("stay", "UPDATE FOR EACH ROW", _CHANGED),
            ("remain", "DELETE FOR EACH ROW", _DELETED),
            ("last", "TRUNCATE FOR EACH STATEMENT", _DELETED),
        )
    ),
    Trigger("holders_follow", "holders", "BEFORE INSERT FOR EACH ROW", "holders_follow()"),
    Trigger("vault_follow", "vault", "BEFORE INSERT FOR EACH ROW", "vault_follow()"),
    Trigger("vault_stays", "vault", "BEFORE UPDATE FOR EACH ROW", "vault_stays()"),
    Trigger("vault_remains", "vault", "BEFORE DELETE FOR EACH ROW", _KEPT),
    Trigger("vault_last", "vault", "BEFORE TRUNCATE FOR EACH STATEMENT", _KEPT),
)


class Roles(NamedTuple):
    """The roles of a ledger. Nobody can log in as one of them; people are made members.

    Attributes:
        owner: Owns the schema; nobody has to be a member.
        reader: May read.
        writer: May also record.
        corrector: May also correct.
        forgetter: May also forget, where the ledger is encrypted; not correct.
    """

    owner: str
    reader: str
    writer: str
    corrector: str
    forgetter: str


def roles_of(database: str) -> Roles | None:
    """The roles of the ledger in a database; None when its name is too long for theirs."""
    roles = Roles(*(f"{database}_ledger_{name}" for name in Roles._fields))
    return roles if max(len(role.encode()) for role in roles) <= _LONGEST else None


def quoted(name: str) -> str:
    """A name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def statements(roles: Roles | None, mark: bytes | None) -> Iterator[str]:
    """What makes a ledger, in one transaction.

    Args:
        roles: The roles, which exist by now; None: the user who makes it owns it alone.
        mark: The mark of an encrypted ledger; None for a plain one.
    """
    if roles is None:
        yield f"CREATE SCHEMA {NAME}"
    else:
        yield f"CREATE SCHEMA {NAME} AUTHORIZATION {quoted(roles.owner)}"
        yield f"SET LOCAL ROLE {quoted(roles.owner)}"
    yield f"COMMENT ON SCHEMA {NAME} IS '{MARK}{FORMAT}'"
    yield from TABLES
    for function in FUNCTIONS:
        yield function.statement
    for trigger in TRIGGERS:
        yield from trigger.statements
    if mark is not None:
        yield f"INSERT INTO {NAME}.vault VALUES (0, decode('{mark.hex()}', 'hex'))"
    yield from _only_for_the_owner()
    if roles is not None:
        yield from grants(roles)
        yield "RESET ROLE"


def _only_for_the_owner() -> Iterator[str]:
    """Takes away what everybody has by default."""
    yield f"REVOKE ALL ON SCHEMA {NAME} FROM PUBLIC"
    for what in ("TABLES", "FUNCTIONS"):
        yield f"REVOKE ALL ON ALL {what} IN SCHEMA {NAME} FROM PUBLIC"


def grants(roles: Roles) -> Iterator[str]:
    """What each role may do. Which role has which others is in `new_roles`."""
    yield f"GRANT USAGE ON SCHEMA {NAME} TO {quoted(roles.reader)}"
    tables = f"{NAME}.holders, {NAME}.facts, {NAME}.vault"
    yield f"GRANT SELECT ON {tables} TO {quoted(roles.reader)}"
    yield f"GRANT INSERT ON {tables} TO {quoted(roles.writer)}"
    yield f"GRANT EXECUTE ON FUNCTION {NAME}.corrects() TO {quoted(roles.corrector)}"
    yield f"GRANT EXECUTE ON FUNCTION {NAME}.forgets() TO {quoted(roles.forgetter)}"
    yield f"GRANT UPDATE (wrapped) ON {NAME}.vault TO {quoted(roles.forgetter)}"


def new_roles(roles: Roles) -> Iterator[str]:
    """What makes the roles that do not exist, and makes them members of those they go beyond."""
    for role in roles:
        name = role.replace("'", "''")
        yield (
            "DO $do$ BEGIN\n"
            f"    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{name}') THEN\n"
            f"        CREATE ROLE {quoted(role)} NOLOGIN;\n    END IF;\nEND $do$"
        )
    yield f"GRANT {quoted(roles.reader)} TO {quoted(roles.writer)}"
    yield f"GRANT {quoted(roles.writer)} TO {quoted(roles.corrector)}, {quoted(roles.forgetter)}"


def script(database: str, roles: Roles, mark: bytes | None) -> str:
    """SQL with which an administrator makes the ledger and its roles."""
    parts = ("BEGIN", *new_roles(roles), *statements(roles, mark), "COMMIT")
    return (
        f"-- Makes a ledger in the database {quoted(database)}. Run it there, for example with\n"
        f"-- psql -d {database}, as a superuser. Then make people members of a role:\n"
        f"-- GRANT {quoted(roles.reader)}, {quoted(roles.writer)}, {quoted(roles.corrector)} "
        f"or {quoted(roles.forgetter)} TO somebody;\n" + "".join(f"{part};\n" for part in parts)
    )
