"""The proof that tampering with the server's past is found and named: `python -m tests.audit --seed N`."""
