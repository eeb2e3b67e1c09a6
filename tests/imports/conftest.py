"""Small conversations as files, and the real ones where this machine has them."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

COMMENTS = """timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body
1500000000000,Fri Jul 14 2017,0,0,9,9,1,Mend the lift
1500000060000,Fri Jul 14 2017,1,1,0,0,0,"Open the garden, please"
1500000120000,Fri Jul 14 2017,2,7,0,0,-1,Buy my pills
"""
VOTES = """timestamp,datetime,comment-id,voter-id,vote
1500000001000,x,0,0,1
1500000070000,x,0,1,1
1500000075000,x,0,2,-1
1500000080000,x,1,0,0
1500000081000,x,1,1,1
1500000130000,x,2,1,-1
1500000090000,x,0,2,1
"""
SUMMARY = "topic,A better house\nviews,12\nconversation-description,\n"

MakeFolder = Callable[..., Path]


@pytest.fixture
def folder(tmp_path: Path) -> MakeFolder:
    """Make a folder with these files: text or bytes, none to leave one out."""

    def make(
        comments: str | bytes | None = COMMENTS,
        votes: str | bytes | None = VOTES,
        summary: str | bytes | None = SUMMARY,
    ) -> Path:
        for name, content in (("comments.csv", comments), ("votes.csv", votes), ("summary.csv", summary)):
            if content is not None:
                data = content if isinstance(content, bytes) else content.encode()
                (tmp_path / name).write_bytes(data)
        return tmp_path

    return make


def real_folders() -> list[Path]:
    """The real conversations: in POLIS_DATA, or beside the project; none where neither is there."""
    beside = Path(__file__).parents[2].parent / "shared" / "data" / "polis-opendata"
    data = Path(os.environ.get("POLIS_DATA", beside))
    return sorted(path.parent for path in data.glob("*/votes.csv"))


def each_real_folder() -> list[object]:
    """A parameter for each real conversation, or one that is skipped and says why."""
    found: list[object] = [pytest.param(path, id=path.name) for path in real_folders()]
    missing = pytest.mark.skip(reason="no real conversations here: set POLIS_DATA to a folder of them")
    return found or [pytest.param(None, id="polis-opendata", marks=missing)]
