import { testedDevice } from "../library/torch.js";
import type { Statement } from "../python/ast.js";
import { symbolPath } from "./iterables.js";
import { inBraces, inlineStatements, LeftOut, type Translated, translateBlock } from "./statements.js";
import type { Translator } from "./translator.js";
import { decideTest, testOf } from "./truth.js";

type Node<T extends Statement["type"]> = Extract<Statement, { type: T }>;

/** `if … elif … else`; what is known to be true or false already is decided here. */
export function translateConditional(t: Translator, node: Node<"if">): Translated {
  const device = testedDevice(t, node);
  if (device) return device;
  const parts: string[] = [];
  for (const { test, body } of node.branches) {
    const decided = decideTest(t, test);
    if (decided === false) {
      t.remark(
        "note",
        `\`${t.python(test)}\` is never true here, so what stands below it is left out.`,
        test,
      );
      continue;
    }
    if (decided === true) {
      if (parts.length === 0) return inlineStatements(t, body, node.to);
      parts.push(` else ${inBraces(translateBlock(t, body, node.to))}`);
      return parts.join("");
    }
    const head = `${parts.length > 0 ? " else " : ""}if (${testOf(t, test).text}) `;
    parts.push(head + inBraces(translateBlock(t, body, node.to)));
  }
  const { otherwise } = node;
  if (!otherwise) return parts.length > 0 ? parts.join("") : new LeftOut("its condition is never true here");
  if (parts.length === 0) return inlineStatements(t, otherwise, node.to);
  return `${parts.join("")} else ${inBraces(translateBlock(t, otherwise, node.to))}`;
}

/** Contexts that change nothing here: their statements stand without them. */
const transparent: Record<string, string | undefined> = {
  "torch.no_grad": undefined,
  "torch.inference_mode": undefined,
  "torch.cuda.amp.autocast": "autocast is the training argument bf16 here",
  "torch.autocast": "autocast is the training argument bf16 here",
  "warnings.catch_warnings": undefined,
};

export function translateWith(t: Translator, node: Node<"with">): Translated {
  for (const { value, name } of node.items) {
    if (name || value.type !== "call") t.fail(`\`with ${t.python(value)}\` has no counterpart here`, value);
    const { callee } = value;
    if (callee.type === "attribute" && callee.name === "as_target_tokenizer") {
      if (t.expression(callee.value).kind.type !== "tokenizer")
        t.fail(`\`with ${t.python(value)}\` has no counterpart here`, value);
      continue;
    }
    const path = symbolPath(t, callee);
    if (path === undefined || !Object.hasOwn(transparent, path))
      t.fail(`\`with ${t.python(value)}\` has no counterpart here`, value);
    const why = transparent[path];
    if (why) t.remark("note", `\`with ${t.python(value)}\` is left out: ${why}.`, value);
  }
  // What the statements set is seen after them.
  return inlineStatements(t, node.body, node.to);
}

export function translateTry(t: Translator, node: Node<"try">): Translated {
  if (node.otherwise) t.fail("`try` with `else` has no counterpart here", node);
  const body = inBraces(translateBlock(t, node.body, node.to));
  const [handler, ...others] = node.handlers;
  if (others.length > 0) t.fail("`try` with several `except` has no counterpart here", node);
  let caught = "";
  if (handler) {
    const { kind, name } = handler;
    const isAny = !kind || (kind.type === "name" && ["Exception", "BaseException"].includes(kind.name));
    if (!isAny) t.fail(`\`except ${t.python(kind!)}\` has no counterpart here`, kind);
    caught = t.inScope("block", () => {
      const safe = name === undefined ? undefined : t.safeName(name);
      if (name !== undefined)
        t.scope.bindings.set(name, { name: safe!, kind: { type: "cell" }, cell: t.cell });
      return ` catch${safe === undefined ? "" : ` (${safe})`} ${inBraces(translateBlock(t, handler.body, node.to))}`;
    });
  }
  const final = node.final ? ` finally ${inBraces(translateBlock(t, node.final, node.to))}` : "";
  return `try ${body}${caught}${final}`;
}
