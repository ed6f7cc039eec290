"""What a page keeps of a notebook's widgets: the values of its explorers, without code, layout and style."""

LEFT_OUT = ("LayoutModel", "StyleModel")


def slim(widgets):
    """A notebook's ``metadata.widgets`` without what the page's own script brings or does not read."""
    (mime, saved), *_ = widgets.items()
    state = {
        key: {
            "model_name": record["model_name"],
            "model_module": record["model_module"],
            "model_module_version": record["model_module_version"],
            "state": {name: value for name, value in record["state"].items() if _kept(name)},
        }
        for key, record in saved["state"].items()
        if not record["model_name"].endswith(LEFT_OUT)
    }
    return {mime: saved | {"state": state}}


def _kept(name):
    return name == "_options_labels" or not (name.startswith("_") or name in ("style", "layout"))
