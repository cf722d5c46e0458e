"""How groups are spelt, which year somebody is in, and how a class calls its children."""

import pytest

from appliance.people.naming import class_group, parse_year, shown_names, slug, year_group


@pytest.mark.parametrize(
    ("title", "spelt"),
    [("3B", "class-3b"), ("Class 3B", "class-3b"), ("3-B ", "class-3-b"), ("Llŷr's Owls", "class-llyr-s-owls")],
)
def test_a_class_is_spelt_as_the_settings_spell_groups(title: str, spelt: str) -> None:
    assert class_group(title).name == spelt


def test_what_has_no_letter_has_no_spelling() -> None:
    assert slug(" -- / ") == ""


@pytest.mark.parametrize(
    ("written", "year"),
    [
        *(("3", 3), ("03", 3), ("Year 3", 3), ("Y3", 3), ("yr  6", 6), ("3.0", 3), ("Curriculum Year 2", 2)),
        *(("Reception", 0), ("R", 0), ("KG", 0), ("Nursery", -1), ("N2", -1)),
        *(("", None), ("14", None), ("Owls", None), ("3B", None), ("-3", None), ("٣", None)),
    ],
)
def test_a_year_is_read(written: str, year: int | None) -> None:
    assert parse_year(written) == year


@pytest.mark.parametrize(
    ("year", "name", "title"), [(3, "year3", "Year 3"), (0, "reception", "Reception"), (-1, "nursery", "Nursery")]
)
def test_a_year_is_a_group(year: int, name: str, title: str) -> None:
    assert (year_group(year).name, year_group(year).title) == (name, title)


def test_a_class_tells_its_children_apart() -> None:
    names = [("Amy", "Ash"), ("amy", "Birch"), ("Zoe", "Fir"), ("Tom", "Oak"), ("Tom", "Olive"), ("Mo", ""), ("Mo", "")]
    assert shown_names(names) == ["Amy A", "amy B", "Zoe", "Tom Oak", "Tom Olive", "Mo", "Mo"]
