"""What a compiled function takes for granted is noticed when it changes, or refused."""

import collections
import contextvars
import copy
import dataclasses
import functools
import io
import operator
import pickle
import random
import sys
import threading
import types
import warnings

import numpy as np
import pytest

import adlab

X = np.array([1.0, 2.0, -1.0, 4.0])
OTHERS = (
    np.array([-0.5, -1.5, 1.5, -3.5]),
    np.array([1.0, -2.0, -3.0, -0.5]),
    np.array([1.0, 2.0, 3.0, 5.0]),
)
TABLE = [10.0, 20.0, 30.0, 40.0, 50.0]
ROWS = np.arange(10.0).reshape(5, 2)


def differences(f, x, h=1e-6):
    """The gradient by central differences."""
    directions = np.eye(x.size).reshape((x.size, *x.shape))
    return np.array([(f(x + h * e) - f(x - h * e)) / (2 * h) for e in directions]).reshape(x.shape)


# -- Whole numbers ---------------------------------------------------------------------------------


def count(x):
    return (x > 0).sum()


def loop(x):
    total = 0.0
    for k in range(count(x)):
        total = total + x[k] ** 2
    return total


def counted(x):
    return sum(x > 0)


USES_OF_COUNTS = {
    "range": loop,
    "list index": lambda x: np.sum(x) * TABLE[count(x)],
    "array index": lambda x: np.sum(x) * ROWS[count(x), 1],
    "list of indices": lambda x: np.sum(x) * np.sum(ROWS[[count(x), 0]]),
    "dict key": lambda x: np.sum(x) * dict(enumerate(TABLE))[int(count(x))],
    "string": lambda x: np.sum(x) * len("ab" * count(x)),
    "slice": lambda x: np.sum(x[: count(x)] ** 2),
    "slice from": lambda x: np.sum(x[count(x) - 1 :] ** 2),
    "negative slice": lambda x: np.sum(x[-count(x) :] ** 2),
    "index less one": lambda x: x[count(x) - 1] ** 2,
    "negative index": lambda x: x[-count(x)] ** 2,
    "half the count": lambda x: x[count(x) // 2] ** 2,
    "remainder": lambda x: x[count(x) % 2] ** 2,
    "maximum": lambda x: x[np.maximum(count(x) - 1, 0)] ** 2,
    "min": lambda x: x[min(count(x), 1)] ** 2,
    "absolute": lambda x: x[abs(count(x) - 2)] ** 2,
    "two counts": lambda x: x[count(x) - (x > 3.1).sum() - 1] ** 2,
    "Python's sum": lambda x: x[counted(x) - 1] ** 2,
    "sum of comparisons": lambda x: x[sum(v > 0 for v in x) - 1] ** 2,
    "count_nonzero": lambda x: x[np.count_nonzero(x > 0) - 1] ** 2,
    "cumsum": lambda x: np.sum(x[(x > 0).cumsum() - 1] ** 2),
    "where": lambda x: np.sum(x) * TABLE[np.sum(np.where(x > 0, 1, 0))],
    "argmax": lambda x: x[np.argmax(x) - 1] ** 2,
    "zeros": lambda x: np.sum(x) * len(np.zeros(count(x))),
    "arange": lambda x: np.sum(x) * np.sum(np.arange(count(x))),
    "eye": lambda x: np.sum(x) * np.sum(np.eye(int(count(x)))),
    "full": lambda x: np.sum(x) * np.sum(np.full(count(x), 2.0)),
    "linspace": lambda x: np.sum(x) * np.sum(np.linspace(0.0, 1.0, count(x))),
    "repeat": lambda x: np.sum(np.repeat(x, count(x)) ** 2),
    "tile": lambda x: np.sum(np.tile(x, count(x)) ** 2),
    "reshape": lambda x: np.sum(np.tile(x, count(x)).reshape(count(x), -1)[0] ** 2),
    "broadcast_to": lambda x: np.sum(np.broadcast_to(x, (count(x), 4)) ** 2),
    "roll": lambda x: np.sum(np.roll(x, count(x)) * np.arange(4.0)),
    "take": lambda x: np.take(x, count(x) - 1) ** 2,
    "split": lambda x: np.sum(np.split(x, [count(x) - 1])[0] ** 2),
    "axis": lambda x: np.sum(np.sum(np.outer(x, x), axis=count(x) - count(x))),
    "float": lambda x: np.sum(x) * float(count(x)),
    "float of a share": lambda x: np.sum(x) * float(np.mean(x > 0)),
    "item": lambda x: np.sum(x) * TABLE[count(x).item()],
    "condition": lambda x: np.sum(x) if count(x) else x[0],
    "mask of a plain array": lambda x: np.sum(x) * np.sum(np.array(TABLE[:4])[x > 0]),
}


@pytest.mark.parametrize("name", USES_OF_COUNTS)
def test_a_count_used_as_a_whole_number_is_asked_for_again(name):
    f = USES_OF_COUNTS[name]
    compiled = adlab.compile(f, X)
    for x in (X, *OTHERS, X):
        for value, gradient in (adlab.value_and_grad(f)(x), compiled(x)):
            assert value == pytest.approx(f(x), rel=1e-12)
            assert np.allclose(gradient, differences(f, x), atol=1e-6)


@pytest.mark.parametrize("kind", ["value", "tangent", "reverse", "jacobian"])
def test_a_program_stops_where_a_count_is_another(kind):
    program = adlab.trace(loop, X).program(kind)
    with pytest.raises(adlab.BranchChanged, match="range"):
        program(*[-X] * (2 if kind == "tangent" else 1))


@pytest.mark.parametrize(
    "f",
    [
        lambda x: x[count(x) - 1.0],
        lambda x: x[count(x) / 2],
        lambda x: x[: np.sum(x)],
        lambda x: np.sum(x) * TABLE[np.sum(x)],
        lambda x: x[int(np.sum(x))],
        lambda x: np.sum(x) * float(np.mean(x)),
        lambda x: np.reshape(x, (np.sum(x), -1))[0, 0],
    ],
)
def test_what_is_not_whole_is_refused_as_an_index(f):
    with pytest.raises(adlab.TracingError, match="line"):
        adlab.grad(f)(X)


def test_an_answer_that_the_user_changes_leaves_the_guard_alone():
    def f(x):
        order = np.argsort(x)
        order[0] = order[-1]
        return np.sum(x[order] * np.arange(4.0))

    compiled = adlab.compile(f, X)
    for x in (X, *OTHERS, X):
        value, gradient = compiled(x)
        assert value == pytest.approx(f(x))
        assert np.allclose(gradient, differences(f, x))


# -- Surroundings ----------------------------------------------------------------------------------

config = types.ModuleType("guards_config")
sys.modules["guards_config"] = config
NAME = "w"
SCALES = [3.0]
WEIGHT = 3.0


def set_weight(value):
    globals()["WEIGHT"] = value


def weighted(x):
    return x * WEIGHT


class Layer:
    def __init__(self, w):
        self.w = w

    def __call__(self, x):
        return x * self.w


class Net:
    def __init__(self):
        self.layers = [Layer(2.0), Layer(3.0)]

    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        return x

    def power(self, x, n=2):
        return self(x) ** n


class Slotted:
    __slots__ = ("unset", "w")

    def __init__(self, w):
        self.w = w


@dataclasses.dataclass
class Settings:
    w: float = 2.0
    table: list = dataclasses.field(default_factory=lambda: [2.0])


CASES = {}


def case(make):
    """A function, the ways to change what it uses, and what `explain` then says."""
    CASES[make.__name__] = make
    return make


@case
def attribute_of_a_module():
    config.w = 3.0
    return lambda x: x * config.w, {"config.w": lambda: setattr(config, "w", 7.0)}


@case
def attribute_of_a_module_by_its_name():
    config.w = 3.0
    return lambda x: x * getattr(config, NAME), {"config.w": lambda: setattr(config, "w", 7.0)}


@case
def attribute_that_a_module_did_not_have():
    vars(config).pop("late", None)
    change = {"config.late": lambda: setattr(config, "late", 7.0)}
    return lambda x: x * getattr(config, "late", 2.0), change


@case
def chain_through_a_module():
    config.part = types.SimpleNamespace(table=[1.0, 2.0])
    change = {"config.part.table[1]": lambda: operator.setitem(config.part.table, 1, 7.0)}
    return lambda x: x * config.part.table[1], change


@case
def module_imported_inside():
    config.w = 3.0

    def f(x):
        from guards_config import w

        return x * w

    return f, {"guards_config.w": lambda: setattr(config, "w", 7.0)}


@case
def attribute_of_a_class():
    class Base:
        w = 2.0

    class Derived(Base):
        pass

    derived = Derived()
    changes = {
        "Base.w": lambda: setattr(Base, "w", 7.0),
        "Derived.w": lambda: setattr(Derived, "w", 8.0),
        "derived.w": lambda: setattr(derived, "w", 9.0),
    }
    return lambda x: x * derived.w, changes


@case
def attribute_of_a_metaclass():
    class Meta(type):
        w = 2.0

    class Made(metaclass=Meta):
        pass

    return lambda x: x * Made.w, {"Meta.w": lambda: setattr(Meta, "w", 7.0)}


@case
def property_of_a_class():
    class Thing:
        inner = 2.0

        @property
        def w(self):
            return self.inner * SCALES[0]

    SCALES[0] = 3.0
    thing = Thing()
    changes = {
        "thing.inner": lambda: setattr(thing, "inner", 7.0),
        "SCALES[0]": lambda: operator.setitem(SCALES, 0, 5.0),
        "Thing.w": lambda: setattr(Thing, "w", property(lambda self: 11.0)),
    }
    return lambda x: x * thing.w, changes


@case
def slots():
    slotted = Slotted(Slotted(2.0))
    changes = {
        "slotted.w.w": lambda: setattr(slotted.w, "w", 7.0),
        "slotted.w": lambda: setattr(slotted, "w", Slotted(8.0)),
    }
    return lambda x: x * slotted.w.w, changes


@case
def layers_of_a_network():
    net = Net()
    changes = {
        "net.layers[0].w": lambda: setattr(net.layers[0], "w", 7.0),
        "net.layers[1]": lambda: operator.setitem(net.layers, 1, Layer(5.0)),
        "net.layers[2]": lambda: net.layers.append(Layer(2.0)),
    }
    return lambda x: net(x), changes


@case
def instance_itself():
    net = Net()
    return net, {"self.layers[0].w": lambda: setattr(net.layers[0], "w", 7.0)}


@case
def bound_method():
    net = Net()
    return net.power, {"self.layers[0].w": lambda: setattr(net.layers[0], "w", 7.0)}


@case
def getattr_of_an_instance():
    layer = Layer(2.0)
    return lambda x: x * getattr(layer, NAME), {"layer.w": lambda: setattr(layer, "w", 7.0)}


@case
def function_in_a_list():
    set_weight(3.0)
    functions = [lambda x: x * WEIGHT]
    return lambda x: functions[0](x), {"WEIGHT": lambda: set_weight(7.0)}


@case
def function_in_a_partial_in_a_dict():
    set_weight(3.0)
    functions = {"a": functools.partial(lambda k, x: x * WEIGHT * k, 2.0)}
    return lambda x: functions["a"](x), {"WEIGHT": lambda: set_weight(7.0)}


@case
def function_as_a_default():
    set_weight(3.0)

    def f(x, inner=weighted):
        return inner(x)

    return f, {"WEIGHT": lambda: set_weight(7.0)}


@case
def wrapped_function():
    set_weight(3.0)
    SCALES[0] = 2.0

    def scaled(inner):
        @functools.wraps(inner)
        def outer(*args, **options):
            return inner(*args, **options) * SCALES[0]

        return outer

    changes = {
        "WEIGHT": lambda: set_weight(7.0),
        "SCALES[0]": lambda: operator.setitem(SCALES, 0, 5.0),
    }
    return scaled(weighted), changes


@case
def defaults():
    def inner(x, k=2.0, *, table=[2.0]):  # noqa: B006
        return x * k * table[0]

    changes = {
        "inner.__defaults__": lambda: setattr(inner, "__defaults__", (7.0,)),
        "inner['table'][0]": lambda: operator.setitem(inner.__kwdefaults__["table"], 0, 5.0),
    }
    return lambda x: inner(x), changes


@case
def code_of_a_function():
    def inner(x):
        return x * 2.0

    def other(x):
        return x * 7.0

    change = {"inner.__code__": lambda: setattr(inner, "__code__", other.__code__)}
    return lambda x: inner(x), change


@case
def attribute_of_a_function():
    def inner(x):
        return x * inner.k

    inner.k = 2.0
    return lambda x: inner(x), {"inner.k": lambda: setattr(inner, "k", 7.0)}


@case
def patched_methods():
    class Thing:
        def method(self, x):
            return x * 2.0

    thing = Thing()
    changes = {
        "Thing.method": lambda: setattr(Thing, "method", lambda self, x: x * 5.0),
        "thing.method": lambda: setattr(thing, "method", lambda x: x * 7.0),
    }
    return lambda x: thing.method(x), changes


@case
def patched_module():
    config.g = lambda x: x * 2.0
    change = {"config.g": lambda: setattr(config, "g", lambda x: x * 7.0)}
    return lambda x: config.g(x), change


@case
def class_of_an_instance():
    class One:
        def method(self, x):
            return x * 2.0

    class Two:
        def method(self, x):
            return x * 7.0

    one = One()
    return lambda x: one.method(x), {"one": lambda: setattr(one, "__class__", Two)}


@case
def dataclass_instance():
    settings = Settings()
    changes = {
        "settings.w": lambda: setattr(settings, "w", 7.0),
        "settings.table[0]": lambda: operator.setitem(settings.table, 0, 5.0),
    }
    return lambda x: x * settings.w * settings.table[0], changes


@case
def containers():
    queue, ordered = collections.deque([2.0]), collections.OrderedDict(a=2.0)
    count, text = collections.Counter("aab"), bytearray(b"abc")
    changes = {
        "queue[0]": lambda: operator.setitem(queue, 0, 3.0),
        "ordered['a']": lambda: operator.setitem(ordered, "a", 3.0),
        "count['a']": lambda: operator.setitem(count, "a", 3),
        "text": lambda: operator.setitem(text, 0, 3),
    }
    return lambda x: x * queue[0] * ordered["a"] * count["a"] * text[0], changes


@case
def order_of_a_dict():
    table = {"a": 1.0, "b": 2.0}
    change = {"table['b']": lambda: operator.setitem(table, "a", table.pop("a"))}
    return lambda x: x * next(iter(table.values())), change


@case
def list_of_a_class_of_its_own():
    class Numbers(list):
        k = 2.0

    numbers = Numbers([2.0])
    numbers.extra = 2.0
    changes = {
        "numbers[0]": lambda: operator.setitem(numbers, 0, 3.0),
        "numbers.extra": lambda: setattr(numbers, "extra", 3.0),
        "Numbers.k": lambda: setattr(Numbers, "k", 3.0),
    }
    return lambda x: x * numbers[0] * numbers.k * numbers.extra, changes


@case
def sign_of_a_zero():
    zero = np.zeros(1)
    change = {"zero": lambda: operator.setitem(zero, 0, -0.0)}
    return lambda x: x * float(np.copysign(3.0, zero[0])), change


@case
def shape_of_an_array():
    array = np.arange(4.0)
    return lambda x: x * array.ndim, {"array": lambda: setattr(array, "shape", (2, 2))}


@case
def array_of_objects():
    objects = np.array([Layer(2.0), None], dtype=object)
    return lambda x: objects[0](x), {"objects[0].w": lambda: setattr(objects[0], "w", 7.0)}


@case
def objects_in_a_circle():
    one, other = Layer(2.0), Layer(3.0)
    one.other, other.other = other, one
    one.all = [one, other]
    change = {"one.w": lambda: setattr(one, "w", 7.0)}
    return lambda x: x * one.other.other.all[0].w, change


@case
def context_variable():
    variable = contextvars.ContextVar("variable", default=2.0)
    return lambda x: x * variable.get(), {"variable": lambda: variable.set(7.0)}


@case
def environment():
    import os

    os.environ["ADLAB_TEST_SCALE"] = "2"
    change = {"os.environ": lambda: operator.setitem(os.environ, "ADLAB_TEST_SCALE", "7")}
    return lambda x: x * float(os.environ["ADLAB_TEST_SCALE"]), change


@case
def descriptor():
    class Constant:
        value = 2.0

        def __get__(self, instance, owner=None):
            return self.value

    class Thing:
        w = Constant()

    thing = Thing()
    return lambda x: x * thing.w, {"Thing.w": lambda: setattr(vars(Thing)["w"], "value", 7.0)}


@case
def method_of_a_dict():
    table = {"w": 2.0}
    get = table.get
    return lambda x: x * get("w"), {"get.__self__['w']": lambda: operator.setitem(table, "w", 7.0)}


@case
def evaluated_text():
    set_weight(3.0)
    return lambda x: eval("x * WEIGHT"), {"WEIGHT": lambda: set_weight(7.0)}


@case
def generator_object_of_random_numbers():
    rng = np.random.default_rng(0)
    change = {"rng": lambda: rng.normal()}
    return lambda x: x * float(copy.deepcopy(rng).normal()), change


@pytest.mark.parametrize("name", CASES)
def test_what_changes_is_noticed_and_named(name):
    f, changes = CASES[name]()
    compiled = adlab.compile(f, 2.0)
    assert compiled(2.0) == adlab.value_and_grad(f)(2.0)
    for number, (path, change) in enumerate(changes.items(), 2):
        before = f(2.0)
        change()
        assert f(2.0) != before
        assert compiled(2.0) == adlab.value_and_grad(f)(2.0)
        assert compiled(2.0) == adlab.value_and_grad(f)(2.0)  # by the program just written
        said = compiled.explain().splitlines()[-1]
        assert said.startswith(f"program {number}: {path}")
        assert said.endswith(" changed")


def test_a_global_that_hides_a_builtin_is_noticed(monkeypatch):
    def f(x):
        return x * len(TABLE)

    compiled = adlab.compile(f, 2.0)
    monkeypatch.setitem(globals(), "len", lambda _: 7.0)
    assert compiled(2.0) == (14.0, 7.0)


def test_what_stays_as_it_is_is_not_traced_again():
    class Thing:
        nan = np.array([np.nan])
        many = (1.0, [float("nan"), {2.0}], {"a": range(3), "b": b"bytes"}, "text")
        pattern = functools.cached_property(lambda self: 2.0)

    thing = Thing()
    compiled = adlab.compile(lambda x: x * len(thing.many) * thing.pattern * thing.nan.size, 2.0)
    for _ in range(3):
        assert compiled(2.0) == (16.0, 8.0)
    assert len(compiled.explain().splitlines()) == 1


class Dense:
    def __init__(self, w, b):
        self.w, self.b = w, b

    def __call__(self, x):
        self.x = x  # as layers do that have a backward method of their own
        self.out = np.tanh(x @ self.w + self.b)
        return self.out


class Network:
    def __init__(self, random):
        self.layers = [
            Dense(random.normal(size=(2, 3)), np.zeros(3)),
            Dense(random.normal(size=(3, 1)), np.zeros(1)),
        ]

    def loss(self, scale, x, y):
        for layer in self.layers:
            x = layer(x)
        return scale * np.mean((x - y) ** 2)


@pytest.mark.parametrize("in_place", [True, False])
def test_a_network_of_objects_trains_as_without_compiling(in_place):
    random = np.random.default_rng(0)
    net, x, y = Network(random), random.normal(size=(5, 2)), random.normal(size=(5, 1))

    def loss(w0, b0, w1, b1):
        twin = Network(np.random.default_rng(0))
        twin.layers = [Dense(w0, b0), Dense(w1, b1)]
        return twin.loss(2.0, x, y)

    compiled = adlab.compile(net.loss, 2.0, x, y)
    for _ in range(5):
        given = [part for layer in net.layers for part in (layer.w, layer.b)]
        wanted, gradients = adlab.value_and_grad(loss, (0, 1, 2, 3))(*given)
        assert compiled(2.0, x, y) == pytest.approx((wanted, wanted / 2.0), rel=1e-12)
        assert compiled(2.0, x, y) == pytest.approx((wanted, wanted / 2.0), rel=1e-12)
        for k, layer in enumerate(net.layers):
            if in_place:
                layer.w -= 0.5 * gradients[2 * k]
                layer.b -= 0.5 * gradients[2 * k + 1]
            else:
                layer.w = layer.w - 0.5 * gradients[2 * k]
                layer.b = layer.b - 0.5 * gradients[2 * k + 1]
    assert compiled.explain().splitlines()[1:] == [
        f"program {k}: self.layers[0].w changed" for k in range(2, 6)
    ]


def test_who_keeps_changing_what_is_used_is_warned():
    layer = Layer(0.0)
    compiled = adlab.compile(layer, 2.0)

    def train():
        for k in range(20):
            layer.w = float(k)
            assert compiled(2.0) == (2.0 * k, float(k))

    with pytest.warns(adlab.RetracingWarning, match="self.w changed"):
        train()


def test_a_memo_that_fills_up_is_no_reason():
    memo = {}

    def f(x):
        if "k" not in memo:
            memo["k"] = 2.0
        return x * memo["k"]

    compiled = adlab.compile(f, 2.0)
    compiled(2.0)
    assert len(compiled.explain().splitlines()) == 1


GENERATOR = np.random.default_rng(0)
PYTHONS = random.Random(0)


# -- Refusals --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "draw",
    [
        lambda x: x * (2.0 if GENERATOR.integers(2) else 3.0),
        lambda x: x * (2.0 if np.random.rand() < 0.5 else 3.0),
        lambda x: x * random.choice([1.0, 1.0, 1.0, 2.0]),
        lambda x: x * PYTHONS.choice([1.0, 1.0, 1.0, 2.0]),
    ],
)
def test_random_numbers_are_refused_even_when_two_traces_are_alike(draw):
    for _ in range(5):
        with pytest.raises(adlab.TracingError, match="random numbers"):
            adlab.compile(draw, 1.0)


