"""GridApp without a window: what the work is, its store, its sync, its server, its command line."""

__version__ = "0.1.0"
