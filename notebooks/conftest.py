"""Pictures are compared by their descriptions, in whatever folder pytest was started."""


def pytest_configure(config):
    """Name the file with nbval's replacement for the bytes of a picture."""
    config.option.nbval_sanitize_with = str(config.rootpath / "tests" / "nbval.ini")
