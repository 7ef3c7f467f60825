"""One file a command; the name of the file is the command."""
