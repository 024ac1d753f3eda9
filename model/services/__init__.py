"""Service types: one declaration per file."""
