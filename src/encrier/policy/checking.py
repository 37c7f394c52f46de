"""``encrier policy check FILE``: everything wrong with a policy file."""

from pathlib import Path

from encrier.policy.reading import Problem, read


def check(path: Path) -> list[Problem]:
    """All problems in the order of their lines; ``str(problem)`` is ``file:line: key: reason``."""
    return read(Path(path))[1]
