"""Where a spreadsheet is: the workspace, the web, Google; each opened as a book."""
