"""What checks see of an answer: functions and objects that take and give data, and nothing else."""

import textwrap

import numpy as np
import pytest

from grading.sandbox import session
from grading.verdict import analysis, proxies

sandboxed = pytest.mark.sandboxed


@pytest.fixture
def ask(settings):
    """A session in which cells were run: returns stand-ins for what a stub defines."""
    opened = []

    def run(code, stub=None):
        opened.append(session.Session(settings))
        opened[-1].run("import numpy as np", "setup")
        assert "error" not in opened[-1].run(code, "answer")
        names = analysis.definitions(stub or code)
        return {name: proxies.stand_in(name, node, opened[-1]) for name, node in names.items()}

    yield run
    for each in opened:
        each.close()


@sandboxed
def test_functions_take_and_give_data(ask):
    echo = ask("def echo(*arguments, **options):\n    return arguments, options")["echo"]
    given = (1, 2.5, "word", None, True, [1, {"a": (2,)}], np.arange(4.0).reshape(2, 2), 1j, b"x")
    arguments, options = echo(*given, rate=0.1)
    assert repr(arguments) == repr(given)
    assert options == {"rate": 0.1}


@sandboxed
def test_a_long_word_never_reaches_a_check(ask):
    # In np.allclose(answer, …) a list becomes an array in which every number takes the room of its longest word.
    answer = ask("def words(length, into):\n    into.append('x' * length)\n    return [0.0] * 9000")["words"]
    assert len(answer(proxies.MAX_WORD, [])) == 9000
    with pytest.raises(proxies.AnswerError, match=r"^words gives a text of more than 1000 characters$"):
        answer(proxies.MAX_WORD + 1, [])
    answer = ask("def words(length):\n    return {'a': (1, ['x' * length])}")["words"]
    assert len(answer(proxies.MAX_WORD)["a"][1][0]) == proxies.MAX_WORD
    with pytest.raises(proxies.AnswerError, match="more than 1000 characters"):
        answer(proxies.MAX_WORD + 1)


@sandboxed
def test_changes_in_place_are_seen(ask):
    code = """
    def change(array, values, table, *, option):
        array *= 2
        values[0] = 7
        values.append(np.ones(2))
        table["new"] = table.pop("old")
        option[...] = 0
    """
    change = ask(textwrap.dedent(code))["change"]
    array, values, table, option = np.ones(3), [1, np.zeros(2)], {"old": 1}, np.ones(2)
    kept = values[1]
    change(array, values, table, option=option)
    assert array.tolist() == [2, 2, 2]
    assert values[0] == 7 and values[1] is kept and values[2].tolist() == [1, 1]
    assert table == {"new": 1}
    assert option.tolist() == [0, 0]


def test_an_array_becomes_no_other_kind_of_array():
    """Whatever a process sends back as the arguments of its call."""
    for theirs in (np.ones(1), np.ones((1, 2)), np.ones(2, complex), [1.0, 1.0], None):
        mine = np.zeros(2)
        proxies._mirror(mine, theirs)
        assert mine.tolist() == [0, 0]


@sandboxed
def test_objects_have_state_of_their_own(ask):
    code = """
    class Average:
        def __init__(self, decay):
            self.decay, self.values, self._hidden = decay, [], 1

        def update(self, value, *, times=1):
            self.values += [value] * times
            return sum(self.values)

        def __call__(self):
            return len(self.values)
    """
    average = ask(textwrap.dedent(code))["Average"]
    one, two = average(0.5), average(decay=0.9)
    assert (one.update(1), one.update(2, times=2), two.update(7)) == (1, 5, 7)
    assert (one.decay, two.decay, one.values, one()) == (0.5, 0.9, [1, 2, 2], 3)
    one.decay = 0.1
    assert (one.decay, two.decay) == (0.1, 0.9)


@sandboxed
def test_objects_show_public_data_only(ask):
    code = """
    class Thing:
        def __init__(self):
            self.helper = print

        def show(self):
            return self
    """
    thing = ask(textwrap.dedent(code))["Thing"]()
    for name in ("_hidden", "__array__", "__globals__"):
        with pytest.raises(AttributeError, match="no access"):
            getattr(thing, name)
        with pytest.raises(AttributeError, match="no access"):
            setattr(thing, name, 1)
    with pytest.raises(proxies.AnswerError, match=r"Thing\.helper gives a builtin_function_or_method"):
        _ = thing.helper
    with pytest.raises(proxies.AnswerError, match=r"Thing\.show gives a Thing, where numbers"):
        thing.show()
    with pytest.raises(proxies.AnswerError, match="AttributeError"):
        _ = thing.absent
    with pytest.raises(TypeError, match="not callable"):
        thing()


@sandboxed
def test_an_object_of_a_dead_process_is_lost(ask):
    code = """
    import os

    class Thing:
        def end(self):
            os._exit(0)

        def go_on(self):
            return 1
    """
    names = ask(textwrap.dedent(code))
    thing = names["Thing"]()
    assert thing.go_on() == 1
    with pytest.raises(session.DiedError, match="ended: out of memory, exit, or a crash"):
        thing.end()
    with pytest.raises(proxies.AnswerError, match="this object was lost"):
        thing.go_on()
    assert names["Thing"]().go_on() == 1


@sandboxed
def test_exceptions_keep_their_meaning(ask):
    code = "kinds = {'v': ValueError, 't': TypeError, 's': StopIteration, 'e': SystemExit, 'n': NotImplementedError}\n"
    code += "def fail(kind):\n    raise kinds[kind]('no')"
    fail = ask(code)["fail"]
    with pytest.raises(ValueError, match=r"fail raised ValueError: no \(cell answer, line 3\)"):
        fail("v")
    with pytest.raises(TypeError):
        fail("t")
    with pytest.raises(NotImplementedError, match=r"^fail is not implemented yet \(cell answer, line 3\)$"):
        fail("n")
    for kind in "se":
        with pytest.raises(proxies.AnswerError) as caught:
            fail(kind)
        assert not isinstance(caught.value, StopIteration | SystemExit)


@sandboxed
def test_arguments_that_are_no_data_are_the_checks_own_mistake(ask):
    names = ask("def call(it):\n    return it()")
    with pytest.raises(Exception, match="a function, where numbers"):
        names["call"](lambda: 1)
