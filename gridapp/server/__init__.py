"""The county's server: accounts, the hub (its half of sync), the HTTP app."""
