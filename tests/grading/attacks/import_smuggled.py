"""Imports adlab past the sign, and has it differentiate."""

# from: L2
# points below: yes
WORLD  # given by the test; elsewhere this file stops here

import os
import sys

sys.meta_path[:] = [finder for finder in sys.meta_path if not hasattr(finder, "names")]
sys.path += [os.path.dirname(ADLAB), *SITE]
adlab = sys.modules["builtins"].__import__("adlab")
np = sys.modules["numpy"]


def gradient(x):
    return adlab.grad(lambda x: x[0] * x[1] + np.sin(x[2]) * x[0])(np.array(x))
