"""What the window shows, one page a file. A page composes; it never touches data."""
