"""The budget: what the desks plan, how exactly they know when, and what may be done with a line of it."""
