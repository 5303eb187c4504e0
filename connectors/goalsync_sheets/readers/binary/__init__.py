"""xls and xlsb: read by calamine in a process of its own, because it can abort the process it runs in."""
