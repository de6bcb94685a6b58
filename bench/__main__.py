"""Measure every subject, print the table and write the figures."""

from bench import advice, candidates, cover, exports, places, service, storm, travel, yearbook
from bench.figures import FIGURES, Figure, table, write


def main() -> None:
    """Run all subjects, one after another so that none slows the other."""
    figures: list[Figure] = []
    subjects = (candidates, advice, storm, cover, travel, places, yearbook, service, exports)
    for subject in subjects:
        figures.extend(subject.figures())
    write(figures, FIGURES / "bench.json")
    print(table(figures))


# The pollers are processes that import this module anew.
if __name__ == "__main__":
    main()
