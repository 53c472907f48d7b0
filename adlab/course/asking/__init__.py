"""Questions that are answered back: predictions, recaps, practice, the inventory of concepts.

- `forms`: answers as data: numbers in any form, words, orders, sets; which two are the same;
- `arithmetic`: `"2 - cos(5)"` as a number, read and never run;
- `mistakes`: the numbers that a graph has by mistake, and which mistake each of them is;
- `questions`: the questions of a lesson, from `lessons/*.toml`;
- `judging`: what is said to an answer;
- `predicting`: `adlab.predict`, `predicted` and `answer`; `expected`: what is right;
- `reviewing`: `adlab.review`;
- `practising`: `adlab.practice`, on what `drawing` draws; `entry`: a field to answer in;
- `inventory`: `adlab.inventory`; `sheet`: the same on paper; `report`: a class before and after.
"""
