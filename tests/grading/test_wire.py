"""The wire: what goes in comes out, and whatever comes in is data or a WireError, in bounded time and memory."""

import json
import math
import time
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from grading.sandbox.inside import wire

NONCE = bytes(range(16))

numbers = st.none() | st.booleans() | st.integers(-(2**200), 2**200) | st.floats() | st.complex_numbers()
texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
dtypes = st.sampled_from(sorted(wire.DTYPES))
shapes = arrays.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4)
plain = numbers | texts | st.binary(max_size=20) | arrays.arrays(dtypes, shapes)
keys = texts | st.integers(-(2**70), 2**70)
data = st.recursive(
    plain,
    lambda inner: (
        st.lists(inner, max_size=4) | st.lists(inner, max_size=4).map(tuple) | st.dictionaries(keys, inner, max_size=4)
    ),
    max_leaves=12,
)


def same(mine, theirs):
    if type(mine) is not type(theirs):
        return False
    if isinstance(mine, np.ndarray):
        return mine.dtype == theirs.dtype and mine.shape == theirs.shape and mine.tobytes() == theirs.tobytes()
    if isinstance(mine, list | tuple):
        return len(mine) == len(theirs) and all(map(same, mine, theirs))
    if isinstance(mine, dict):
        return mine.keys() == theirs.keys() and all(same(it, theirs[key]) for key, it in mine.items())
    return repr(mine) == repr(theirs)  # NaN, and the sign of zero


@given(data)
@settings(deadline=None)
def test_what_is_sent_arrives(value):
    assert same(value, wire.decode(*wire.encode(value)))


@given(st.binary(max_size=300), st.binary(max_size=100))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_data_or_an_error(header, body):
    decoded(header, body)


# JSON that is nearly a message: the right words in the wrong places.
words = st.sampled_from("int float complex bytes list tuple dict array scalar <f8 |b1 |O <M8[s] nan 0x1p9 ff".split())
leaves = words | st.integers() | st.floats() | st.none() | st.booleans() | st.text(max_size=5)
nearly = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=4) | st.tuples(words, inner).map(list), max_leaves=20
)


@given(nearly, st.binary(max_size=64))
@settings(max_examples=300, deadline=None)
def test_nearly_a_message_is_data_or_an_error(tree, body):
    decoded(json.dumps(tree).encode(), body)


@given(data, st.data())
@settings(deadline=None)
def test_a_damaged_message_is_data_or_an_error(value, choice):
    header, body = map(bytearray, wire.encode(value))
    for _ in range(choice.draw(st.integers(1, 3))):
        part = choice.draw(st.sampled_from([it for it in (header, body) if it]))
        part[choice.draw(st.integers(0, len(part) - 1))] = choice.draw(st.integers(0, 255))
    decoded(bytes(header), bytes(body))


def decoded(header, body):
    """Read the bytes, which may raise WireError and nothing else, and yield nothing but plain data."""
    try:
        value = wire.decode(header, body)
    except wire.WireError:
        return
    kinds = (type(None), bool, int, float, complex, str, bytes, list, tuple, dict, np.ndarray, np.generic)
    waiting = [value]
    while waiting:
        value = waiting.pop()
        assert isinstance(value, kinds)
        if isinstance(value, np.ndarray | np.generic):
            assert value.dtype.kind in "biufc"
        elif isinstance(value, list | tuple):
            waiting += value
        elif isinstance(value, dict):
            waiting += [*value, *value.values()]


