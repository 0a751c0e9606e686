"""The command line. It holds no rules: everything it shows comes from `ledger.Ledger`."""
