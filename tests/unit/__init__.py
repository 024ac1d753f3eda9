"""The equations, against closed forms and published tables."""
