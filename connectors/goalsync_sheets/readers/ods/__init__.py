"""ods: OpenDocument spreadsheets."""
