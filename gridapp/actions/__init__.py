"""What a person can do. The window, the command line and the server's own tools all act through here."""
