"""`make chaos`: faults provoked for real, and what was promised compared with what happened."""
