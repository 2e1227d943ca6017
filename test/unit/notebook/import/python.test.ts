import assert from "node:assert/strict";
import type { Expression, Statement } from "../../../../src/notebook/import/python/ast.js";
import { PythonSyntaxError, parsePython } from "../../../../src/notebook/import/python/parse.js";

/** An expression with all of its parentheses. */
function shape(node: Expression): string {
  switch (node.type) {
    case "name":
      return node.name;
    case "number":
      return node.text;
    case "text":
      return JSON.stringify(node.value);
    case "constant":
      return String(node.value);
    case "not":
      return `(not ${shape(node.operand)})`;
    case "unary":
      return `(${node.operator}${shape(node.operand)})`;
    case "binary":
    case "logical":
      return `(${shape(node.left)} ${node.operator} ${shape(node.right)})`;
    case "compare":
      return `(${shape(node.first)}${node.rest.map(({ operator, right }) => ` ${operator} ${shape(right)}`).join("")})`;
    case "conditional":
      return `(${shape(node.yes)} if ${shape(node.test)} else ${shape(node.no)})`;
    case "attribute":
      return `${shape(node.value)}.${node.name}`;
    case "call":
      return `${shape(node.callee)}(${node.args.map(({ name, star, value }) => `${star ?? ""}${name ? `${name}=` : ""}${shape(value)}`).join(", ")})`;
    case "subscript":
      return `${shape(node.value)}[${shape(node.index)}]`;
    case "slice":
      return [node.start, node.end, node.step].map((part) => (part ? shape(part) : "")).join(":");
    case "list":
    case "tuple":
      return `${node.type}(${node.items.map(shape).join(", ")})`;
    case "format":
      return `f(${node.parts.map((part) => ("text" in part ? JSON.stringify(part.text) : `${shape(part.value)}!${part.conversion}:${part.format}`)).join(", ")})`;
    case "comprehension":
      return `${node.kind}(${shape(node.element)}${node.clauses.map(({ target, source, conditions }) => ` for ${shape(target)} in ${shape(source)}${conditions.map((test) => ` if ${shape(test)}`).join("")}`).join("")})`;
    default:
      return node.type;
  }
}

function expression(source: string): string {
  const [statement] = parsePython(source).statements;
  assert.equal(statement?.type, "expression");
  return shape((statement as Extract<Statement, { type: "expression" }>).value);
}

describe("Python, read", () => {
  // As Python's own parser has them.
  const cases: Record<string, string> = {
    "not a and b or c": "(((not a) and b) or c)",
    "a and not b or c": "((a and (not b)) or c)",
    "not a == b": "(not (a == b))",
    "a or not b and c": "(a or ((not b) and c))",
    "not (a and b)": "(not (a and b))",
    "0 < x <= 5": "(0 < x <= 5)",
    "(a < b) == c": "((a < b) == c)",
    "a not in b": "(a not in b)",
    "a is not None": "(a is not null)",
    "-x ** 2 // 3 % 4": "(((-(x ** 2)) // 3) % 4)",
    "a if not b else c if d else e": "(a if (not b) else (c if d else e))",
    "f(a, *b, k=1, **d)[0].e": "f(a, *b, k=1, **d)[0].e",
    "x[1:, ::-1]": "x[tuple(1::, ::(-1))]",
    "a, b = c": "",
    "'a' \"b\"": '"ab"',
    "r'\\n' '\\n\\x41\\u00e9'": '"\\\\n\\nAé"',
    "f'a{x!r}{y:.2f}{{}}' 'z'": 'f("a", x!r:, "", y!:.2f, "{}", "z")',
    "[a for b, c in d if e for g in h]": "list(a for tuple(b, c) in d if e for g in h)",
    "sum(p for p in q)": "sum(generator(p for p in q))",
    "(1,)": "tuple(1)",
    "1_000 + 1e-4": "(1_000 + 1e-4)",
  };
  for (const [source, wanted] of Object.entries(cases)) {
    if (wanted === "") continue;
    it(source, () => assert.equal(expression(source), wanted));
  }

  it("says where a cell is no Python", () => {
    const error = (source: string) => {
      try {
        parsePython(source);
      } catch (caught) {
        return caught instanceof PythonSyntaxError ? caught.line : String(caught);
      }
      return undefined;
    };
    assert.equal(error("x = 1\ny = = 2\n"), 2);
    assert.equal(error("for x in y\n  pass"), 1);
    assert.equal(error("x = 1"), undefined);
  });

  it("keeps comments, and knows statements of all kinds", () => {
    const { comments, statements } = parsePython(
      "import a.b as c\nfrom d import (e, f as g)\nx, y = 1, 2  # two\nx += 1\nif x: pass\nelif y: pass\nelse: pass\nfor i in x: break\nwith a as b: pass\ntry:\n  a\nexcept E as e:\n  b\ndef h(a, b=1, *c): return a\nclass K: pass\ndel x; y",
    );
    assert.deepEqual(
      comments.map(({ text }) => text),
      ["two"],
    );
    assert.deepEqual(
      statements.map(({ type }) => type),
      [
        "import",
        "import",
        "assign",
        "update",
        "if",
        "for",
        "with",
        "try",
        "function",
        "other",
        "delete",
        "expression",
      ],
    );
  });
});
