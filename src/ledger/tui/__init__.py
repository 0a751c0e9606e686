"""The terminal browser: a face that shows what `Ledger` answers. Only this room imports textual."""
