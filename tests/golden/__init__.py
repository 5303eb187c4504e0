"""What people see, held against files that change only when asked to."""
