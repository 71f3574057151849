"""How a refusal is answered."""

from workflow.exceptions import NotYours, WorkflowError


def status_of(refusal: WorkflowError) -> int:
    """Return the HTTP status: 403 where it is the person, 409 where it is how things stand."""
    return 403 if isinstance(refusal, NotYours) else 409