def test_who_counts_its_calls_is_refused_though_the_count_is_not_used():
    net = Net()
    net.calls = 0

    def f(x):
        net.calls += 1
        return net(x)

    with pytest.raises(adlab.TracingError, match=r"f changes net\.calls each time it runs"):
        adlab.compile(f, 1.0)


def test_a_generator_that_f_uses_is_refused():
    numbers = (k for k in range(3))

    def f(x):
        return x * sum(numbers)

    with pytest.raises(adlab.TracingError, match="numbers, a generator"):
        adlab.compile(f, 1.0)


def test_an_iterator_that_f_uses_up_is_refused():
    numbers = iter([1.0, 1.0, 1.0])
    with pytest.raises(adlab.TracingError, match="changes numbers each time"):
        adlab.compile(lambda x: x * next(numbers), 1.0)


def test_more_objects_than_can_be_compared_are_refused(monkeypatch):
    monkeypatch.setattr(adlab.engine.programs.surroundings, "MOST", 50)
    many = [[float(k)] for k in range(100)]
    with pytest.raises(adlab.TracingError, match="more than 50 objects"):
        adlab.compile(lambda x: x * many[3][0], 1.0)


def test_what_cannot_be_looked_into_is_said():
    layer = Layer(2.0)
    layer.lock = threading.Lock()
    layer.file = io.StringIO("text")
    compiled = adlab.compile(layer, 2.0)
    assert compiled.explain().splitlines()[1:] == ["not looked into: self.lock, a lock"]


