"""Numbers only: one module per kind of key result, and what they share. Formulas are those of the specification."""
