"""One state of a whole ledger in a PostgreSQL database, for verification.

It shares the making of connections with what writes, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from typing import Any

from psycopg import errors

from ledger.errors import LedgerDamaged
from ledger.store.location import Location
from ledger.store.postgres import rights
from ledger.store.postgres.connections import Connection, clear_errors, connect, said
from ledger.store.postgres.schema import FUNCTIONS, NAME, TRIGGERS

_PATIENCE = 10.0
_FACTS = (
    '"position" bigint not null, holder bigint not null, version bigint not null, '
    "kind bigint not null, happened bigint not null, recorded_at bigint not null, "
    "body bytea not null, seal bytea not null"
)
_MADE = {
    "table facts": f"p {_FACTS}",
    "table holders": 'p key bigint not null, id text collate "C" not null',
    "index facts_pkey": 'CREATE UNIQUE INDEX facts_pkey ON ledger.facts USING btree ("position")',
    "index facts_holder_version_key": "CREATE UNIQUE INDEX facts_holder_version_key ON "
    "ledger.facts USING btree (holder, version)",
    "index holders_pkey": "CREATE UNIQUE INDEX holders_pkey ON ledger.holders USING btree (key)",
    "index holders_id_key": "CREATE UNIQUE INDEX holders_id_key ON ledger.holders USING btree (id)",
    "table vault": "p holder bigint not null, wrapped bytea not null",
    "index vault_pkey": "CREATE UNIQUE INDEX vault_pkey ON ledger.vault USING btree (holder)",
    "constraint vault_pkey": "PRIMARY KEY (holder)",
    "constraint vault_wrapped_check": "CHECK ((length(wrapped) = 61))",
    "constraint facts_pkey": 'PRIMARY KEY ("position")',
    "constraint facts_holder_version_key": "UNIQUE (holder, version)",
    "constraint facts_seal_check": "CHECK (((length(seal) > 0) AND ((length(seal) % 32) = 0)))",
    "constraint holders_pkey": "PRIMARY KEY (key)",
    "constraint holders_id_key": "UNIQUE (id)",
    **{
        f"function {one.name}": f"plpgsql {one.returns} search_path=pg_catalog, pg_temp {one.body}"
        for one in FUNCTIONS
    },
    **{
        f"trigger {one.name}": f"A {one.statements[0]}".replace(
            "WHEN (new.kind", "WHEN ((new.kind"
        ).replace(") EXECUTE", ")) EXECUTE" if "WHEN" in one.when else ") EXECUTE")
        for one in TRIGGERS
    },
}
"""What a ledger is made with, as the catalogues of PostgreSQL tell it."""

_FOUND = """
SELECT 'table ' || c.relname, concat_ws(' ', c.relpersistence,
        CASE WHEN c.relrowsecurity THEN 'with policies' END,
        CASE WHEN c.relispartition OR EXISTS (SELECT FROM pg_inherits i
            WHERE c.oid IN (i.inhrelid, i.inhparent)) THEN 'with heirs' END,
        (SELECT string_agg(concat_ws(' ', quote_ident(a.attname),
            format_type(a.atttypid, a.atttypmod),
            'collate ' || quote_ident(l.collname),
            CASE WHEN a.attnotnull THEN 'not null' END,
            CASE WHEN a.atthasdef THEN 'default' END), ', ' ORDER BY a.attnum)
        FROM pg_attribute a LEFT JOIN pg_collation l
            ON l.oid = a.attcollation AND l.collname <> 'default'
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped))
    FROM pg_class c WHERE c.relnamespace = 'ledger'::regnamespace AND c.relkind = 'r'
UNION ALL SELECT 'index ' || c.relname,
        pg_get_indexdef(c.oid) || CASE WHEN i.indisvalid THEN '' ELSE ' invalid' END
    FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid
    WHERE c.relnamespace = 'ledger'::regnamespace
UNION ALL SELECT 'relation ' || c.relname, c.relkind::text
    FROM pg_class c
    WHERE c.relnamespace = 'ledger'::regnamespace AND c.relkind NOT IN ('r', 'i', 't')
