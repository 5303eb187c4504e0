"""A spreadsheet at an http(s) address."""
