"""Story -> call reports: who spoke with whom, when, what was promised, and what each side says of it."""
