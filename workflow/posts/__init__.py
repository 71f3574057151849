"""Stories as posts on disk: in by import, out by export, each file accounted for."""
