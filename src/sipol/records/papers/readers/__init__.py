"""Reading files of strangers: in a child process that can do no harm."""
