"""Numba kernels that two submodels share."""
