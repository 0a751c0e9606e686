"""Campaigns: what a ledger promises about durability, tried on real processes and real files."""
