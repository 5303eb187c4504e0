"""xlsx and xlsm, transitional and strict."""
