"""What the work is. Plain Python: no files, network, clock or database."""