# -- Arguments -------------------------------------------------------------------------------------


def arguments():
    index, mask, numbers = np.array([0, 1]), np.array([True, False]), {1, 2}
    settings, net, words = Settings(), Net(), [["one"]]
    return {
        "index": (index, lambda x, i: x * ROWS[i[0], 1], lambda: operator.setitem(index, 0, 2)),
        "mask": (mask, lambda x, m: x * float(m.sum()), lambda: operator.setitem(mask, 1, True)),
        "set": (numbers, lambda x, s: x * sum(s), lambda: numbers.add(7)),
        "dataclass": (settings, lambda x, s: x * s.w, lambda: setattr(settings, "w", 7.0)),
        "nested": (
            {"net": [net]},
            lambda x, d: d["net"][0](x),
            lambda: setattr(net.layers[1], "w", 7.0),
        ),
        "words": (words, lambda x, w: x * len(w[0][0]), lambda: operator.setitem(words[0], 0, "")),
        "function": (weighted, lambda x, g: g(x), lambda: set_weight(WEIGHT + 1.0)),
    }


@pytest.mark.parametrize("name", arguments())
def test_an_argument_that_is_changed_in_place_is_noticed(name):
    given, f, change = arguments()[name]
    compiled = adlab.compile(f, 2.0, given)
    before = f(2.0, given)
    change()
    assert f(2.0, given) != before
    for _ in range(2):
        assert compiled(2.0, given) == adlab.value_and_grad(f)(2.0, given)


