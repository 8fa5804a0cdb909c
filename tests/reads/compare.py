"""Compares the reads of environment variables that svc-lsp finds with those in the trees of tree-sitter.

    SVC_LSP=target/debug/svc-lsp python tests/reads/compare.py [--files N] [--seed N]

The files are those of installed packages that may read variables, and generated ones. A file in which tree-sitter finds a syntax error is
left out: there is nothing to compare with.
"""

import argparse
import json
import os
import random
import re
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

import tree_sitter_go
import tree_sitter_javascript
import tree_sitter_python
import tree_sitter_ruby
import tree_sitter_rust
import tree_sitter_typescript
from tree_sitter import Language, Node, Parser

ROOT = Path(__file__).resolve().parents[2]
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,255}\Z")
OF_VITE = {"MODE", "BASE_URL", "PROD", "DEV", "SSR"}
MAX_BYTES = 300_000

JAVASCRIPT = Language(tree_sitter_javascript.language())
TYPESCRIPT = Language(tree_sitter_typescript.language_typescript())
TSX = Language(tree_sitter_typescript.language_tsx())
PYTHON = Language(tree_sitter_python.language())
GO = Language(tree_sitter_go.language())
RUST = Language(tree_sitter_rust.language())
RUBY = Language(tree_sitter_ruby.language())

Found = set[tuple[str, int, int]]


def text(node: Node | None) -> str:
    return "" if node is None else (node.text or b"").decode(errors="replace")


def walk(node: Node):
    stack = [node]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(node.children))


def add(found: Found, name: str, node: Node, skip: int = 0) -> None:
    """Adds a read whose name starts so many bytes into a node."""
    if NAME.match(name):
        found.add((name, node.start_point.row, node.start_point.column + skip))


def content(node: Node | None) -> tuple[str, int] | None:
    """What is between the quotes of a string without anything computed, and the length of the opening quote."""
    if node is None:
        return None
    if node.type == "string" and node.children:  # JavaScript, Python, Ruby
        opening = text(node.children[0])
        if any(it.type in ("interpolation", "template_substitution") for it in node.children):
            return None
        if opening.strip("'\"`").lower() not in ("", "r", "u") or opening.startswith("%"):
            return None
        return text(node)[len(opening) : -len(opening.lstrip("rRuU"))], len(opening)
    if node.type == "template_string" and not any(it.type == "template_substitution" for it in node.children):
        return text(node)[1:-1], 1
    if node.type in ("interpreted_string_literal", "raw_string_literal", "string_literal"):  # Go, Rust
        whole = text(node)
        opening = re.match(r"r?#*[\"`]", whole)
        if opening is None:
            return None
        closing = len(opening.group().lstrip("r"))
        return whole[opening.end() : len(whole) - closing], opening.end()
    return None


# JavaScript and TypeScript

WRAPPERS = {"parenthesized_expression", "non_null_expression", "as_expression", "satisfies_expression", "type_assertion"}


def unwrapped(node: Node | None) -> Node | None:
    while node is not None and node.type in WRAPPERS:
        inner = [it for it in node.named_children if it.type not in ("comment", "type_arguments")]
        node = (inner[-1] if node.type == "type_assertion" else inner[0]) if inner else None
        node = without_default(node)
    return node


def without_default(node: Node | None) -> Node | None:
    """`process.env` of `process.env || {}`."""
    if node is not None and node.type == "binary_expression" and text(node.child_by_field_name("operator")) in ("||", "??"):
        if re.fullmatch(r"\{\s*\}", text(node.child_by_field_name("right"))):
            return node.child_by_field_name("left")
    return node


GLOBALS = ("", "globalThis.", "global.", "window.")


def path_of(node: Node | None) -> str:
    """An expression, without casts: `globalThis.process` for `(globalThis as any)?.process`."""
    node = unwrapped(node)
    if node is not None and node.type == "member_expression":
        return f"{path_of(node.child_by_field_name('object'))}.{text(node.child_by_field_name('property'))}"
    if node is not None and node.type == "subscript_expression" and (content(node.child_by_field_name("index")) or ("", 0))[0] == "env":
        return f"{path_of(node.child_by_field_name('object'))}.env"
    if node is None or node.end_byte - node.start_byte > 200:
        return ""
    return re.sub(r"\s|//.*|/\*.*?\*/", "", text(node))


def env_in_text(node: Node | None) -> str | None:
    """`process`, `import` or `Bun`, if the node is its `env`."""
    path = path_of(node)
    if path == "import.meta.env":
        return "import"
    if path in [f"{whole}Deno.env.toObject()" for whole in GLOBALS]:
        return "process"
    return next((known for whole in GLOBALS for known in ("process", "Bun") if path == f"{whole}{known}.env"), None)


