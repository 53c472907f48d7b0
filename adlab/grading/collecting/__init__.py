"""What comes in, and grading many.

Read it in this order:

- `files`, `lms`: what is in folders and zips, and whose it is by its name;
- `reading`: bytes as text and as cells, within bounds;
- `marks`, `names`, `cells`, `clothes`: to which exercise it belongs, and what of it counts;
- `submissions`: files as works; `students`: a class, a row for each student and exercise;
- `live`: a function that is alive in this process as a submission;
- `batch`: grade all of them, whatever one of them does; `kept`: results that stay.
"""
