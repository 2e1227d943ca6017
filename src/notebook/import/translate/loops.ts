import { indent } from "../code.js";
import { itemOf, type Kind } from "../kinds.js";
import type { Expression, For, Statement } from "../python/ast.js";
import { literalOf } from "./arguments.js";
import { callPath, iterable } from "./iterables.js";
import { partKinds } from "./patterns.js";
import { setName } from "./set-names.js";
import { translateStatements } from "./statements.js";
import type { Translator } from "./translator.js";
import { testOf } from "./truth.js";

export function translateFor(t: Translator, node: For): string {
  if (node.otherwise) t.fail("a loop with `else` has no counterpart here", node);
  const counted = countedLoop(t, node);
  if (counted !== undefined) return counted;
  const { loop } = iterable(t, node.source);
  const item =
    loopItem(loop.kind) ?? t.fail(`it is not known what \`${t.python(node.source)}\` holds`, node.source);
  return loopBody(t, node.body, node.to, () => {
    const assigned: string[] = [];
    const pattern = loopPattern(t, node.target, item, assigned);
    return { head: `for (const ${pattern} of ${loop.text})`, assigned };
  });
}

const loopItem = (kind: Kind): Kind | undefined => itemOf(kind);

/** `for i in range(start, end, step)` as JavaScript's own loop; without a step `range` does. */
function countedLoop(t: Translator, { target, source, body, to }: For): string | undefined {
  if (source.type !== "call" || callPath(t, source) !== "range" || source.args.length !== 3) return undefined;
  if (target.type !== "name") return undefined;
  const [start, end, step] = source.args.map(({ value }) => t.expression(value).text);
  const size = literalOf(source.args[2]!.value);
  if (typeof size === "number" && size === 0) return undefined;
  const isDown = typeof size === "number" && size < 0;
  return loopBody(t, body, to, () => {
    const { name, keyword } = setName(t, target.name, { type: "number" }, { at: target, isTarget: true });
    const counter = keyword === "" ? `${name}_` : name;
    const assigned = keyword === "" ? [`${name} = ${counter};`] : [];
    return {
      head: `for (let ${counter} = ${start}; ${counter} ${isDown ? ">" : "<"} ${end}; ${counter} += ${step})`,
      assigned,
    };
  });
}

/** A loop's head and body, in a block that both share. */
function loopBody(
  t: Translator,
  body: readonly Statement[],
  end: number,
  head: () => { head: string; assigned: string[] },
): string {
  return t.inScope("block", () => {
    t.blocks.push({ scope: t.scope, statements: body, at: -1, hoisted: [] });
    try {
      const { head: first, assigned } = head();
      const text = translateStatements(t, body, end);
      return `${first} {\n${indent([...assigned, text].filter((line) => line !== "").join("\n"))}\n}`;
    } finally {
      t.blocks.pop();
    }
  });
}

/** What a loop sets; variables that are needed beyond it are set in its first lines. */
function loopPattern(t: Translator, target: Expression, item: Kind, assigned: string[]): string {
  if (target.type === "name") {
    const { keyword, name } = setName(t, target.name, item, { at: target, isTarget: true });
    if (keyword !== "") return name;
    assigned.push(`${name} = ${name}_;`);
    return `${name}_`;
  }
  if (target.type !== "tuple" && target.type !== "list")
    return t.fail(`\`${t.python(target)}\` is set by a loop`, target);
  const kinds = partKinds(item, target.items.length);
  return `[${target.items.map((part, index) => loopPattern(t, part, kinds[index]!, assigned)).join(", ")}]`;
}

export function translateWhile(t: Translator, node: Extract<Statement, { type: "while" }>): string {
  if (node.otherwise) t.fail("a loop with `else` has no counterpart here", node);
  const test = testOf(t, node.test);
  return loopBody(t, node.body, node.to, () => ({ head: `while (${test.text})`, assigned: [] }));
}
