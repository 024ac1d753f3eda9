"""Sweeps that resume, results independent of workers, bad input."""
