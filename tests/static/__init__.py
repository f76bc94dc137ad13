"""The pure functions of the browser code, run in the embedded engine: no browser, no page."""