def test_equal_sets_and_arrays_are_the_same_argument():
    compiled = adlab.compile(lambda x, s, i: x * len(s) * i[0], 2.0, {1, 2}, np.array([3, 4]))
    assert compiled(2.0, {1, 2}, np.array([3, 4])) == (12.0, 6.0)
    assert len(compiled.programs) == 1


def test_equal_numbers_of_another_type_are_not():
    def f(x, k):
        return x * k if isinstance(k, bool) else x * k * 10

    compiled = adlab.compile(f, 2.0, 1)
    assert compiled(2.0, True) == (2.0, 1.0)


def test_the_order_of_a_dict_counts():
    def f(x, d):
        return x * next(iter(d.values()))

    compiled = adlab.compile(f, 2.0, {"a": 3.0, "b": 4.0})
    assert compiled(2.0, {"b": 4.0, "a": 3.0}) == (8.0, 4.0)


def test_keyword_arguments_are_inputs_or_constants_as_the_others():
    def f(x, y=2.0, *, scale=1.0, mode="sum"):
        return (x * y if mode == "sum" else x - y) * scale

    compiled = adlab.compile(f, 3.0, scale=2.0)
    for options in ({"scale": 5.0}, {}, {"mode": "no"}, {"y": 4.0}, {"scale": 7.0}):
        assert compiled(3.0, **options) == adlab.value_and_grad(f)(3.0, **options)
    assert len(compiled.programs) == 4
    assert "program 3: mode is among the arguments" in compiled.explain()


