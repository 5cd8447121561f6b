"""Where messages go. `base` is the contract; each other module is one kind of channel."""
