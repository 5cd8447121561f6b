"""Call events -> people: policy (when), render (what), channels (where)."""
