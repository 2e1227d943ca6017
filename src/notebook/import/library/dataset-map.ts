import { type Code, method, type Property } from "../code.js";
import { type DatasetKind, type Kind, simple } from "../kinds.js";
import type { Call, Expression } from "../python/ast.js";
import { CallArguments, optionsText } from "../translate/arguments.js";
import type { Translator } from "../translate/translator.js";
import { storage } from "./dataset-methods.js";
import { columnNames } from "./datasets.js";
import { rowFunction } from "./row-functions.js";
import { tokenKey } from "./token-keys.js";

/** `dataset.map(tokenize, batched=True, remove_columns=…)`. */
export function mapRows(t: Translator, object: Code, node: Call): Code {
  const args = new CallArguments(t, node, "map");
  args.skip(...storage);
  const kind = object.kind as DatasetKind;
  const change = args.take("function", 0) ?? t.fail("`map` has no function here", node);
  const isBatched = args.literal("batched") === true;
  if (args.has("batched") && args.literal("batched") === undefined)
    t.fail("whether `map` goes by batches is computed", node);
  if (args.literal("with_indices") !== true) args.skip("with_indices");
  const hasIndices = args.take("with_indices") !== undefined;
  if (args.has("num_proc")) {
    args.skip("num_proc");
    t.remark("note", "`num_proc` is left out: tokenizers use several threads by themselves here.", node);
  }
  const rows: Kind = { ...kind, type: isBatched ? "columns" : "row" };
  const indices: Kind = isBatched ? { type: "list", item: simple("number") } : simple("number");
  const made = handed(t, args, change, [rows, ...(hasIndices ? [indices] : [])], isBatched);
  const properties: Property[] = args.properties({
    batched: (value) => (isBatched ? { key: "batched", value: t.expression(value) } : undefined),
    batch_size: true,
    desc: true,
    remove_columns: (value) => ({
      key: "removeColumns",
      value: columnNames(t, value, (name) => tokenKey(name, kind)),
    }),
  });
  const options = optionsText(properties);
  const mapped = method(object, "map", [made.text, ...options], resultKind(kind, made.result));
  return made.isAsync ? t.awaited(mapped) : mapped;
}

/** The function, with what `fn_kwargs` gives it besides. */
function handed(
  t: Translator,
  args: CallArguments,
  change: Expression,
  kinds: readonly Kind[],
  isBatched: boolean,
) {
  const more = args.take("fn_kwargs");
  if (!more) return rowFunction(t, change, kinds);
  if (more.type !== "dict" || change.type !== "name" || kinds.length > 1)
    return t.fail("what `fn_kwargs` gives the function has no counterpart here", more);
  const name = isBatched ? "columns" : "row";
  const parameter = { type: "name" as const, name, from: change.from, to: change.to };
  const call: Call = {
    type: "call",
    callee: change,
    args: [
      { value: parameter, from: change.from, to: change.to },
      ...more.entries.map(({ key, value }) => {
        if (key?.type !== "text") return t.fail("what `fn_kwargs` gives the function is computed", more);
        return { name: key.value, value, from: value.from, to: value.to };
      }),
    ],
    from: change.from,
    to: change.to,
  };
  return rowFunction(
    t,
    { type: "lambda", parameters: [{ name }], body: call, from: change.from, to: change.to },
    kinds,
  );
}

/** The data set that a function's rows make. */
function resultKind(kind: DatasetKind, result: Kind): Kind {
  const { type } = kind;
  if (result.type === "encoding")
    return { type, tokens: true, labels: result.hasLabels || kind.labels === true };
  if (result.type === "columns" || result.type === "row")
    return { ...kind, ...(result.tokens ? { tokens: true, labels: result.labels === true } : {}) };
  if (result.type === "dict" && result.tokens)
    return { type, tokens: true, labels: result.entries === undefined || "labels" in result.entries };
  if (result.type === "dict" && result.entries && "labels" in result.entries)
    return { ...kind, labels: true };
  return kind;
}