def test_explain_names_the_argument_or_the_question():
    def f(x, n):
        return np.sum(x) * n if x[0] > 0 else np.sum(x)

    compiled = adlab.compile(f, X, 2)
    compiled(X, 3)
    compiled(X[:2], 3)
    compiled(-X, 3)
    said = compiled.explain().splitlines()
    assert said[1] == "program 2: n is 3"
    assert said[2] == "program 3: x has the shape (2,), not (4,)"
    assert said[3].startswith("program 4: another outcome in line ")
    assert "x[0] > 0" in said[3]


# -- What is compiled ------------------------------------------------------------------------------


class Powers:
    def power(self, x, n=2, *more, k=1.0):
        return x**n * k

    __call__ = power

    @staticmethod
    def static(x, n=2):
        return x**n

    @classmethod
    def of_class(cls, x, n=2):
        return x**n


CALLABLES = [
    (Powers().power, (3.0,)),
    (Powers(), (3.0,)),
    (Powers.static, (3.0,)),
    (Powers.of_class, (3.0,)),
    (functools.partial(Powers().power, n=3), (2.0,)),
    (lambda x, n=2, *, k=3.0: x**n * k, (3.0,)),
    (lambda *xs, **options: sum(xs), (1.0, 2.0)),
    (np.sum, (X,)),
    (np.mean, (X,)),
    (np.linalg.norm, (X,)),
    (np.exp, (1.0,)),
    (np.add, (1.0, 2.0)),
    (np.dot, (X, X)),
    (functools.partial(np.sum, axis=0), (X,)),
    (adlab.relu, (2.0,)),
    (abs, (-2.0,)),
    (max, (3.0, 2.0)),
    (sum, ([1.0, 2.0],)),
]


