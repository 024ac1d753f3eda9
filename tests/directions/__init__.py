"""Each instrument: indicator, sign and size band over paired seeds."""
