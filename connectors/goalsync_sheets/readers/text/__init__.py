"""csv and tsv."""