@pytest.mark.parametrize(("f", "args"), CALLABLES)
def test_every_callable_can_be_compiled(f, args):
    compiled = adlab.compile(f, *args)
    for _ in range(2):
        value, gradient = compiled(*args)
        wanted_value, wanted = adlab.value_and_grad(f)(*args)
        assert value == pytest.approx(wanted_value)
        assert np.allclose(gradient, wanted)
    assert "Compiled" in repr(compiled)
    assert "program 1" in compiled.explain()


def test_a_function_that_raised_while_traced_again_can_be_used_on():
    factor = [1.0]

    def f(x):
        if factor[0] > 1.0:
            raise RuntimeError("the user's")
        return x * factor[0]

    compiled = adlab.compile(f, 3.0)
    factor[0] = 2.0
    for _ in range(2):
        with pytest.raises(RuntimeError, match="the user's"):
            compiled(3.0)
    factor[0] = 0.5
    assert compiled(3.0) == (1.5, 0.5)


# -- Inside other derivatives ----------------------------------------------------------------------


def test_a_function_compiled_inside_a_derivative():
    assert adlab.grad(lambda x: adlab.compile(lambda y: y * x, 2.0)(3.0)[0])(5.0) == 3.0
    assert adlab.grad(lambda x: adlab.compile(lambda y: y * y * x, 2.0)(3.0)[1])(5.0) == 6.0
    assert adlab.grad(lambda x: adlab.compile(lambda y: y * x * x, 2.0)(x)[0])(5.0) == 75.0


