"""Gwead: the live team formulation."""

__version__ = "0.1.0"
