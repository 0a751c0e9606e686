"""Judging: from a holder's facts and a body's rule values to a verdict with its interval."""
