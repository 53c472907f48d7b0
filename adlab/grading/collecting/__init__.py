"""What comes in, and grading many.

Read it in this order:

- `files`, `lms`: what is in folders and zips, and whose it is by its name;
- `reading`: bytes as text and as cells, within bounds;
- `work`: one submission to one exercise; `submissions`: files as works;
- `marks`: to which exercise a text belongs; `notebooks`: which cells are a submission;
- `needed_cells`, `names`: what it needs of other cells; `clothes`: what of it does not count;
- `students`: a class, a row for each student and exercise;
- `live`: a function that is alive in this process as a submission;
- `batch`: grade all of them, whatever one of them does; `kept`: results that stay;
- `cluster`, `shards`: on many machines.
"""
