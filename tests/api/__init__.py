"""Tests of the machines' face."""
