"""Policy instruments: one per file."""
