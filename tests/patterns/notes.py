"""What was tried about patterns that miss, and how a measure is to be read: text for docs/patterns.md."""

TRIED: dict[str, str] = {}
