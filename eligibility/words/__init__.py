"""The Chinese of the law: what its codes, figures and sums are called on every page and sheet."""
