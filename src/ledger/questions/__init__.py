"""Questions beyond one verdict: plans, comparisons, rosters, audits. Values in, values out."""
