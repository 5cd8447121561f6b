"""What text looks like to a machine that compares it: words, word pairs, signatures."""
