"""Submodels: one file each, called by the year in order."""