def test_a_compiled_function_inside_derivatives_of_every_kind():
    cube = adlab.compile(lambda x: x**3, 2.0)
    assert adlab.grad(lambda x: cube(x)[1])(2.0) == 12.0
    assert adlab.jvp(cube, (2.0,), (1.0,)) == ((8.0, 12.0), (12.0, 12.0))
    assert adlab.hessian(lambda x: cube(x)[0])(2.0) == 12.0
    assert adlab.trace(lambda x: cube(x)[0], 2.0).program()(3.0) == (27.0, (27.0,))
    assert adlab.compile(lambda x: cube(x)[1] * x, 2.0)(3.0) == (81.0, 81.0)


def test_a_compiled_function_that_uses_a_recorded_value():
    layer = Layer(2.0)
    compiled = adlab.compile(layer, 3.0)

    def f(w):
        layer.w = w
        return compiled(3.0)[0]

    assert adlab.grad(f)(5.0) == 3.0
    layer.w = 4.0
    assert compiled(3.0) == (12.0, 4.0)


# -- Pickling and threads --------------------------------------------------------------------------


@pytest.mark.parametrize("copied", [lambda c: pickle.loads(pickle.dumps(c)), copy.deepcopy])
@pytest.mark.parametrize("f", [weighted, Layer(2.0), Net().power, functools.partial(max, 1.0)])
def test_a_compiled_function_is_pickled_and_copied(copied, f):
    compiled = adlab.compile(f, 3.0)
    assert copied(compiled)(3.0) == compiled(3.0)
    assert "the first call" in copied(compiled).explain() or not copied(compiled).explain()


