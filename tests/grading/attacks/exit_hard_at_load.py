"""Ends the process while it is loaded, with a good exit status."""

# from: L0
# kind: exit
WORLD  # given by the test; elsewhere this file stops here

import os

os._exit(0)
