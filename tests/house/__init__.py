"""House tests: the architecture and the laws that a machine can check."""
