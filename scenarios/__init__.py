"""Scenario files and region bundles: the format, its loader and the library."""
