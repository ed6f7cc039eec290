"""JupyterLab exports as the command line does, and tells git of what it saves."""

import subprocess
import sys
from pathlib import Path

c = get_config()  # noqa: F821  (Jupyter gives it to its configurations)
load_subconfig("jupyter_nbconvert_config.py")  # noqa: F821

TELL = Path(sys.prefix).parent / "tools" / "notebooks_in_git.py"  # beside the environment that make makes


def saved(model, os_path, contents_manager):
    """Called with what was saved and its path; git is not waited for."""
    if model["type"] == "notebook" and TELL.exists():
        subprocess.Popen([sys.executable, TELL, os_path])


c.FileContentsManager.post_save_hook = saved
