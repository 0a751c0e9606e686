"""Ledgers in a PostgreSQL database; nothing else of the ledger knows psycopg."""
