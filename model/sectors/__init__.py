"""Sectors: one declaration per file."""
