"""Posts of other people's sites, imported for real: `make corpus`."""
