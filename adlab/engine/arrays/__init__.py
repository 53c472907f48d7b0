"""Numbers, arrays and linear maps, before anything is recorded.

- `linear_maps`: a local derivative that is a linear map, and its transpose;
- `values`: what stands for a value: recorded, plain, or fixed;
- `containers`: the leaves of nested tuples, lists and dicts;
- `copies`: private copies of what a user passes; `digits`: how a number is written.
"""
