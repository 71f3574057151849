"""What a newcomer reads when the newsroom is up."""

import json
from pathlib import Path

STEPS = """
What to click first
  1. {address}/            the front page, as readers see it. A story goes live there two minutes after the first start.
  2. {address}/desk/       sign in: "my stories", "waiting for me", "scheduled", "on air".
  3. File a story as a reporter, sign it off and approve it as an editor, publish it as a publisher: in the demo teo,
     ysolde and ansgar.
Ctrl-C stops everything.
"""


def welcome(*, address: str, var: Path, seconds: float) -> str:
    """Say where the newsroom is, who may sign in to the demo, and what to do there."""
    people = _demo_people(var / "demo_people.json")
    return f"\nThe newsroom is up after {seconds:.1f} s: {address}/\n{people}{STEPS.format(address=address)}"


def _demo_people(kept: Path) -> str:
    """List them as seed_demo has written them down: a JSON list of name, role, email and password."""
    if not kept.exists():
        return ""
    rows = [(one["email"], one["password"], f"{one['name']}, {one['role']}") for one in json.loads(kept.read_text())]
    widths = [max(len(row[column]) for row in rows) for column in range(2)]
    lines = (f"  {email:<{widths[0]}}  {password:<{widths[1]}}  {who}" for email, password, who in rows)
    return "\nDemo people (email, password)\n" + "\n".join(lines) + "\n"
