"""Random programs that write: views of views, aliases, copies, in-place operators, lists.

`program(seed)` is a function of one array. What it does depends on the seed and on shapes alone, so
NumPy runs it on floats and on complex numbers, and adlab on recording values.
"""

import operator
from random import Random

import numpy as np

IN_PLACE = [operator.iadd, operator.isub, operator.imul]


def program(seed, steps=12):
    def f(x):
        rng = Random(seed)
        pool = [(1.0 * x, True), (x, True)][
            : rng.randint(1, 2)
        ]  # arrays, and whether one may write
        for _ in range(steps):
            rng.choice([take_view, take_view, copy, combine, write, write, in_place, in_place, put,
                        rows, keep_entry])(rng, pool)  # fmt: skip
        total = 0.0
        for k, (array, _) in enumerate(pool):
            total = total + np.sum(array * array) * (1.0 + 0.37 * k)
        return total

    f.__name__ = f"program_{seed}"
    return f


def pick(rng, pool, writable=False):
    """One of the arrays."""
    return rng.choice([entry for entry in pool if entry[1] or not writable])


def basic_index(rng, shape, whole=False):
    """Numbers, slices, new axes and an ellipsis."""
    parts = []
    for n in shape[: rng.randint(1, len(shape)) if shape else 0]:
        start = rng.randrange(n)
        parts.append(
            rng.choice(
                [
                    start,
                    start - n,
                    slice(start, None),
                    slice(None, start + 1),
                    slice(None),
                    slice(None, None, -1),
                    slice(None, None, 2),
                ]
            )
        )
    if rng.random() < 0.2:
        parts.append(...)
    if rng.random() < 0.15:
        parts.insert(rng.randint(0, len(parts)), None)
    return parts[0] if len(parts) == 1 else tuple(parts)


def take_view(rng, pool):
    array, writable = pick(rng, pool)
    shape = np.shape(array)
    if not shape:
        return
    turn = tuple(rng.sample(range(len(shape)), len(shape)))
    view, may_write = rng.choice(
        [
            (lambda: array[basic_index(rng, shape)], writable),
            (lambda: array[basic_index(rng, shape)], writable),
            (lambda: array.T, writable),
            (lambda: np.transpose(array, turn), writable),
            (lambda: array.reshape(-1), writable),
            (lambda: np.ravel(array), writable),
            (lambda: np.flip(array, rng.randrange(len(shape))), writable),
            (lambda: np.expand_dims(array, 0), writable),
            (lambda: np.squeeze(array), writable),
            (lambda: np.split(array, [1], axis=rng.randrange(len(shape)))[rng.randrange(2)],
             writable),
            (lambda: np.rot90(array) if len(shape) > 1 else array, writable),
            (lambda: np.diagonal(array) if len(shape) > 1 else array[:], len(shape) < 2),
            (lambda: np.broadcast_to(array, (2, *shape)), False),
        ]
    )  # fmt: skip
    keep(pool, view(), writable and may_write)


def copy(rng, pool):
    array, _ = pick(rng, pool)
    if not np.shape(array):
        return
    rows = [rng.randrange(len(array)) for _ in range(2)] if len(array) else []
    made = rng.choice(
        [
            lambda: array.copy(),
            lambda: np.copy(array),
            lambda: array.flatten(),
            lambda: array[rows] if rows else array.copy(),
            lambda: np.array(array, like=array),
            lambda: np.zeros_like(array),
            lambda: 0.5 * array,
        ]
    )
    keep(pool, made(), True)


def keep(pool, array, writable):
    """Numbers are kept as arrays of one entry, since only arrays can be written into."""
    if np.ndim(array) < 5 and np.size(array):
        if np.ndim(array):
            pool.append((array, writable))
        elif type(array) is np.ndarray or getattr(array, "_view", None) is not None:
            array = array * 1.0  # an array of no dimension that is a view: see `keep_entry`
    del pool[:-6]


def combine(rng, pool):
    (a, _), (b, _) = pick(rng, pool), pick(rng, pool)
    if np.shape(a) == np.shape(b):
        keep(pool, rng.choice([lambda: a + b, lambda: np.sin(a) * b])(), True)


def write(rng, pool):
    if not any(may_write for _, may_write in pool):
        return
    array, _ = pick(rng, pool, writable=True)
    index = basic_index(rng, np.shape(array))
    if rng.random() < 0.3:
        index = [rng.randrange(len(array)) for _ in range(rng.randint(1, 3))]  # perhaps one twice
    elif rng.random() < 0.2:
        index = np.array([rng.random() < 0.5 for _ in range(len(array))])
    room = np.shape(np.empty(np.shape(array))[index])
    array[index] = value_for(rng, pool, room, lists=True)


def value_for(rng, pool, room, lists=False):
    """Something that fits: perhaps a view of the array that is written, perhaps a list."""
    fitting = [a for a, _ in pool if np.shape(a) == room or room[1:] == np.shape(a) != ()]
    if fitting and rng.random() < 0.7:
        return rng.choice(fitting)
    array = pick(rng, pool)[0]
    entry = array[(0,) * np.ndim(array)]
    if lists and len(room) == 1 and room[0] and rng.random() < 0.5:
        return [entry * (k + 1.0) for k in range(room[0])]
    return entry if rng.random() < 0.7 else rng.uniform(-1, 1)


def in_place(rng, pool):
    if not any(may_write for _, may_write in pool):
        return
    array, _ = pick(rng, pool, writable=True)
    operate = rng.choice(IN_PLACE)
    if rng.random() < 0.4:  # `array[index] += value`
        index = basic_index(rng, np.shape(array))
        room = np.shape(np.empty(np.shape(array))[index])
        array[index] = operate(array[index], value_for(rng, pool, room))
    elif rng.random() < 0.2:
        np.multiply(array, 0.5, out=array)
    else:
        operate(array, value_for(rng, pool, np.shape(array)))


def put(rng, pool):
    if not any(may_write for _, may_write in pool):
        return
    array, _ = pick(rng, pool, writable=True)
    value = pick(rng, pool)[0]
    where = [rng.randrange(np.size(array)) for _ in range(2)]
    mask = np.array([rng.random() < 0.5 for _ in range(np.size(array))]).reshape(np.shape(array))
    index = [rng.randrange(len(array)) for _ in range(3)]
    rng.choice(
        [
            lambda: np.put(array, where, value),
            lambda: np.putmask(array, mask, value),
            lambda: np.add.at(array, index, value_for(rng, pool, (3, *np.shape(array)[1:]))),
            lambda: np.copyto(array, value_for(rng, pool, np.shape(array)), where=mask),
            lambda: array.fill(value[(0,) * np.ndim(value)]),
        ]
    )()


def rows(rng, pool):
    if not any(may_write for _, may_write in pool):
        return
    array, _ = pick(rng, pool, writable=True)
    if np.ndim(array) > 1:
        for row in array:
            row *= 0.5


def keep_entry(rng, pool):
    """An array of no dimension shares its entry."""
    if not any(may_write for _, may_write in pool):
        return
    array, _ = pick(rng, pool, writable=True)
    entry = array[(*[rng.randrange(n) for n in np.shape(array)], ...)]
    entry += 0.25
    number = array[tuple(rng.randrange(n) for n in np.shape(array))]
    number += 1.0  # a number is changed nowhere else
    entry *= number
