"""Slow: facts of the literature and backcasts."""
