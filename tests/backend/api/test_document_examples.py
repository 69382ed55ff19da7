"""Examples of the OpenAPI document: each shape has one, which fits it and is true to life."""

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel

from backend.api import problems, routing_shapes, shapes, staff_shapes, step_shapes
from backend.api.examples import EXAMPLES
from backend.places.load import load_place
from locales.keys import Key
from tests.backend.api.calling import Api

SHAPES: dict[str, type[BaseModel]] = {
    name: shape
    for module in (problems, routing_shapes, shapes, staff_shapes, step_shapes)
    for name, shape in vars(module).items()
    if isinstance(shape, type) and issubclass(shape, BaseModel)
}
OFFICES = {office.id for office in load_place("340322").offices}


def values(node: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Every value of an example with the name that it stands under."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from values(value, key)
    elif isinstance(node, list):
        for value in node:
            yield from values(value, name)
    else:
        yield name, node


async def test_every_shape_has_an_example_that_fits_it(api: Api) -> None:
    schemas = (await api.get("/openapi.json")).json()["components"]["schemas"]
    for name, schema in schemas.items():
        assert schema.get("examples"), f"{name} has no example"
        for example in schema["examples"]:
            told = SHAPES[name].model_validate(example)
            assert set(example) <= set(told.model_dump()), name


async def test_no_example_is_of_a_shape_that_is_gone(api: Api) -> None:
    schemas = (await api.get("/openapi.json")).json()["components"]["schemas"]
    assert set(EXAMPLES) - set(schemas) == set()
    own = {name for name in EXAMPLES if "examples" in SHAPES[name].model_json_schema()}
    assert own == set(), "the shape has its own: one of the two is never seen"


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_an_example_names_what_there_is(name: str) -> None:
    for field, value in values(EXAMPLES[name]):
        if field == "key" or field.endswith("_key") or str(value).startswith("state-"):
            assert not value or value in {str(key) for key in Key}, (name, field)
        if field in ("office", "office_id", "owner_office"):
            assert value in OFFICES, (name, field)