UNION ALL SELECT 'constraint ' || c.conname, pg_get_constraintdef(c.oid)
    FROM pg_constraint c
    WHERE c.connamespace = 'ledger'::regnamespace AND c.contype <> 'n'
UNION ALL SELECT 'function ' || p.proname, concat_ws(' ', l.lanname, p.prorettype::regtype,
        array_to_string(p.proconfig, ' '), CASE WHEN p.prosecdef THEN 'of its owner' END, p.prosrc)
    FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
    WHERE p.pronamespace = 'ledger'::regnamespace
UNION ALL SELECT 'trigger ' || t.tgname, t.tgenabled::text || ' ' || pg_get_triggerdef(t.oid)
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE c.relnamespace = 'ledger'::regnamespace AND NOT t.tgisinternal
UNION ALL SELECT 'rule ' || r.rulename, ''
    FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
    WHERE c.relnamespace = 'ledger'::regnamespace AND c.relkind = 'r'
UNION ALL SELECT 'policy ' || p.polname, ''
    FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
    WHERE c.relnamespace = 'ledger'::regnamespace
"""
_WAYS = ("enable_seqscan", "enable_indexscan", "enable_indexonlyscan", "enable_bitmapscan")


class Snapshot:
    """One state of a ledger. Statements are read as they are taken."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._names = count(1)

    def execute(self, statement: str) -> Iterator[tuple[Any, ...]]:
        """The rows of a statement.

        Raises:
            LedgerDamaged: when the server cannot read on.
        """
        with (
            _damage(),
            self._connection.cursor(name=f"rows_{next(self._names)}") as cursor,
        ):
            cursor.itersize = 2_000
            cursor.execute(statement)
            yield from cursor

    def schema_problems(self) -> Iterator[str]:
        """What is not as a ledger is made with."""
        self._set("search_path", "pg_catalog, pg_temp")  # else names are told without the schema
        found: dict[str, str] = {}
        twice: set[str] = set()  # a function that takes something else, a guard of another table
        for name, text in self.execute(_FOUND):
            if name in found:
                twice.add(name)
            found[name] = text
        too_many = list(rights.problems(self.execute))
        self._set("search_path", f"{NAME}, pg_temp")
        for name, made in _MADE.items():
            if name not in found:
                yield f"the {name} is missing"
            elif " ".join(found[name].split()) != " ".join(made.split()):
                yield f"the {name} is not the one a ledger is made with"
        for name in sorted(found.keys() - _MADE.keys()):
            yield f"the {name} does not belong into a ledger"
        for name in sorted(twice):
            yield f"the {name} is there twice"
        yield from too_many

    def structure_problems(self) -> Iterator[str]:
        """Where an index and its table differ in how many rows there are."""
        for table, key in (("facts", "position"), ("holders", "key"), ("vault", "holder")):
            by_index = self._counted(table, key, with_indexes=True)
            by_table = self._counted(table, key, with_indexes=False)
            if by_index != by_table:
                yield (
                    f"the index of {table} has {by_index:,} rows and the table {by_table:,}; "
                    "REINDEX makes it anew"
                )

    def _counted(self, table: str, key: str, *, with_indexes: bool) -> int:
        for way in _WAYS:
            on = with_indexes != (way == "enable_seqscan")
            self._set(way, "on" if on else "off")
        ((counted,),) = self.execute(f"SELECT count(*) FROM {table} WHERE {key} IS NOT NULL")
        for way in _WAYS:
            self._set(way, "on")
        return int(counted)

    def _set(self, name: str, value: str) -> None:
        self._connection.execute("SELECT set_config(%s, %s, true)", (name, value))


@contextmanager
def _damage() -> Iterator[None]:
    try:
        yield
    except (
        errors.DataCorrupted,
        errors.IndexCorrupted,
        errors.UndefinedTable,
        errors.UndefinedColumn,
        errors.InternalError_,
    ) as error:
        raise LedgerDamaged(said(error)) from error


@contextmanager
def snapshot(location: Location) -> Iterator[Snapshot]:
    """One state of a ledger, as long as it is open.

    Raises:
        StoreUnavailable: when the server cannot be reached, or the user may not read.
    """
    with clear_errors(location.shown), closing(connect(location, _PATIENCE)) as connection:
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield Snapshot(connection)
