"""One module a benefit: its rules as graphs, chosen by date."""
