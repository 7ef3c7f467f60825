"""The register workbook: read, previewed, taken in."""
