import pytest
from flask import Flask

from tests.webui.confide_reader.school import School, school_of


@pytest.fixture
def school(app: Flask) -> School:
    return school_of(app)