def is_written(node: Node) -> bool:
    above = node.parent
    while above is not None and above.type == "non_null_expression":
        node, above = above, above.parent
    if above is None:
        return False
    if above.type == "assignment_expression":
        return above.child_by_field_name("left") == node
    return above.type == "unary_expression" and text(above.child_by_field_name("operator")) == "delete"


def names_in(pattern: Node | None):
    """The names that a pattern, or a parameter, declares."""
    if pattern is None:
        return
    if pattern.type in ("identifier", "shorthand_property_identifier_pattern"):
        yield text(pattern)
    elif pattern.type == "pair_pattern":
        yield from names_in(pattern.child_by_field_name("value"))
    elif pattern.type in ("assignment_pattern", "object_assignment_pattern"):
        yield from names_in(pattern.child_by_field_name("left"))
    elif pattern.type in ("required_parameter", "optional_parameter"):
        yield from names_in(pattern.child_by_field_name("pattern"))
    elif pattern.type in ("object_pattern", "array_pattern", "rest_pattern", "formal_parameters"):
        for child in pattern.named_children:
            yield from names_in(child)


BLOCKS = ("statement_block", "class_body", "program", "switch_body")
OF_MODULE = re.compile(r"require\(['\"`](node:)?process['\"`]\)")
OF_IMPORT = re.compile(r"['\"]((node:)?process|\$env/dynamic/private)['\"]\s*;?$")
OF_VARIABLES = re.compile(r"['\"](\$env/static/(private|public)|astro:env/(client|server))['\"]")
OF_GLOBALS = [(whole.rstrip("."), "process") for whole in GLOBALS]


def block_of(node: Node) -> Node:
    while node.parent is not None and node.type not in BLOCKS:
        node = node.parent
    return node


def own(root: Node, name: str) -> list[Node]:
    """The nodes in which a name is what the file declares, and not taken from `process`."""
    found: list[Node] = []
    modules = modules_in(root)
    for node in walk(root):
        declared: list[str] = []
        scope = node.parent
        if node.type == "variable_declarator":
            value = re.sub(r"\s", "", text(node.child_by_field_name("value")))
            is_global = re.fullmatch(r"require\(['\"`](node:)?process['\"`]\).*|globalThis\b.*", value, re.DOTALL)
            is_taken = name in taken_in(node, modules)
            # `declare const process` and `for (const process of …)`.
            is_ambient = scope is not None and scope.parent is not None and scope.parent.type == "ambient_declaration"
            declared = [] if is_global or is_ambient or is_taken else list(names_in(node.child_by_field_name("name")))
        elif node.type in ("function_declaration", "generator_function_declaration", "class_declaration"):
            declared = [text(node.child_by_field_name("name"))]
        elif node.type == "import_statement" and not OF_IMPORT.search(text(node)):
            declared = re.findall(r"[\w$]+", re.sub(r"[\w$]+\s+as\s+", "", text(node).rsplit("from", 1)[0]))
        if name in declared:
            found.append(block_of(scope) if scope is not None else root)
        parameters = node.child_by_field_name("parameters") or node.child_by_field_name("parameter")
        if parameters is not None and name in names_in(parameters):
            found.append(node)
    return found


def modules_in(root: Node) -> set[str]:
    """The names of `process`, and those that a file gives to its module."""
    found = {"process"}
    for node in walk(root):
        if node.type == "import_statement" and OF_IMPORT.search(text(node)):
            found.update(re.findall(r"(?:import|default\s+as|\*\s+as)\s+([\w$]+)", text(node).replace("import type", "")))
        name, value = node.child_by_field_name("name"), path_of(node.child_by_field_name("value"))
        if node.type == "variable_declarator" and name is not None and OF_MODULE.fullmatch(value) and name.type == "identifier":
            found.add(text(name))
    return found


def taken_in(node: Node, modules: set[str]) -> list[str]:
    """The names that a declaration or an import gives to the environment: `const { env } = process`."""
    if node.type == "import_statement":
        if not OF_IMPORT.search(text(node)):
            return []
        entries = [it for it in walk(node) if it.type == "import_specifier" and text(it.child_by_field_name("name")) == "env"]
        return [text(it.child_by_field_name("alias") or it.child_by_field_name("name")) for it in entries]
    pattern = node.child_by_field_name("name") if node.type == "variable_declarator" else None
    value = path_of(node.child_by_field_name("value"))
    is_process = OF_MODULE.fullmatch(value) or value in modules or value.rpartition(".")[::2] in OF_GLOBALS
    if pattern is None or pattern.type != "object_pattern" or not is_process:
        return []
    names = []
    for entry in pattern.named_children:
        key, local = entry, entry
        if entry.type == "object_assignment_pattern":
            key = local = entry.child_by_field_name("left")
        elif entry.type == "pair_pattern":
            key, local = entry.child_by_field_name("key"), entry.child_by_field_name("value")
            if local is not None and local.type == "assignment_pattern":
                local = local.child_by_field_name("left")
        if text(key) == "env" and local is not None and local.type in ("identifier", "shorthand_property_identifier_pattern"):
            names.append(text(local))
    return names


