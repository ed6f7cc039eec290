"""Python for the browser as one folder of the site: Pyodide, the packages that the book imports, and its own."""

import hashlib
import json
import shutil

from book.browser import wheels
from book.browser.files import CORE, LOCK, PACKAGES, closure, lock


def assemble(files, into):
    """Fill the new folder ``into`` from the fetched ``files``, with one lock for all. Returns the lock."""
    into.mkdir(parents=True, exist_ok=True)
    found = lock(files)
    packages = found["packages"]
    packages |= _records(files, into)
    kept = closure(packages, [*PACKAGES, *(it for it in packages if it.startswith(wheels.PACKAGE))])
    found["packages"] = {key: packages[key] for key in kept}
    wanted = {record["file_name"] for record in found["packages"].values()} | CORE.keys()
    for name in wanted - {LOCK}:
        if (files / name).is_file():  # and not our own
            shutil.copy(files / name, into / name)
    (into / LOCK).write_text(json.dumps(found), encoding="utf-8")
    return found


def _records(files, into):
    """The lock's records of our own wheels, which are written into the folder, and of those for the widgets."""
    own, empty = wheels.ours(into)
    records = {}
    for name in wheels.pinned().keys() - {wheels.FOR_THE_LAB}:
        path = wheels.path_of(name, files)
        records[name] = _record(path, name, [name.replace("-", "_")], wheels.NEEDS.get(name, []))
    records[wheels.PACKAGE] = _record(own, wheels.PACKAGE, [wheels.PACKAGE], ["numpy"])
    for module, packages in wheels.packages().items():
        name = module.replace(".", "-").replace("_", "-")
        records[name] = _record(empty, name, [module], [wheels.PACKAGE, *packages])
    return records


def _record(path, name, imports, depends):
    return {
        "name": name,
        "version": path.name.split("-")[1],
        "file_name": path.name,
        "install_dir": "site",
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "package_type": "package",
        "imports": imports,
        "depends": depends,
        "unvendored_tests": False,
    }