def test_a_copy_has_objects_of_its_own():
    layer = Layer(2.0)
    compiled = adlab.compile(layer, 3.0)
    other = copy.deepcopy(compiled)
    other.f.w = 7.0
    assert (compiled(3.0), other(3.0)) == ((6.0, 2.0), (21.0, 7.0))


@pytest.mark.parametrize("copied", [lambda g: pickle.loads(pickle.dumps(g)), copy.deepcopy])
def test_a_graph_is_pickled_and_copied(copied):
    graph = adlab.trace(loop, X)
    other = copied(copied(graph))
    for one, two in zip(graph.nodes, other.nodes, strict=True):
        assert (one.label, one.formula, one.span) == (two.label, two.formula, two.span)
        assert np.array_equal(one.value, two.value)
    assert other.program().source == graph.program().source
    with pytest.raises(adlab.BranchChanged, match="range"):
        other.program()(-X)


def test_threads_share_a_compiled_function():
    def f(x):
        return x * x if x > 0 else -x * 3.0

    compiled = adlab.compile(f, 2.0)
    wrong = []

    def call(seed):
        for x in np.random.default_rng(seed).normal(size=200).tolist():
            if compiled(x) != (f(x), 2.0 * x if x > 0 else -3.0):
                wrong.append(x)

    threads = [threading.Thread(target=call, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_every_call_of_a_used_function_runs_without_a_warning():
    compiled = adlab.compile(Net(), 2.0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for _ in range(20):
            compiled(2.0)


def test_a_gradient_that_is_not_finite_is_warned_of_though_the_value_is():
    compiled = adlab.compile(lambda x: np.sum(np.cbrt(x) * 0.0 + x), np.array([1.0, 2.0]))
    with pytest.warns(adlab.NonFiniteWarning, match=r"∛"):
        value, gradient = compiled(np.array([0.0, 2.0]))
    assert value == 2.0 and np.isnan(gradient[0]) and gradient[1] == 1.0


def test_a_gradient_whose_square_overflows_is_still_the_gradient():
    compiled = adlab.compile(lambda x: np.sum(x * 1e200), np.array([1.0, 2.0]))
    assert np.array_equal(compiled(np.ones(2))[1], [1e200, 1e200])