class Taken:
    """The names that a file gives to the environment."""

    def __init__(self, root: Node, own_process: list[Node]) -> None:
        self.scopes: dict[str, list[Node]] = {}
        modules = modules_in(root)
        self.modules = {name: own(root, name) for name in modules - {"process"}}
        for node in walk(root):
            value = node.child_by_field_name("value")
            is_own = value is not None and path_of(value) == "process" and is_in(value, own_process)
            for name in [] if is_own else taken_in(node, modules):
                self.scopes.setdefault(name, []).append(block_of(node))
        self.own = {name: own(root, name) for name in self.scopes}

    def has(self, node: Node) -> bool:
        """Whether the node is one of them, and nothing nearer has its name; or the `env` of a name of the module."""
        module, _, member = path_of(node).partition(".")
        if member == "env" and module in self.modules:
            return not is_in(node, self.modules[module])
        if node.type != "identifier" or text(node) not in self.scopes:
            return False

        def nearest(scopes: list[Node]) -> int:
            around = [it.end_byte - it.start_byte for it in scopes if is_in(node, [it])]
            return min(around, default=sys.maxsize)

        return nearest(self.scopes[text(node)]) < nearest(self.own[text(node)])


def is_in(node: Node, scopes: list[Node]) -> bool:
    return any(it.start_byte <= node.start_byte and node.end_byte <= it.end_byte for it in scopes)


def is_of_type(node: Node) -> bool:
    """Whether a node is a part of a type."""
    above = node.parent
    while above is not None and above.type in (*WRAPPERS, "member_expression", "subscript_expression"):
        above = above.parent
    return above is not None and above.type == "type_query"


def javascript(root: Node) -> Found:
    found: Found = set()
    scopes = own(root, "process")
    taken = Taken(root, scopes)

    def env_of(node: Node | None) -> str | None:
        """As above, unless the file declares it."""
        env = env_in_text(node)
        inner = unwrapped(node)
        if inner is not None and taken.has(inner):
            env = "process"
        is_own = path_of(inner) == "process.env" and inner is not None and is_in(inner, scopes)
        return None if is_own or node is not None and is_of_type(node) else env

    def keys(pattern: Node, env: str) -> None:
        for entry in pattern.named_children:
            key = entry
            if entry.type == "object_assignment_pattern":
                key = entry.child_by_field_name("left")
            elif entry.type == "pair_pattern":
                key = entry.child_by_field_name("key")
            if key is None or env == "import" and text(key) in OF_VITE:
                continue
            if key.type in ("shorthand_property_identifier_pattern", "property_identifier"):
                add(found, text(key), key)
            elif key.type == "computed_property_name" and key.named_children:
                key = key.named_children[0]
            if key.type in ("string", "template_string") and (it := content(key)):
                add(found, it[0], key, it[1])

    for node in walk(root):
        if node.type == "member_expression" and (env := env_of(node.child_by_field_name("object"))):
            name = node.child_by_field_name("property")
            if name is not None and name.type == "property_identifier" and not is_written(node):
                if not (env == "import" and text(name) in OF_VITE):
                    add(found, text(name), name)
        elif node.type == "subscript_expression" and (env := env_of(node.child_by_field_name("object"))):
            index = node.child_by_field_name("index")
            if (it := content(index)) and not is_written(node) and not (env == "import" and it[0] in OF_VITE):
                add(found, it[0], index, it[1])
        elif node.type == "call_expression":
            called = node.child_by_field_name("function")
            arguments = node.child_by_field_name("arguments")
            of_deno = [f"{whole}Deno.env.{method}" for whole in GLOBALS for method in ("get", "has")]
            is_secret = text(called) == "getSecret" and "astro:env/server" in text(root)
            if (is_secret or path_of(called) in of_deno) and arguments is not None:
                first = next(iter(arguments.named_children), None)
                if it := content(first):
                    add(found, it[0], first, it[1])
        elif node.type == "import_statement" and OF_VARIABLES.fullmatch(text(node.child_by_field_name("source"))):
            for entry in walk(node):
                name = entry.child_by_field_name("name") if entry.type == "import_specifier" else None
                if name is not None and entry.children[0].type != "type" and text(name) != "getSecret":
                    add(found, text(name), name)
        elif node.type == "binary_expression" and text(node.child_by_field_name("operator")) == "in":
            name = node.child_by_field_name("left")
            env = env_of(node.child_by_field_name("right"))
            if env and (it := content(name)) and not (env == "import" and it[0] in OF_VITE):
                add(found, it[0], name, it[1])
        left, right = (
            ("name", "value")
            if node.type == "variable_declarator"
            else ("pattern", "value")
            if node.type == "required_parameter"
            else ("left", "right")
        )
        if node.type in ("variable_declarator", "required_parameter", "assignment_expression", "assignment_pattern"):
            pattern, env = node.child_by_field_name(left), env_of(without_default(node.child_by_field_name(right)))
            if pattern is not None and pattern.type == "object_pattern" and env:
                keys(pattern, env)
            value = node.child_by_field_name(right)
            is_process = path_of(value) in [f"{whole}process" for whole in GLOBALS]
            is_own = path_of(value) == "process" and value is not None and is_in(value, scopes)
            if pattern is not None and pattern.type == "object_pattern" and is_process and not is_own:
                for entry in pattern.named_children:
                    inner = entry.child_by_field_name("value") if entry.type == "pair_pattern" else None
                    if inner is not None and inner.type == "object_pattern" and text(entry.child_by_field_name("key")) == "env":
                        keys(inner, "process")
    return found


