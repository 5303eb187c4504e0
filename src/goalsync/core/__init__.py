"""The pure middle: from a frozen picture of the store to plans, findings and explanations. No clock, no files."""
