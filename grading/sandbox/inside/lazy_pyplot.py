"""Lets ``import matplotlib.pyplot as plt`` wait until something of it is used: it takes most of a second.

``matplotlib`` and ``matplotlib.pyplot`` are put in place as modules that run their own code at the first attribute
asked of them. From then on they are the ordinary modules, and the same objects as before.

Written by hand: importlib.util.LazyLoader loads a package as soon as a submodule of it is imported, and no further
library is to lie in the sandbox.
"""

import importlib.machinery
import importlib.util
import sys
import types

_BEING_SET = ("__file__", "__cached__", "__path__")  # the import system looks whether they are there
LAZY = ("matplotlib", "matplotlib.pyplot")


class _Waiting(types.ModuleType):
    def __getattr__(self, name):
        if name in _BEING_SET:
            raise AttributeError(name)
        _load(self)
        return getattr(self, name)

    def __setattr__(self, name, value):
        # The import system sets its own names, and hands a package its submodule; all else is for the real module.
        if name != "pyplot" and not name.startswith("__"):
            _load(self)
        super().__setattr__(name, value)

    def __dir__(self):
        _load(self)
        return dir(self)


def _load(module):
    object.__setattr__(module, "__class__", types.ModuleType)
    module.__spec__.loader.exec_module(module)


class _Finder:
    """Comes before the ordinary finders, for matplotlib only."""

    @classmethod
    def find_spec(cls, name, path=None, target=None):
        if name in LAZY:
            spec = importlib.machinery.PathFinder.find_spec(name, path)
            if spec is not None:
                spec.loader = _Later(spec.loader)
            return spec
        if name.startswith("matplotlib."):
            package = sys.modules.get("matplotlib")
            if isinstance(package, _Waiting):
                _load(package)
                if name in sys.modules:  # it has come with the package
                    return importlib.machinery.ModuleSpec(name, _There())
        return None


class _Later:
    """A loader that leaves the module waiting."""

    def __init__(self, loader):
        self.loader = loader

    def create_module(self, spec):
        return _Waiting(spec.name)

    def exec_module(self, module):
        spec = module.__spec__
        spec.loader = self.loader
        module.__dict__["__loader__"] = self.loader


class _There:
    def create_module(self, spec):
        return sys.modules[spec.name]

    def exec_module(self, module):
        pass


def install():
    """From now on, matplotlib and pyplot wait; to be called before either is imported."""
    sys.meta_path.insert(0, _Finder)


def loaded():
    """The real pyplot if it is in use, else None."""
    module = sys.modules.get("matplotlib.pyplot")
    return None if isinstance(module, _Waiting) else module