# Python


def python(root: Node) -> Found:
    found: Found = set()
    modules, names = {"os"}, {}
    for node in walk(root):
        if node.type == "aliased_import" and node.parent is not None:
            name, alias = text(node.child_by_field_name("name")), text(node.child_by_field_name("alias"))
            if node.parent.type == "import_statement" and name == "os":
                modules.add(alias)
        if node.type == "import_from_statement" and text(node.child_by_field_name("module_name")) == "os":
            for entry in node.children_by_field_name("name"):
                name = text(entry.child_by_field_name("name")) if entry.type == "aliased_import" else text(entry)
                local = text(entry.child_by_field_name("alias")) if entry.type == "aliased_import" else name
                if name in ("environ", "getenv"):
                    names[local] = name

        if node.type == "wildcard_import" and text(node.parent.child_by_field_name("module_name")) == "os":
            names.update(environ="environ", getenv="getenv")

        is_other = re.match(r"from\s+(?!os\b)\S+\s+import\b.*\bos\b(?!\s+as\b)|import\b.*\b(?!os\b)\w+\s+as\s+os\b", text(node), re.DOTALL)
        if node.type in ("import_statement", "import_from_statement") and is_other:
            modules.discard("os")
    scopes: list[tuple[int, int]] = []
    for node in walk(root):
        known = modules | set(names)
        if node.type == "function_definition":
            parameters = node.child_by_field_name("parameters")
            for parameter in parameters.named_children if parameters is not None else []:
                name = next((it for it in walk(parameter) if it.type == "identifier"), None)
                if name is not None and text(name) in known:
                    scopes.append((node.start_byte, node.end_byte))
        target = node.child_by_field_name("left") if node.type in ("assignment", "for_statement", "for_in_clause") else None
        if target is not None and target.type == "identifier" and text(target) in known:
            above = node.parent
            while above is not None and above.type != "function_definition":
                above = above.parent
            scopes.append((above.start_byte, above.end_byte) if above is not None else (node.start_byte, root.end_byte))

    def is_it(node: Node | None, what: str) -> bool:
        if node is None or any(start <= node.start_byte < end for start, end in scopes):
            return False
        if node.type == "identifier":
            return names.get(text(node)) == what
        owner = node.child_by_field_name("object")
        is_os = owner is not None and owner.type == "identifier" and text(owner) in modules
        return node.type == "attribute" and is_os and text(node.child_by_field_name("attribute")) == what

    for node in walk(root):
        if node.type == "subscript" and is_it(node.child_by_field_name("value"), "environ"):
            keys = node.children_by_field_name("subscript")
            above = node.parent
            is_target = above is not None and (
                above.type == "assignment" and above.child_by_field_name("left") == node or above.type == "delete_statement"
            )
            if len(keys) == 1 and not is_target and (it := content(keys[0])):
                add(found, it[0], keys[0], it[1])
        elif node.type == "call":
            called = node.child_by_field_name("function")
            is_get = (
                called is not None
                and called.type == "attribute"
                and text(called.child_by_field_name("attribute")) in ("get", "pop", "setdefault")
                and is_it(called.child_by_field_name("object"), "environ")
            )
            arguments = node.child_by_field_name("arguments")
            if (is_get or is_it(called, "getenv")) and arguments is not None:
                first = next((it for it in arguments.named_children if it.type != "comment"), None)
                if first is not None and first.type == "keyword_argument" and text(first.child_by_field_name("name")) == "key":
                    first = first.child_by_field_name("value")
                if it := content(first):
                    add(found, it[0], first, it[1])
        elif node.type == "comparison_operator" and len(node.named_children) == 2:
            first, second = node.named_children
            is_test = re.sub(r"\s+", " ", text(node)[first.end_byte - node.start_byte :]).strip().startswith(("in ", "not in "))
            if is_test and is_it(second, "environ") and (it := content(first)):
                add(found, it[0], first, it[1])
    return found


