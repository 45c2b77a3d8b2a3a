"""Entries on disk: one encrypted SQLite per person per computer, files beside it, a small shared store."""
