"""Times as people type and read them: wall times, zones, days, spans. No reads."""