# Go, Rust and Ruby


def go(root: Node) -> Found:
    found: Found = set()
    packages = {"os"}
    for node in walk(root):
        if node.type == "import_spec":
            path = text(node.child_by_field_name("path")).strip("\"`")
            name = text(node.child_by_field_name("name")) or path.rsplit("/", 1)[-1]
            if path == "os":
                packages.add(name)
            elif name == "os":
                packages.discard("os")
    scopes: list[Node] = []
    for node in walk(root):
        names: list[Node] = []
        if node.type in ("short_var_declaration", "range_clause"):
            left = node.child_by_field_name("left")
            names = left.named_children if left is not None else []
        elif node.type in ("var_spec", "const_spec", "parameter_declaration"):
            names = node.children_by_field_name("name")
        if any(text(name) in packages for name in names):
            scope = node.parent
            functions = ("function_declaration", "method_declaration", "func_literal")
            ends = functions if node.type == "parameter_declaration" else (*functions, "block", "source_file")
            while scope is not None and scope.type not in ends:
                scope = scope.parent
            scopes.extend([scope] if scope is not None else [])
    for node in walk(root):
        if node.type == "call_expression":
            called, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
            package, _, function = re.sub(r"\s", "", text(called)).partition(".")
            is_os = package in packages and not is_in(node, scopes)
            first = next(iter(arguments.named_children), None) if is_os and arguments is not None else None
            if not (it := content(first)):
                continue
            if function in ("Getenv", "LookupEnv"):
                add(found, it[0], first, it[1])
            for name in re.finditer(r"\$\$|\$\{(\w+)\}|\$(\w+)", it[0], re.ASCII) if function == "ExpandEnv" else []:
                before = text(first)[: it[1] + name.start(name.lastindex or 0)]
                row, column = first.start_point.row + before.count("\n"), len(before.rsplit("\n", 1)[-1].encode())
                if name.lastindex and NAME.match(name[name.lastindex]):
                    found.add((name[name.lastindex], row, column + (0 if "\n" in before else first.start_point.column)))
    return found


def rust_imports(root: Node) -> dict[str, str]:
    """What a file calls `std::env` and its functions: each name with its path. Of `env`, that of any other module of the name."""
    names: dict[str, str] = {}

    def visit(node: Node, prefix: str) -> None:
        if node.type == "scoped_use_list":
            visit(node.child_by_field_name("list"), prefix + text(node.child_by_field_name("path")) + "::")
        elif node.type == "use_list":
            for child in node.named_children:
                visit(child, prefix)
        else:
            path = node.child_by_field_name("path") if node.type == "use_as_clause" else node
            alias = text(node.child_by_field_name("alias")) if node.type == "use_as_clause" else None
            whole = re.sub(r"\s", "", prefix + text(path)).removesuffix("::self")
            if whole == "std::env::*":
                names.update({name: f"std::env::{name}" for name in ("var", "var_os")})
            elif re.fullmatch(r"std::env(::var|::var_os)?", whole):
                names[alias or whole.rsplit("::", 1)[1]] = whole
            elif (alias or whole.rsplit("::", 1)[-1]) == "env":
                others.append(whole)

    others: list[str] = []
    for node in walk(root):
        if node.type == "use_declaration":
            visit(node.child_by_field_name("argument"), "")
        elif node.type == "mod_item" and text(node.child_by_field_name("name")) == "env":
            others.append("env")
    return names | {"env": other for other in others}


def rust(root: Node) -> Found:
    """By the leaves: what is in macros has no tree."""
    found: Found = set()
    imports = rust_imports(root)
    leaves: list[Node] = []

    def collect(node: Node) -> None:
        if node.type in ("line_comment", "block_comment"):
            return
        if node.type in ("string_literal", "raw_string_literal", "char_literal") or not node.children:
            leaves.append(node)
            return
        for child in node.children:
            collect(child)

    sys.setrecursionlimit(100_000)
    collect(root)
    shown = [text(leaf) for leaf in leaves]
    for at, name in enumerate(shown):
        if name in ("env", "option_env") and shown[at + 1 : at + 3] == ["!", "("] and at + 4 < len(leaves):
            is_macro = shown[at - 1 : at] not in (["::"], ["."], ["fn"]) or shown[at - 2 : at] in (["std", "::"], ["core", "::"])
            if is_macro and (it := content(leaves[at + 3])) and shown[at + 4] in (")", ","):
                add(found, it[0], leaves[at + 3], it[1])
        if shown[at + 1 : at + 2] != ["("]:
            continue
        if imports.get(name, "").startswith("std::env::") and shown[at - 1 : at] not in (["::"], ["."], ["fn"]):
            before = []
        elif name in ("var", "var_os") and at >= 2 and shown[at - 1] == "::":
            module, before = shown[at - 2], shown[max(at - 5, 0) : at - 2]
            is_std = imports.get(module, "std::env" if module == "env" else "") == "std::env"
            if before[-1:] == ["::"] and module != "env" or before[-1:] != ["::"] and not is_std:
                continue
        else:
            continue
        is_path = before[-1:] == ["::"]
        if is_path and not (before[-2:] == ["std", "::"] and before[-3:-2] not in (["."],)) or before[-1:] == ["."]:
            continue
        argument = leaves[at + 2] if at + 3 < len(leaves) else None
        if (it := content(argument)) and shown[at + 3] in (")", ","):
            add(found, it[0], argument, it[1])
    return found


