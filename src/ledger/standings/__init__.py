"""Standings: every holder's timeline at the latest knowledge, kept ready beside the ledger.

They are derived from the facts and may be thrown away at any time. Whatever they cannot answer is
answered by replay.
"""
