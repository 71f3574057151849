"""Names of the places where a process may die between two writes of what must survive that."""


def reached(name: str) -> None:
    """Do nothing. The chaos run, in processes of its own, puts a death in place of this; no setting can."""
