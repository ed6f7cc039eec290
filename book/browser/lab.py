"""JupyterLab as a folder of the site: it runs the book's notebooks in the reader's browser, and asks no other host."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from book.browser import contents, wheels

KERNEL_EXTENSION, WIDGETS = "@jupyterlite/pyodide-kernel-extension", "@jupyter-widgets/jupyterlab-manager"


def settings():
    """What the Lab is told when it starts."""
    return {
        "jupyter-lite-schema-version": 0,
        "jupyter-config-data": {
            "appName": "From gradient descent to RMSprop",
            "exposeAppInBrowser": True,  # for the tests, and for whoever looks into it with the console
            "litePluginSettings": {
                f"{KERNEL_EXTENSION}:kernel": {
                    "pyodideUrl": "./static/pyodide/pyodide.js",
                    "disablePyPIFallback": True,
                    "loadPyodideOptions": {"packages": [name.replace(".", "-") for name in contents.AT_START]},
                }
            },
        },
    }


def build(files, into):
    """Write the Lab with the book's notebooks into the folder ``into``, which is not there yet."""
    # In a folder of its own, else the JupyterLab of the environment would load its extension, too.
    builder = Path(sys.prefix) / "jupyterlite"
    extensions = Path("share", "jupyter", "labextensions")
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        contents.write(folder / "contents")
        with zipfile.ZipFile(wheels.path_of(wheels.FOR_THE_LAB, files)) as wheel:
            wheel.extractall(folder / "widgets")
        (manager,) = (folder / "widgets").glob(f"**/labextensions/{WIDGETS}")
        found = (builder / extensions / KERNEL_EXTENSION, Path(sys.prefix) / extensions / "anywidget", manager)
        options = {
            "contents": ["contents"],
            "output_dir": "out",
            "apps": ["lab"],
            "no_sourcemaps": True,
            "ignore_sys_prefix": True,
            "federated_extensions": [str(path) for path in found],
        }
        (folder / "jupyter-lite.json").write_text(json.dumps(settings()), encoding="utf-8")
        (folder / "jupyter_lite_config.json").write_text(json.dumps({"LiteBuildConfig": options}), encoding="utf-8")
        command = [sys.executable, "-m", "jupyterlite_core", "build"]
        paths = os.environ | {"PYTHONPATH": str(builder)}
        done = subprocess.run(command, cwd=folder, env=paths, capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"The Lab was not built:\n{done.stdout[-4000:]}{done.stderr[-4000:]}")
        shutil.copytree(folder / "out", into)
