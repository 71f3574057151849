"""The staff side of the newsroom: every view makes one call into the domain and shows the answer or the refusal."""
