"""What the desk's forms take. They are courtesy: every rule that counts stands in `actions` and in the database."""
