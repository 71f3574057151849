"""`make run`: one process that starts the newsroom's others, keeps them going and stops them together."""
