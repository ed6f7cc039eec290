"""What crosses the pipe between the grader and a student's process: plain data, bounded, and never a pickle.

A message is a frame of fixed size (a nonce, two lengths), a JSON header and the raw bytes of its arrays. Reading one
can yield only None, bool, int, float, complex, str, bytes, list, tuple, dict, and NumPy arrays and scalars of numbers.
Whatever the bytes are, reading them raises WireError or returns such data, in bounded time and memory.

Written by hand: depth, number, dtypes and shapes must be bounded before anything is allocated, and the sandbox holds no
library but NumPy and matplotlib.
"""

import json
import math
import struct

import numpy as np

MAX_HEADER = 1 << 20  # bytes
MAX_BODY = 32 << 20  # bytes
MAX_DEPTH = 8
MAX_ITEMS = 10_000  # in a whole message
MAX_KEYS = 1_000  # in one dict: its keys may have been chosen to collide
MAX_DIGITS = 3_500  # hexadecimal, of one integer: Python prints no more than 4,300 decimal ones
MAX_DIMENSIONS = 8
DTYPES = frozenset("|b1 |i1 |u1 <i2 <u2 <i4 <u4 <i8 <u8 <f2 <f4 <f8 <c8 <c16".split())

FRAME = struct.Struct("<16sII")


class WireError(Exception):
    """The data cannot be sent, or what was received is none of ours; the message says why."""


def pack(message, nonce):
    """The bytes of ``message``, which a reply is to answer under the same ``nonce``. Raises WireError."""
    header, body = encode(message)
    return FRAME.pack(nonce, len(header), len(body)) + header + body


def lengths(frame, nonce):
    """How many bytes of header and body follow ``frame``, which must carry ``nonce``. Raises WireError."""
    theirs, header, body = FRAME.unpack(frame)
    if theirs != nonce:
        raise WireError("a reply to something that was not asked")
    if header > MAX_HEADER or body > MAX_BODY:
        raise WireError("a reply that is too large")
    return header, body


def encode(message):
    """``message`` as a header and a body of bytes. Raises WireError for what is no plain data, or too much of it."""
    chunks, count = [], 0

    def node(value, depth=0):
        nonlocal count
        count += 1
        if depth > MAX_DEPTH:
            raise WireError("data nested too deeply")
        if count > MAX_ITEMS:
            raise WireError(f"more than {MAX_ITEMS} values: return an array instead")
        if isinstance(value, np.ndarray | np.generic) and value.dtype.kind != "U":
            return array(value)
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, str):
            return str(value).encode("utf-8", "replace").decode()
        if isinstance(value, int):
            return ["int", integer(value)]
        if isinstance(value, float):
            return ["float", float(value).hex()]
        if isinstance(value, complex):
            return ["complex", value.real.hex(), value.imag.hex()]
        if isinstance(value, bytes):
            chunks.append(bytes(value))
            return ["bytes", len(value)]
        if isinstance(value, list | tuple):
            return ["list" if isinstance(value, list) else "tuple", [node(it, depth + 1) for it in value]]
        if isinstance(value, dict):
            if len(value) > MAX_KEYS:
                raise WireError(f"a dict of more than {MAX_KEYS} keys")
            return ["dict", [[node(plain_key(key), depth + 1), node(its, depth + 1)] for key, its in value.items()]]
        raise WireError(f"a {type(value).__name__}, where numbers, arrays, lists, tuples or dicts of them belong")

    def array(value):
        plain = np.asarray(value)
        plain = plain.astype(plain.dtype.newbyteorder("<"), copy=False)
        if plain.dtype.str not in DTYPES:
            raise WireError(f"an array of dtype {plain.dtype}, where numbers belong")
        if plain.ndim > MAX_DIMENSIONS:
            raise WireError(f"an array of more than {MAX_DIMENSIONS} dimensions")
        if extent(plain.shape, plain.itemsize) > MAX_BODY:
            raise WireError(f"an array of the shape {plain.shape}, whose axes take more than {MAX_BODY:,} bytes")
        chunks.append(plain.tobytes())
        return ["array" if isinstance(value, np.ndarray) else "scalar", plain.dtype.str, list(plain.shape)]

    header = json.dumps(node(message)).encode()
    body = b"".join(chunks)
    if len(header) > MAX_HEADER or len(body) > MAX_BODY:
        raise WireError("more data than can be sent: return less, or an array")
    return header, body


def extent(shape, size):
    """The bytes that axes of these lengths span, as if none were empty: an empty array may be as long as a full one."""
    return math.prod(max(length, 1) for length in shape) * size


