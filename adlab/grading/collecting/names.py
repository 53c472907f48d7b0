"""Which names code defines, needs, and does something to. Nothing is run for it.

- `bound(statements)`: the names that they define at the level of the module.
- `free_names(statements)`: the global names that they use.
- `changed(statement)`: the names to whose objects it does something.
- `reworked(statement)`: the names that it defines anew from what they were.
- `acts_on(statement)`: the names that a function does something to when it is called.
- `made_of(statements, names)`: which of the names that statements define go into some of them.

>>> body = ast.parse("class V: pass\\nV.exp = math.exp\\nclass V(V): pass").body
>>> bound(body), sorted(free_names(body)), changed(body[1]), reworked(body[2])
({'V'}, ['V', 'math'], {'V'}, {'V'})
"""

from __future__ import annotations

import ast
import builtins
import symtable
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_IMPORTS = (ast.Import, ast.ImportFrom)
_ELSEWHERE = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
"""What has a scope of its own."""


def is_import(statement: ast.stmt) -> bool:
    """Whether a statement brings something in, and does nothing else."""
    return isinstance(statement, _IMPORTS)


def bound(statements: Iterable[ast.stmt]) -> set[str]:
    """The names that statements define at the level of the module, also in `if` and `try`."""
    return {name for node in _at_once(statements) for name in _binds(node)}


def _binds(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield node.name
        case ast.Import() | ast.ImportFrom():
            yield from ((each.asname or each.name).partition(".")[0] for each in node.names)
        case ast.Name(ctx=ast.Store()):
            yield node.id
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)):
            yield name
        case ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name)):
            yield name


def _at_once(statements: Iterable[ast.stmt]) -> Iterator[ast.AST]:
    """All that runs when statements run: not what stands in functions, nor a class's own names."""
    left: list[ast.AST] = list(statements)
    while left:
        node = left.pop()
        yield node
        if isinstance(node, _FUNCTIONS):
            left += [
                *node.decorator_list,
                *node.args.defaults,
                *filter(None, node.args.kw_defaults),
            ]
        elif isinstance(node, ast.ClassDef):
            left += [*node.decorator_list, *node.bases, *node.keywords]
        elif not isinstance(node, _ELSEWHERE):
            left += ast.iter_child_nodes(node)


def used_at_once(statement: ast.stmt) -> set[str]:
    """The names that a statement looks up when it runs, those of its own class body left out."""
    nodes = list(_at_once([statement]))
    loads = {node.id for node in nodes if isinstance(node, ast.Name) and _is_load(node)}
    grown = [node.target for node in nodes if isinstance(node, ast.AugAssign)]
    return loads | {target.id for target in grown if isinstance(target, ast.Name)}


def _is_load(node: ast.Name | ast.Attribute | ast.Subscript) -> bool:
    return isinstance(node.ctx, ast.Load)


def reworked(statement: ast.stmt) -> set[str]:
    """The names that a statement defines anew from what they were: `x += 1`, `class V(V)`."""
    return bound([statement]) & used_at_once(statement)


def changed(statement: ast.stmt) -> set[str]:
    """The names to whose objects a statement does something.

    `V` in `V.exp = exp`, `setattr(V, "exp", exp)` and `@method_of(V)`; `RULES` in
    `RULES["sin"] = …` and `RULES.update(…)`; `rule` in `@rule("sin")`, which may keep what it is
    put above.
    """
    return {name for node in _at_once([statement]) for name in _changes(node)}


def _changes(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Attribute() | ast.Subscript() if not isinstance(node.ctx, ast.Load):
            yield from _owner(node)
        case ast.Expr(value=ast.Call(func=ast.Attribute() as method)):
            yield from _owner(method)
        case ast.Expr(value=ast.Call(func=ast.Name("setattr" | "delattr"), args=[first, *_])):
            yield from _owner(first)
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            for decorator in node.decorator_list:
                yield from (each.id for each in ast.walk(decorator) if isinstance(each, ast.Name))


def acts_on(statement: ast.stmt) -> set[str]:
    """The global names to whose objects a function does something, or that it defines.

    >>> acts_on(ast.parse("def keep(f):\\n    RULES[f.__name__] = f").body[0])
    {'RULES'}
    """
    if not isinstance(statement, _FUNCTIONS):
        return set()
    nodes = list(ast.walk(statement))
    defined = {name for node in nodes if isinstance(node, ast.Global) for name in node.names}
    touched = {name for node in nodes[1:] for name in _changes(node)}
    return defined | (touched & free_names([statement]) if touched else set())


def called(statement: ast.stmt) -> str:
    """The function that a statement only calls: `setup` in `setup()`; else ""."""
    match statement:
        case ast.Expr(value=ast.Call(func=ast.Name(id=name))):
            return name
    return ""


def _owner(node: ast.expr) -> Iterator[str]:
    """The name at which an expression such as `V.table["sin"].rules` begins."""
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    if isinstance(node, ast.Name):
        yield node.id


def free_names(statements: Sequence[ast.stmt]) -> set[str]:
    """The global names that statements use, without Python's own; a function's locals are not."""
    try:
        module = ast.Module(list(statements), [])
        table = symtable.symtable(ast.unparse(module), "cell", "exec")
    except (SyntaxError, ValueError, RecursionError):
        return set()
    return {name for name in _global_names(table) if not hasattr(builtins, name)}


def _global_names(table: symtable.SymbolTable) -> Iterator[str]:
    for symbol in table.get_symbols():
        if symbol.is_referenced() and (table.get_type() == "module" or symbol.is_global()):
            yield symbol.get_name()
    for inner in table.get_children():
        yield from _global_names(inner)


def made_of(
    statements: Sequence[ast.stmt], uses: Sequence[set[str]], names: Iterable[str]
) -> tuple[set[int], set[str]]:
    """The statements that some names are made of, by index, and all names that go into them.

    Parameters
    ----------
    uses : the free names of each statement
    """
    makers: dict[str, list[int]] = defaultdict(list)
    for k, statement in enumerate(statements):
        for name in bound([statement]):
            makers[name].append(k)
    modules = {name for each in statements if is_import(each) for name in bound([each])}
    for k, statement in enumerate(statements):
        for name in changed(statement) - modules:
            makers[name].append(k)
    found, left, seen = set[int](), set(names), set[str]()
    while left:
        name = left.pop()
        seen.add(name)
        for k in makers.get(name, []):
            if k not in found:
                found.add(k)
                left |= uses[k] - seen
    return found, seen