def ruby(root: Node) -> Found:
    found: Found = set()
    if any(it.type == "assignment" and text(it.child_by_field_name("left")) == "ENV" for it in walk(root)):
        return found

    def is_env(node: Node | None) -> bool:
        return node is not None and text(node) in ("ENV", "::ENV") and node.type in ("constant", "scope_resolution")

    for node in walk(root):
        if node.type == "element_reference" and is_env(node.child_by_field_name("object")):
            keys = [it for it in node.named_children[1:] if it.type != "comment"]
            above = node.parent
            is_target = above is not None and above.type == "assignment" and above.child_by_field_name("left") == node
            if len(keys) == 1 and not is_target and (it := content(keys[0])):
                add(found, it[0], keys[0], it[1])
        elif node.type == "call" and is_env(node.child_by_field_name("receiver")):
            arguments = node.child_by_field_name("arguments")
            methods = ("fetch", "delete", "key?", "has_key?", "include?", "member?")
            method = text(node.child_by_field_name("method"))
            if method in (*methods, "values_at", "slice") and arguments is not None:
                count = 1 if method in methods else None
                for argument in arguments.named_children[:count]:
                    if not (it := content(argument)):
                        break
                    add(found, it[0], argument, it[1])
    return found


LANGUAGES = {
    "ts": (TYPESCRIPT, javascript),
    "mts": (TYPESCRIPT, javascript),
    "cts": (TYPESCRIPT, javascript),
    "tsx": (TSX, javascript),
    "js": (JAVASCRIPT, javascript),
    "mjs": (JAVASCRIPT, javascript),
    "cjs": (JAVASCRIPT, javascript),
    "jsx": (JAVASCRIPT, javascript),
    "py": (PYTHON, python),
    "go": (GO, go),
    "rs": (RUST, rust),
    "rb": (RUBY, ruby),
}
MAY_READ = re.compile(
    rb"process\s*\??\.\s*env|process\[|import\.meta\.env|Bun\.env|Deno\.env|environ|getenv|Getenv|LookupEnv|ExpandEnv|env::var|env!|ENV\b|\$env/static|astro:env"
)


def installed(count: int, seed: int):
    """Files of installed packages: so many of each language, chosen by the seed."""
    folders = [
        *ROOT.glob("*/*/node_modules"),
        *ROOT.glob("*/*/*/node_modules"),
        *ROOT.glob("playground/node_modules"),
        ROOT / "target/tools",
        Path(sysconfig.get_path("stdlib")),
        Path(os.environ.get("CARGO_HOME", Path.home() / ".cargo")) / "registry/src",
    ]
    files: dict[str, list[Path]] = {}
    for folder in folders:
        for above, _, names in os.walk(folder):
            for name in names:
                extension = name.rsplit(".", 1)[-1]
                if extension in LANGUAGES and not name.endswith((".d.ts", ".d.mts", ".d.cts", ".min.js")):
                    files.setdefault(extension, []).append(Path(above, name))
    for extension, all_files in sorted(files.items()):
        random.Random(seed).shuffle(all_files)
        found = 0
        for file in all_files:
            if found == count:
                break
            try:
                code = file.read_bytes() if file.stat().st_size <= MAX_BYTES else b""
            except OSError:
                continue
            if MAY_READ.search(code):
                found += 1
                yield extension, code


