"""The figures of the console: live news, and what the browser stories measure."""

from collections.abc import Callable, Iterable
from typing import Final

from bench import headline, live, moving
from bench.figures import FIGURES, Figure, table, write

SUBJECTS: Final[tuple[Callable[[], Iterable[Figure]], ...]] = (
    headline.figures,
    live.figures,
    moving.figures,
)


def main() -> None:
    """Measure the subjects one after another, print the table and write the figures."""
    figures = [figure for subject in SUBJECTS for figure in subject()]
    write(figures, FIGURES / "console.json")
    print(table(figures))


# The crowd is a process that imports its module anew.
if __name__ == "__main__":
    main()
