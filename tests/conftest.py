"""Calling the command as a shell would, without a new process."""

import sys

import pytest


@pytest.fixture
def unsc(monkeypatch, capsys):
    """Call ``unsc`` with arguments; returns exit status, standard output and standard error."""
    from simulation.cli import main

    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["unsc", *map(str, arguments)])
        monkeypatch.setenv("COLUMNS", "80")
        monkeypatch.setenv("NO_COLOR", "1")
        status = 0
        try:
            main()
        except SystemExit as exit_:
            status = exit_.code or 0
        out, err = capsys.readouterr()
        return status, out, err

    return call
