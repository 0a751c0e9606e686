"""Who has more rights in a ledger on a server than to read and to add, from its catalogues.

Superusers may everything anyway, and are never told. What `ledger init` itself gives to the roles
of the ledger is theirs: it is told of everybody else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

_OWNED = """
WITH RECURSIVE owned AS (
    SELECT n.nspowner AS owner, n.nspacl AS acl, 'the schema ledger' AS what
        FROM pg_namespace n WHERE n.oid = 'ledger'::regnamespace
    UNION ALL SELECT c.relowner, c.relacl, c.relname
        FROM pg_class c WHERE c.relnamespace = 'ledger'::regnamespace AND c.relkind = 'r'
    UNION ALL SELECT p.proowner, coalesce(p.proacl, acldefault('f', p.proowner)), p.proname || '()'
        FROM pg_proc p WHERE p.pronamespace = 'ledger'::regnamespace
), most AS (
    SELECT r.oid, r.rolname FROM pg_roles r
        WHERE r.oid = (SELECT mode() WITHIN GROUP (ORDER BY owner) FROM owned)
), own AS (
    SELECT oid, rolname FROM (
        SELECT 1 AS rank, m.* FROM most m WHERE m.rolname ~ '_ledger_owner$'
        UNION ALL SELECT 2, o.oid, o.rolname FROM owned t CROSS JOIN LATERAL aclexplode(t.acl) a
            JOIN pg_roles r ON r.oid = a.grantee
                AND r.rolname = current_database() || '_ledger_reader'
            JOIN pg_roles o ON o.rolname = current_database() || '_ledger_owner'
            WHERE t.what = 'facts'
        UNION ALL SELECT 3, m.* FROM most m
    ) found ORDER BY rank, rolname LIMIT 1
)"""
"""What is owned, with the rights in it, and who should own all of it: the role for that where the
ledger has roles, else whoever owns most."""
_OWNERS = f"""{_OWNED}
SELECT quote_ident(r.rolname), t.what, quote_ident(own.rolname)
    FROM owned t JOIN pg_roles r ON r.oid = t.owner CROSS JOIN own
    WHERE t.owner <> own.oid AND NOT r.rolsuper
    ORDER BY 1, 2
"""
_MEMBERS = f"""{_OWNED}, usable AS (
    SELECT m.roleid, m.member FROM pg_auth_members m CROSS JOIN LATERAL to_jsonb(m) AS j
        WHERE coalesce((j->>'inherit_option')::boolean, true)
            OR coalesce((j->>'set_option')::boolean, true)
), members AS (
    SELECT u.member FROM usable u JOIN own ON own.oid = u.roleid
    UNION SELECT u.member FROM usable u JOIN members m ON m.member = u.roleid
)
SELECT quote_ident(r.rolname), quote_ident(own.rolname)
    FROM members m JOIN pg_roles r ON r.oid = m.member CROSS JOIN own
    WHERE NOT r.rolsuper
    ORDER BY 1
"""
"""Who can act as the owner. From PostgreSQL 16 on who makes a role is a member who cannot yet."""
_RIGHTS = f"""{_OWNED}, given AS (
    SELECT t.owner, t.acl, t.what FROM owned t
    UNION ALL SELECT c.relowner, a.attacl, c.relname || '.' || a.attname
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE c.relnamespace = 'ledger'::regnamespace AND c.relkind = 'r' AND NOT a.attisdropped
), roles (what, name) AS (
    SELECT v.what, regexp_replace(own.rolname, 'owner$', v.role)
        FROM own CROSS JOIN (VALUES ('corrects()', 'corrector'), ('forgets()', 'forgetter'),
            ('vault.wrapped', 'forgetter')) v (what, role)
        WHERE own.rolname ~ '_ledger_owner$'
)
SELECT coalesce(quote_ident(r.rolname), 'everybody'), lower(a.privilege_type), g.what,
        coalesce(quote_ident(o.name), 'its owner')
    FROM given g CROSS JOIN LATERAL aclexplode(g.acl) a
    LEFT JOIN pg_roles r ON r.oid = a.grantee
    LEFT JOIN roles o ON o.what = g.what
    WHERE a.grantee <> g.owner
        AND a.privilege_type NOT IN ('SELECT', 'INSERT', 'USAGE')
        AND coalesce(NOT r.rolsuper AND r.rolname <> coalesce(o.name, ''), true)
    ORDER BY 1, 2, 3
"""


def problems(execute: Callable[[str], Iterable[tuple[Any, ...]]]) -> Iterator[str]:
    """Who owns what is not theirs, who can act as the owner, and who may do more than others.

    Args:
        execute: Gives the rows of a statement; names are looked for in ``pg_catalog``.
    """
    for role, what, owner in execute(_OWNERS):
        yield f"{role} owns {what}, which should be owned by {owner}"
    for role, owner in execute(_MEMBERS):
        yield f"{role} is a member of {owner}, which owns the ledger"
    for role, right, what, whose in execute(_RIGHTS):
        where = f"in {what}" if right == "create" else what
        yield f"{role} may {right} {where}, which only {whose} should be able to try"
