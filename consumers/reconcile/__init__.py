"""Reports of calls become calls: identity, merging, the two sides' accounts, conflicts, the ledger."""
