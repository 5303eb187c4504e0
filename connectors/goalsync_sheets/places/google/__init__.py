"""A Google spreadsheet, by the Sheets API."""
