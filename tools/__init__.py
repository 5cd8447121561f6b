"""What makes files of the repository out of code; not part of the program."""
