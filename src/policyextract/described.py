"""Models whose JSON Schema says of each field what their source says below it."""

import ast
import inspect
from itertools import pairwise

from pydantic import BaseModel, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema


class Described(BaseModel):
    """A model with a string below each field; pydantic's own option for it reads the source at every start."""

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        found = handler.resolve_ref_schema(handler(schema))
        words = _words(cls)
        for name, said in found.get("properties", {}).items():
            if name in words:
                said.setdefault("description", words[name])
        return found


def _words(model: type[Described]) -> dict[str, str]:
    """The strings below the fields of a model and of those that it extends, where their source is at hand."""
    out: dict[str, str] = {}
    for base in reversed([base for base in model.__mro__ if issubclass(base, Described)]):
        try:
            tree = ast.parse(inspect.getsource(base))
        except (OSError, TypeError, SyntaxError):
            continue
        assert isinstance(tree.body[0], ast.ClassDef)
        for field, text in pairwise(tree.body[0].body):
            if isinstance(field, ast.AnnAssign) and isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant):
                out[ast.unparse(field.target)] = inspect.cleandoc(str(text.value.value))
    return out
