"""The pages: what a browser asks for and what it is answered; HTML from templates, a few answers in JSON."""
