"""Write the golden results anew: `python -m tests.baselines.update`. Then say in CHANGELOG.md what moved them."""

from tests.baselines.golden import FILE, compare, compute, read, write


def main() -> None:
    """Print what changes, and write it."""
    new = compute()
    changes = compare(read(), new) if FILE.exists() else []
    write(new)
    for line in changes[:20]:
        print(line)
    print(f"{len(changes)} of {len(new) - 1} rows moved. Add a line to CHANGELOG.md that says why.")


if __name__ == "__main__":
    main()
