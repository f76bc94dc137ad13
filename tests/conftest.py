"""What every test has: the browser fixtures, and Hypothesis without a clock."""

from hypothesis import settings

pytest_plugins = ["tests.browser.fixtures"]

# a busy machine is no failure; the same examples everywhere make a failure repeatable
settings.register_profile("gwead", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("gwead")
