"""Tests, one folder per kind of claim."""
