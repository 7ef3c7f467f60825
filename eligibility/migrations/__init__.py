"""How the policy book's tables came to be."""
