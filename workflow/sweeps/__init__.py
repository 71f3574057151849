"""What looks at everything now and then, behind the moves: each may run twice, and none delays a story."""
