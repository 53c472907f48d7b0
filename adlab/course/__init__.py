"""What a learner works with: the lessons in a folder of their own, and the command line.

- `cli`: the command `adlab`; `learn_cli`, `grade_cli`, `release_cli`, `inventory_cli`: its parts;
- `workspace`, `lab`: the lessons in the learner's folder, and JupyterLab on them; `hub`: one that
  runs already; `doctor`: what is missing on a machine;
- `asking`: predictions, recaps, practice and the concept inventory; `spoilers`: what a delivered
  lesson does not show yet;
- `tutor`: exercises in a notebook; `watch`, `workfiles`: exercises in a file; `checking`: what a
  check does, wherever it is asked for; `pages`: how all of it is shown;
- `own_engine`: the engine that a learner wrote in lesson 12, in another notebook;
- `ready`: whether a file will be graded;
- `class_run`, `feedback_pages`: a class that is graded; `handing_out`, `gradebooks`: what becomes
  of marks; `release`: exercises for other tools of a course; `saying`: what commands print;
- `site`: the course as a site, and adlab in a page of it;
- `progress`: what a learner has done; `mounts`: whether its disk is another machine's.
"""
