"""What the ledger records: kinds of fact, their bytes, intake and canonical JSON Lines."""
