"""The command line: the same actions without a window, for scripts and support."""
