"""Questions beyond one verdict: plans, audits, censuses. Values in, values out."""
