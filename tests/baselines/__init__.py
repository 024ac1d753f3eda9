"""Golden results of a tiny region."""
