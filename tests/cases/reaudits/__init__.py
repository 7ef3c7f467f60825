"""Tests of the re-audits."""
