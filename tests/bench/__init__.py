"""Large ledgers, and how long it takes to read them."""