NOISE = {
    "javascript": [
        "// process.env.A it's", "/* process.env.B ` */", "const s = 'it\\'s process.env.C';", "const t = `a ${x} ' process.env.D`;",
        "const r = /[/'\"`]/g.test(y);", "const q = a / b / c;", "if (x) { y(); }", "const o = { 'a': \"`\", b: [1, 2] };",
        "function f(a = 1) { return a ? 1 : 2; }", "label: for (const i of z) { continue label; }", "const u = a ?? b?.c ?? d;",
        "class K { #x = 1; get y() { return this.#x; } }", "const n = 1_000n ** 2n;", "x = y ? /re'/ : '/';", "const v = `${`${w}'`}`;",
    ],
    "python": [
        "# os.environ['A'] it's", '"""os.environ["B"]\nit\'s"""', "s = 'it\\'s'", "t = f\"{a!r:>{b}} {{os.getenv('C')}}\"", "x = rb'\\x00'",
        "def f(a: int = 1) -> str:\n    return 'b'", "y = [i for i in range(3) if i]", "z = {'a': 1, **b}", "w = '''os.getenv('D')'''",
    ],
    "go": ["// os.Getenv(\"A\")", "/* it's */", "var s = `os.Getenv(\"B\")`", "var c = '\"'", "var d = \"\\\"os.Getenv(\"", "var e = '\\''"],
    "rust": [
        "// env::var(\"A\")", "/* /* it's */ */", "const S: &str = r#\"env::var(\"B\")\"#;", "const C: char = '\"';", "fn f<'a>(x: &'a str) -> &'a str { x }",
        "const B: &[u8] = b\"\\\"\";", "const D: char = '\\'';",
    ],
    "ruby": ["# ENV['A'] it's", "s = 'it\\'s'", "t = \"a #{b} '\"", "u = %w[it's b]", "v = /['\"]/ =~ w", "x = <<~TEXT\n  ENV['B'] it's\nTEXT", "y = :'z'", "=begin\nENV['C']\n=end"],
}
READS = {
    "javascript": [
        "f(process.env.%s);", "const {n} = process.env[\"%s\"];", "const {{ %s }} = process.env;", "const {{ %s: {n}, ...{n}rest }} = process.env;",
        "g(import.meta.env.%s ?? 'b');", "h(`a ${{process.env.%s}}`);", "process.env.%s = 'x';", "delete process.env.%s;", "k(globalThis.process.env.%s);",
        "let {n} = Bun.env['%s'];", "m(Deno.env.get('%s'));", "p(process.env?.%s || process . env\n  .OTHER);",
        "if ('%s' in process.env) {{ q(); }}", "function {n}(process) {{ return process.env.%s; }}", "const {n} = ({{ process }}) => process.env.%s;",
        "{{ const process = r(); process.env.%s; }}", "try {{ f(process.env.%s); }} catch {{ g(); }}",
        "function {n}() {{ const {{ env: {n}env }} = process; return {n}env.%s; }}", "const {{ %s: {n} }} = globalThis.process.env;", "delete globalThis.process.env.%s;",
        "f(process['env'].%s);", "g(process[\"env\"]['%s']);", "h((process.env || {{}}).%s);", "const {{ %s: {n} }} = (process.env ?? {{}});",
        "const {{ %s: {n} }} = process.env || {{}};", "(process['env'] ?? {{}}).%s = 1;", "if (Deno.env.has('%s')) {{ f(); }}", "f(Deno.env.toObject().%s);",
        "const {{ %s: {n} }} = Deno.env.toObject();", "import {{ %s as {n} }} from '$env/static/private';", "import {n}d, {{ OTHER as {n}, %s as {n}x }} from 'astro:env/client';",
        "process.env.%s ??= 'x';", "process.env['%s'] ||= 'x';",
        "const {{ ['%s']: {n} }} = process.env;", "const {{ env: {{ %s: {n} }}, {n}rest }} = process;", "process.env = {{ ...process.env, %s: '1' }};",
    ],
    "typescript": ["const {{ %s }}: T = process.env;", "f((process.env as any).%s);", "f((process as any).env.%s);", "f((import.meta as any).env.%s);", "f((globalThis as any).process?.env?.%s);", "const {n}: string = process.env.%s!;", "const {n} = process.env.%s as string;", "type T{n} = typeof process.env.%s;", "let {n}: X | typeof process.env.%s;"],
    "python": ["f(os.environ['%s'])", "{n} = os.getenv(\"%s\", 'b')", "{n} = os.environ.get('%s')", "{n} = f\"{{os.environ['%s']}}\"", "os.environ['%s'] = 'x'", "del os.environ['%s']",
        "{n} = '%s' in os.environ", "os.environ.setdefault('%s', 'x')", "os.environ.pop(\"%s\", None)", "{n} = os.getenv(key='%s')", "os.environ.update({{'%s': 'x'}})", "def {n}(os, x=1):\n    return os.getenv('%s')",
        "import sys, os as {n}\nf({n}.environ['%s'])", "from os import getenv as {n}\nf({n}('%s'))", "from os import environ as {n}\nf({n}.get('%s'))",
        "def {n}(\n    x,\n):\n    os = x\n    return os.environ['%s']",
    ],
    "go": ["var {n} = os.Getenv(\"%s\")", "var {n}, {n}ok = os.LookupEnv(`%s`)", "func {n}() {{ os.Setenv(\"%s\", \"x\") }}", "func {n}(os, x string) {{ os.Getenv(\"%s\") }}", "func {n}() {{ os := f(); os.Getenv(\"%s\") }}", "var {n} = os.ExpandEnv(\"ä$$X/${{%s}}$B-$1${{a-b}}\")", "var {n} = os.ExpandEnv(`\n$%s ä\n  ${{C}}`)"],
    "rust": ["const {n}: &str = env!(\"%s\");", "const {n}: Option<&str> = std::option_env!(\"%s\");", "const {n}: &str = my::env!(\"%s\");", "fn {n}() {{ f(env!(\"%s\", \"x\")); }}", "fn {n}() {{ let _ = std::env::var(\"%s\"); }}", "fn {n}() {{ println!(\"{{:?}}\", env::var_os(\"%s\")); }}", "fn {n}() {{ my::env::var(\"%s\"); }}"],
    "ruby": ["{n} = ENV['%s']", "f(ENV.fetch(\"%s\", 1))", "ENV['%s'] = 'x'", "{n} = \"a #{{ENV['%s']}}\"", "{n} = ::ENV['%s'] || 'b'", "{n} = 1 if ENV.key?('%s')", "ENV.delete '%s'"],
}


