"""The invented county that `manage.py demo` shows: made as a workbook, loaded by the same import, worked on through the services."""
