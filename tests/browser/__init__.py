"""Tests in real browsers, and what they share with the stories."""