def generated(count: int, seed: int):
    """Files of random pieces: so many of each language."""
    chance = random.Random(seed)
    for extension, family in [("ts", "typescript"), ("tsx", "typescript"), ("js", "javascript"), ("py", "python"), ("go", "go"), ("rs", "rust"), ("rb", "ruby")]:
        like = "javascript" if family == "typescript" else family
        reads = READS[like] + (READS["typescript"] if family == "typescript" else [])
        head = {"python": "import os\n", "go": "package main\n", "rust": "use std::env;\n"}.get(family, "")
        for _ in range(count):
            pieces = []
            for index in range(chance.randrange(1, 25)):
                if chance.random() < 0.5:
                    pieces.append(chance.choice(NOISE[like]))
                else:
                    pieces.append(chance.choice(reads).format(n=f"v{index}") % chance.choice(["API_URL", "A", "B_2", "_X"]))
            yield extension, (head + "\n".join(pieces) + "\n").encode()


def ours(files: list[tuple[str, bytes]]) -> list[Found]:
    """What svc-lsp finds in some files."""
    with tempfile.TemporaryDirectory() as folder:
        for index, (extension, code) in enumerate(files):
            Path(folder, f"{index}.{extension}").write_bytes(code)
        config = {"services": {"all": {"root": ".", "runtime": "container", "entrypoint": "Dockerfile"}}}
        Path(folder, "vercel.json").write_text(json.dumps(config))
        command = [os.environ.get("SVC_LSP", ROOT / "target/debug/svc-lsp"), "inspect", folder, "--format", "json"]
        answer = json.loads(subprocess.run(command, capture_output=True, check=False).stdout)
    found: list[Found] = [set() for _ in files]
    for read in answer["reads"]:
        index = int(read["file"].split(".")[0])
        start = read["range"]["start"]
        line = files[index][1].decode(errors="replace").split("\n")[start["line"]]
        # Their columns count units of UTF-16, tree-sitter's bytes.
        units = line.encode("utf-16-le")[: start["character"] * 2].decode("utf-16-le", errors="replace")
        found[index].add((read["name"], start["line"], len(units.encode())))
    return found


def main() -> int:
    options = argparse.ArgumentParser()
    options.add_argument("--files", type=int, default=300, help="files of each language, and as many generated ones")
    options.add_argument("--seed", type=int, default=1)
    options = options.parse_args()
    files, expected, broken = [], [], 0
    seen = set()
    for extension, code in [*installed(options.files, options.seed), *generated(options.files, options.seed)]:
        try:
            code.decode()
        except UnicodeDecodeError:
            continue
        # Fields of settings have other spellings, which a tree says nothing about.
        if code in seen or b"BaseSettings" in code or code.startswith(b"\xef\xbb\xbf"):
            continue
        seen.add(code)
        language, find = LANGUAGES[extension]
        root = Parser(language).parse(code).root_node
        if root.has_error:
            broken += 1
            continue
        files.append((extension, code))
        expected.append(find(root))
    found = [it for start in range(0, len(files), 400) for it in ours(files[start : start + 400])]
    differences = 0
    for (extension, code), theirs, mine in zip(files, expected, found, strict=True):
        if theirs != mine:
            differences += 1
            lines = code.decode().split("\n")
            for kind, reads in (("missing", theirs - mine), ("not a read", mine - theirs)):
                for name, line, column in sorted(reads)[:3]:
                    print(f".{extension}, {kind}: {name} in {lines[line].strip()[:160]!r} (column {column})")
    reads = sum(map(len, expected))
    print(f"{len(files)} files with {reads} reads, {broken} left out, {differences} with differences.")
    return 1 if differences or reads == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
