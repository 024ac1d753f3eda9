"""python -m benchmarks [--scenario lister/baseline] [--repeats 5] [--no-peers] [--peers PYTHON] [--out FILE]

Prints one table and writes it to docs/benchmarks.md. About three minutes, and a few more to install the peers.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

for _name in ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")  # before anything imports numpy: all figures are for one thread

PAGE = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenario", default="lister/baseline")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--no-peers", action="store_true", help="leave out choicemodels and starsim")
    parser.add_argument("--peers", metavar="PYTHON", help="an interpreter that has them, instead of installing them")
    parser.add_argument("--out", type=Path, default=PAGE)
    args = parser.parse_args()

    from rich.console import Console

    from benchmarks.collect import collect
    from benchmarks.rows import as_page, on_screen
    from experiments.store import write_text

    screen = Console()
    screen = screen if screen.is_terminal else Console(width=180)
    rows, scenario = collect(args.scenario, args.repeats, has_peers=not args.no_peers, peers=args.peers)
    screen.print(on_screen(rows))
    write_text(args.out, as_page(rows, scenario.name, scenario.years, args.repeats))
    screen.print(f"Written to {args.out}")


if __name__ == "__main__":
    main()
