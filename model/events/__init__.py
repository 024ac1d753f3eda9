"""Events: one per file."""
