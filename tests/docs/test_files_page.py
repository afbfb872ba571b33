"""The page of files is made from the shapes that check them."""

import pytest
from files_page import SECTIONS, files_page


def test_the_page_is_the_one_generated(request):
    page = request.config.rootpath / "docs" / "files.md"
    assert page.read_text(encoding="utf-8") == files_page()


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section[0])
def test_every_key_has_its_meaning_and_values(section):
    heading, _, shape, meanings = section
    inherited = set()
    for parent in shape.__mro__[1:]:
        inherited |= (
            set(getattr(parent, "model_fields", {})) if parent.__name__ == "SeatFile" else set()
        )
    assert set(meanings) == set(shape.model_fields) - inherited
    assert heading in files_page()
    for line in files_page().splitlines():
        if line.startswith("| `"):
            assert all(cell.strip() for cell in line.strip("|").split(" | ")), line
