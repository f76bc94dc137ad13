"""What each report says: one module a report, each with `part(draft) -> Part`."""
