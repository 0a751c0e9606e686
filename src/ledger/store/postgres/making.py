"""Making a ledger in a PostgreSQL database: its schema, and the roles with what each may do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ledger.store.postgres.schema import FUNCTIONS, MARK, NAME, TABLES, TRIGGERS
from ledger.store.schema import FORMAT

_LONGEST = 63
"""The most bytes of a name in PostgreSQL."""


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


def _text(text: str) -> str:
    """A text as SQL writes it, whatever is in it."""
    return "'" + text.replace("'", "''") + "'"


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
        body = (
            "BEGIN\n"
            f"    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = {_text(role)}) THEN\n"
            f"        CREATE ROLE {quoted(role)} NOLOGIN;\n    END IF;\nEND"
        )
        yield f"DO {_text(body)}"
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
