"""Commands that ask the law or fill its book."""