def plain_key(key):
    """A dict's key as it is sent. Raises WireError for one that is neither a word nor an integer."""
    if isinstance(key, np.integer):
        return int(key)
    if not isinstance(key, str | int | None):
        raise WireError(f"a dict with a {type(key).__name__} as a key, where words or integers belong")
    return key


def integer(value):
    """An integer in hexadecimal digits. Raises WireError for too many of them."""
    digits = format(int(value), "x")
    if len(digits) > MAX_DIGITS:
        raise WireError(f"an integer of more than {MAX_DIGITS} digits")
    return digits


def decode(header, body):
    """The message that ``encode`` made into these bytes. Raises WireError, whatever they are."""
    try:
        if len(header) > MAX_HEADER or len(body) > MAX_BODY:
            raise WireError("a message that is too large")
        tree = json.loads(header, parse_int=_small, parse_float=_refuse, parse_constant=_refuse)
        return _Reader(body).message(tree)
    except WireError:
        raise
    except (ValueError, TypeError, KeyError, IndexError, OverflowError, RecursionError, MemoryError) as error:
        raise WireError(f"an unreadable message ({type(error).__name__})") from None


def _small(digits):
    if len(digits) > 12:
        raise WireError("a number in the header that is too long")
    return int(digits)


def _refuse(text):
    raise WireError("a bare fraction in the header")


class _Reader:
    """Reads one tree of nodes, taking the arrays from ``body`` in the order in which they were sent."""

    def __init__(self, body):
        self.body, self.at, self.count = body, 0, 0

    def message(self, tree):
        value = self.value(tree)
        if self.at != len(self.body):
            raise WireError("bytes that nothing announced")
        return value

    def value(self, node, depth=0):
        self.count += 1
        if depth > MAX_DEPTH or self.count > MAX_ITEMS:
            raise WireError("data nested too deeply, or too many values")
        if node is None or isinstance(node, bool):
            return node
        if isinstance(node, str):
            return node.encode("utf-8", "replace").decode()  # a lone surrogate would break whoever prints it
        if not isinstance(node, list) or not node or not isinstance(node[0], str):
            raise WireError("a node that is no value")
        kind, *parts = node
        if kind == "int":
            return self.integer(*parts)
        if kind == "float":
            return self.real(*parts)
        if kind == "complex":
            real, imaginary = parts
            return complex(self.real(real), self.real(imaginary))
        if kind == "bytes":
            return self.take(*parts)
        if kind in ("list", "tuple"):
            values = [self.value(it, depth + 1) for it in self.nodes(*parts)]
            return values if kind == "list" else tuple(values)
        if kind == "dict":
            return self.dictionary(*parts, depth=depth)
        if kind in ("array", "scalar"):
            return self.array(kind, *parts)
        raise WireError("a node of no known kind")

    def nodes(self, nodes):
        if not isinstance(nodes, list):
            raise WireError("a list that is none")
        return nodes

    def integer(self, digits):
        if not isinstance(digits, str) or len(digits) > MAX_DIGITS + 1:
            raise WireError("an integer that is too long")
        return int(digits, 16)

    def real(self, digits):
        if not isinstance(digits, str) or len(digits) > 32:
            raise WireError("a fraction that is too long")
        return float.fromhex(digits)

    def dictionary(self, pairs, depth):
        if len(self.nodes(pairs)) > MAX_KEYS:
            raise WireError("a dict of too many keys")
        found = {}
        for key, value in pairs:
            key = self.value(key, depth + 1)
            if not isinstance(key, str | int | None):
                raise WireError("a key that is neither a word nor an integer")
            found[key] = self.value(value, depth + 1)
        return found

    def array(self, kind, dtype, shape):
        if dtype not in DTYPES or len(self.nodes(shape)) > (MAX_DIMENSIONS if kind == "array" else 0):
            raise WireError("an array of another kind")
        dtype = np.dtype(dtype)
        if any(type(length) is not int or length < 0 for length in shape) or extent(shape, dtype.itemsize) > MAX_BODY:
            raise WireError("an array of an impossible shape")
        content = np.frombuffer(self.take(math.prod(shape) * dtype.itemsize), np.uint8)
        # A byte other than 0 and 1 would be a bool that is neither.
        values = content != 0 if dtype.kind == "b" else content.view(dtype)
        values = values.reshape(shape).copy()
        return values if kind == "array" else values[()]

    def take(self, size):
        if type(size) is not int or not 0 <= size <= len(self.body) - self.at:
            raise WireError("a length that its bytes do not have")
        self.at += size
        return self.body[self.at - size : self.at]
