"""Certifying bodies: what one is, the hooks it comes through, and the host that loads them."""
