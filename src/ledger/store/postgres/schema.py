"""The schema of a ledger in a PostgreSQL database: tables and guards, and what marks it.

It is that of a ledger file, see `ledger.store.schema`, in a schema of its own. The guards hold for
every program and every role, the owner's included, until the owner removes them. What makes it all,
and who may do what, is in `ledger.store.postgres.making`.
"""

from __future__ import annotations

from typing import NamedTuple

from ledger.facts.catalogue import BY_NAME
from ledger.store.vault import FORGOTTEN

NAME = "ledger"
"""The schema, and the channel on which new facts are told."""
MARK = "credential-ledger, format "
"""What the comment of the schema begins with; the number of the format follows."""
CORRECTION = BY_NAME["fact-corrected"].code

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
