"""Spreadsheets as a source: csv, tsv, xlsx, xlsm, xls, xlsb, ods, files on the web and Google Sheets."""
