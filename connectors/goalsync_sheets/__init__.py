"""Spreadsheets as a source of metrics."""

from goalsync_sheets.connector import SheetsConnector

__all__ = ["connector"]

connector = SheetsConnector()
