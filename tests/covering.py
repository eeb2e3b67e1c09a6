"""Which lines and branches the tests ran through: `pytest -n 2 --covered=app --covered-least=95`.

coverage.py watches every line that Python runs, ours or not: before Python 3.12 the tests took three times as long with it.
SlipCover puts its marks into our own modules as they are imported, and takes them out once they were passed.
"""

import json
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import slipcover

CANNOT_HAPPEN = ["if TYPE_CHECKING:", "raise AssertionError", "assert_never\\(", "@overload"]
"""Lines for those who read types, and for what a later mistake would run into."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--covered", metavar="PATHS", help="count what is run through of these, with commas between them")
    parser.addoption("--covered-least", type=float, default=0.0, metavar="PERCENT", help="fail below this")


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    if not config.getoption("covered"):
        return
    if hasattr(config, "workerinput"):
        config.pluginmanager.register(Counter(config))
    elif config.getoption("numprocesses", None):
        config.pluginmanager.register(Sum(config.getoption("covered_least")))
    else:
        raise pytest.UsageError("--covered counts in processes beside this one: say how many with -n")


class Counter:
    """In each process that runs tests, before it imports what is counted."""

    def __init__(self, config: pytest.Config) -> None:
        paths = config.getoption("covered").split(",")
        self.output: dict[str, Any] = config.workeroutput  # type: ignore[attr-defined]
        folders = [path for path in paths if Path(path).is_dir()]  # Where it looks for what nobody imported.
        self.slipcover = slipcover.Slipcover(branch=True, source=folders, exclude_also=CANNOT_HAPPEN)
        self.imports = ExitStack()
        self.imports.enter_context(slipcover.ImportManager(self.slipcover, slipcover.FileMatcher(sources=paths)))

    def pytest_sessionfinish(self) -> None:
        self.imports.close()
        self.output["covered"] = json.dumps(self.slipcover.get_coverage())


class Sum:
    """Where what the processes counted comes together."""

    def __init__(self, least: float) -> None:
        self.least = least
        self.counted: list[Any] = []

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        self.counted.append(json.loads(node.workeroutput["covered"]))

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        self.covered = self.counted[0]
        for one in self.counted[1:]:
            slipcover.merge_coverage(self.covered, one)
        if self.percent < self.least and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    @property
    def percent(self) -> float:
        return float(self.covered["summary"]["percent_covered"])

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        terminalreporter.section("covered")
        for name, file in sorted(self.covered["files"].items()):
            missing = [*map(str, file["missing_lines"]), *(f"{a}->{b}" for a, b in file["missing_branches"])]
            if missing:
                terminalreporter.line(f"{file['summary']['percent_covered']:5.1f} %  {name}: {', '.join(missing)}")
        terminalreporter.line(f"{self.percent:.1f} % of lines and branches, at least {self.least:g} % asked for")
