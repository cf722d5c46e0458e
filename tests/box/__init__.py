import pytest

pytest.register_assert_rewrite("tests.box.look")  # its tests are taken by others, and say there what they saw
