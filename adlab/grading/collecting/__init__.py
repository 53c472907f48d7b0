"""What comes in, and grading many.

- `submissions`: files of a class as works; `cells`: what of a notebook counts;
- `live`: a function that is alive in this process as a submission;
- `batch`: grade all of them, whatever one of them does.
"""
