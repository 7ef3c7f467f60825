"""A county's existing register arrives as an Excel workbook: read behind a gate, previewed, taken in whole or not at all."""
