"""How long a file and a function may be, and how much a function may ask for."""

import ast
from collections.abc import Iterator

from tests.architecture.tree import Module, modules

FILE_LINES = 300
FUNCTION_LINES = 40  # of code: the docstring is not counted
PARAMETERS = 6  # self and cls are not counted

# Written once and never read as a whole.
APART = ("backend.migrations.versions",)

Function = ast.FunctionDef | ast.AsyncFunctionDef


def measured() -> Iterator[Module]:
    """Every module whose size is looked at."""
    for module in modules():
        if not module.name.startswith(APART):
            yield module


def functions(module: Module) -> Iterator[Function]:
    """Every function and method of a module, nested ones too."""
    for node in ast.walk(module.tree):
        if isinstance(node, Function):
            yield node


def code_lines(function: Function) -> int:
    """The lines from `def` to the end, without the docstring."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function, clean=False) is not None:
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def parameters(function: Function) -> int:
    """The parameters that a caller may have to think of."""
    taken = function.args
    named = [*taken.posonlyargs, *taken.args, *taken.kwonlyargs]
    extra = [argument for argument in (taken.vararg, taken.kwarg) if argument]
    bound = sum(1 for argument in named[:1] if argument.arg in {"self", "cls"})
    return len(named) + len(extra) - bound


def test_a_file_fits_one_sitting() -> None:
    lengths = {module.where: module.source.count("\n") for module in measured()}
    assert {where: lines for where, lines in lengths.items() if lines > FILE_LINES} == {}


def test_a_function_fits_one_screen() -> None:
    wrong = [
        f"{module.where}:{function.lineno} {function.name}: {code_lines(function)} lines"
        for module in measured()
        for function in functions(module)
        if code_lines(function) > FUNCTION_LINES
    ]
    assert wrong == []


def test_a_function_asks_for_few_things() -> None:
    wrong = [
        f"{module.where}:{function.lineno} {function.name}: {parameters(function)} parameters"
        for module in measured()
        for function in functions(module)
        if parameters(function) > PARAMETERS
    ]
    assert wrong == []