HOSTILE = {
    "brackets": (b"[" * wire.MAX_HEADER, b""),
    "empty lists": (b"[" + b"[]," * (wire.MAX_HEADER // 3 - 2) + b"[]]", b""),
    "digits": (b"1" * wire.MAX_HEADER, b""),
    "an integer": (b'["int", "' + b"f" * (wire.MAX_HEADER - 20) + b'"]', b""),
    "a fraction": (b'["float", "0x' + b"f" * (wire.MAX_HEADER - 20) + b'p9"]', b""),
    "escapes": (b'"' + rb"\u0000" * (wire.MAX_HEADER // 6 - 2) + b'"', b""),
    "colliding keys": (
        json.dumps(["dict", [[["int", f"{i * (2**61 - 1):x}"], None] for i in range(wire.MAX_KEYS)]]).encode(),
        b"",
    ),
    "a shape": (b'["array", "<f8", [2000000000, 2000000000, 2000000000]]', bytes(1 << 20)),
    "an empty shape": (b'["array", "<f8", [0, 2000000000, 2000000000, 2000000000]]', b""),
    "2³¹ rows and no columns": (b'["array", "<f8", [2147483648, 0]]', b""),
    "empty lists in empty lists": (json.dumps(["list", [["list", [["list", []]] * 99]] * 99]).encode(), b""),
    "many views": (json.dumps(["list", [["array", "|u1", [0]]] * 9_000]).encode(), b""),
    "all it may": (json.dumps(["array", "|u1", [wire.MAX_BODY]]).encode(), bytes(wire.MAX_BODY)),
}


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_bytes_cost_little(hostile):
    tracemalloc.start()
    started = time.process_time()
    decoded(*HOSTILE[hostile])
    seconds, (_, memory) = time.process_time() - started, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert seconds < 5  # under a tracer
    assert memory < 3 * wire.MAX_BODY


def test_too_large_a_message_is_not_read():
    with pytest.raises(wire.WireError, match="too large"):
        wire.decode(b" " * (wire.MAX_HEADER + 1), b"")
    for lengths in [(wire.MAX_HEADER + 1, 0), (0, wire.MAX_BODY + 1)]:
        with pytest.raises(wire.WireError, match="too large"):
            wire.lengths(wire.FRAME.pack(NONCE, *lengths), NONCE)


def test_a_reply_must_carry_the_nonce_of_its_request():
    packed = wire.pack(None, NONCE)
    assert wire.lengths(packed[: wire.FRAME.size], NONCE) == (len(packed) - wire.FRAME.size, 0)
    with pytest.raises(wire.WireError, match="not asked"):
        wire.lengths(packed[: wire.FRAME.size], bytes(16))


UNSENDABLE = {
    "a set": {1, 2},
    "a function": len,
    "an array of objects": np.array([None]),
    "an array of words": np.array(["word"]),
    "records": np.zeros(2, "f8,f8"),
    "dates": np.zeros(2, "M8[s]"),
    "extended precision": np.zeros(2, np.longdouble),
    "many dimensions": np.zeros((1,) * (wire.MAX_DIMENSIONS + 1)),
    "a large array": np.zeros(wire.MAX_BODY // 8 + 1),
    "a large array that takes no memory": np.broadcast_to(0.0, 1 << 50),
    "2³¹ rows and no columns": np.empty((1 << 31, 0)),
    "no rows and 2³¹ columns": np.empty((0, 1 << 31)),
    "many axes and nothing in them": np.empty((20,) * 7 + (0,)),
    "an empty array of long words": np.empty(0, "S1000000000"),
    "an empty array of objects": np.empty((1 << 31, 0), object),
    "an empty array of wide records": np.empty(0, [(f"field{i}", "f8") for i in range(1000)]),
    "a list of many empty lists": [[]] * wire.MAX_ITEMS,
    "a list of many empty arrays": [np.empty(0)] * wire.MAX_ITEMS,
    "a huge integer in an array": np.array([1 << 70]),
    "a long key": {"x" * wire.MAX_HEADER: 1},
    "a huge integer as a key": {1 << (4 * wire.MAX_DIGITS): 1},
    "two large arrays": [np.zeros(wire.MAX_BODY // 16 + 1)] * 2,
    "a long word": "x" * wire.MAX_HEADER,
    "many values": [0] * (wire.MAX_ITEMS + 1),
    "many keys": dict.fromkeys(range(wire.MAX_KEYS + 1)),
    "a key that is a tuple": {(1, 2): 3},
    "a huge integer": 1 << (4 * wire.MAX_DIGITS),
    "a deep list": [[[[[[[[[[1]]]]]]]]]],
}


@pytest.mark.parametrize("value", UNSENDABLE.values(), ids=UNSENDABLE)
def test_what_cannot_be_sent_is_refused_in_words(value):
    with pytest.raises(wire.WireError, match=r"\w+ \w+"):
        wire.encode(value)


def test_a_list_that_holds_itself_is_refused():
    endless = []
    endless.append(endless)
    with pytest.raises(wire.WireError, match="deeply"):
        wire.encode(endless)


def in_lists(value, depth):
    return in_lists(["list", [value]], depth - 1) if depth else value


# What a student's process could send, though no worker does: each with one fault only, and the words for just that.
UNREADABLE = {
    "a deep list": (in_lists(None, wire.MAX_DEPTH + 1), b"", "nested too deeply"),
    "many values": (["list", [None] * wire.MAX_ITEMS], b"", "too many values"),
    "many keys": (["dict", [["key", None]] * (wire.MAX_KEYS + 1)], b"", "too many keys"),
    "a key that is a fraction": (["dict", [[["float", "0x1p0"], None]]], b"", "neither a word nor an integer"),
    "a long integer": (["int", "f" * (wire.MAX_DIGITS + 2)], b"", "integer that is too long"),
    "a long fraction": (["float", f"0x0.{'0' * 30}1p0"], b"", "fraction that is too long"),
    "a long bare integer": (["bytes", 10**12], b"", "number in the header that is too long"),
    "a bare fraction": (["bytes", 0.5], b"", "bare fraction"),
    "a bare constant": (["bytes", math.inf], b"", "bare fraction"),
    "dates": (["array", "<M8[s]", [1]], bytes(8), "array of another kind"),
    "many dimensions": (["array", "<f8", [1] * (wire.MAX_DIMENSIONS + 1)], bytes(8), "array of another kind"),
    "a scalar with an axis": (["scalar", "<f8", [1]], bytes(8), "array of another kind"),
    "negative lengths": (["array", "<f8", [-1, -1]], bytes(8), "impossible shape"),
    "a length that is a truth": (["array", "<f8", [True]], bytes(8), "impossible shape"),
    "a long axis before an empty one": (["array", "|u1", [wire.MAX_BODY + 1, 0]], b"", "impossible shape"),
    "a long axis after an empty one": (["array", "<f8", [0, wire.MAX_BODY // 8 + 1]], b"", "impossible shape"),
    "many axes beside an empty one": (["array", "|u1", [20] * 7 + [0]], b"", "impossible shape"),
    "a dtype that is a list": (["array", ["<f8"], [1]], bytes(8), r"unreadable message \(TypeError\)"),
    "more bytes than are announced": (None, b"x", "bytes that nothing announced"),
    "fewer bytes than are announced": (["bytes", 2], b"x", "length that its bytes do not have"),
    "fewer bytes than an array has": (["array", "<f8", [2]], bytes(8), "length that its bytes do not have"),
    "bytes before the first": (["bytes", -1], b"", "length that its bytes do not have"),
}


@pytest.mark.parametrize("tree, body, words", UNREADABLE.values(), ids=UNREADABLE)
def test_what_no_worker_sends_is_refused_for_its_own_fault(tree, body, words):
    with pytest.raises(wire.WireError, match=words):
        wire.decode(json.dumps(tree).encode(), body)


def test_an_empty_array_may_have_axes_as_long_as_a_full_one_s():
    for shape in [(0,), (0, 3), (5, 0, 2), (wire.MAX_BODY // 8, 0)]:
        assert wire.decode(*wire.encode(np.empty(shape))).shape == shape


def test_truths_are_true_or_false():
    found = wire.decode(b'["array", "|b1", [3]]', b"\0\1\xff")
    assert found.tolist() == [False, True, True]
    assert found.view(np.uint8).tolist() == [0, 1, 1]


def test_surrogates_do_not_survive():
    found = wire.decode(*wire.encode("\ud800"))
    assert found.encode()
    assert wire.decode(rb'"\ud800"', b"").encode()


def test_numbers_survive_to_the_last_bit():
    for value in (0.1, -0.0, math.inf, 5e-324, 2**4000, True, 1 + 2j):
        assert repr(wire.decode(*wire.encode(value))) == repr(value)
    assert math.isnan(wire.decode(*wire.encode(math.nan)))


def test_arrays_arrive_in_native_order_and_writable():
    found = wire.decode(*wire.encode(np.arange(6, dtype=">i4").reshape(2, 3).T))
    assert found.dtype == np.dtype("<i4")
    assert found.tolist() == [[0, 3], [1, 4], [2, 5]]
    found[0, 0] = 7
