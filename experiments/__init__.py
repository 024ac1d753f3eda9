"""Runs, comparisons, sweeps and reports, and the omland command."""
