"""Tests of what leaves as pictures and on paper."""
