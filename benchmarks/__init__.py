"""How fast Omland is and how much memory it takes: `python -m benchmarks` (= `make bench`). No test asserts a time."""
