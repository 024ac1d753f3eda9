"""Common random numbers: same seed same bytes, and only causes make differences."""
