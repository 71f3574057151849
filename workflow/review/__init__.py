"""The review: which looks a desk asks for, who may give them, who gave them, what a story waits for."""
