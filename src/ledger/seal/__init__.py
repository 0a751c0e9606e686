"""The seal: a Merkle tree over the facts, and what can be proved with it."""
