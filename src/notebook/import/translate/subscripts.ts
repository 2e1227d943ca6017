import { binding, type Code, code, member, method, objectOf, within } from "../code.js";
import { type DatasetKind, type Kind, type ListKind, listOf, simple } from "../kinds.js";
import { tokenKey } from "../library/index.js";
import type { Expression, Slice, Subscript } from "../python/ast.js";
import { literalOf } from "./arguments.js";
import type { Translator } from "./translator.js";

/** `value[index]`, which is as many things as there are kinds of values. */
export function translateSubscript(t: Translator, node: Subscript): Code {
  const value = t.expression(node.value);
  const { kind } = value;
  switch (kind.type) {
    case "datasets":
      return split(t, value, kind, node.index);
    case "dataset":
      return ofDataset(t, value, kind, node.index);
    case "rows":
      return named(t, value, node.index, (name) =>
        method(value, "column", [name], listOf(columnKind(kind, name))),
      );
    case "row":
    case "columns":
    case "encoding":
    case "dict":
      return keyed(t, value, node.index);
    case "rougeScore":
      return keyed(t, value, node.index);
    case "evaluation":
      return evaluationFigure(t, value, node.index);
    case "list":
    case "text":
    case "cell":
      return ofList(t, value, node.index);
    default:
      return t.fail(`it is not known what \`${t.python(node.value)}\` is`, node.value);
  }
}

function split(t: Translator, value: Code, kind: DatasetKind, index: Expression): Code {
  const name = t.expression(index);
  if (name.kind.type !== "text") t.fail(`\`${t.python(index)}\` is no split's name`, index);
  const made: Kind = { ...kind, type: "dataset" };
  if (index.type === "text" && ["train", "validation", "test"].includes(index.value))
    return member(value, index.value, made);
  return method(value, "get", [name.text], made);
}

function columnKind(kind: DatasetKind, quoted: string): Kind {
  return kind.tokens && /^"(inputIds|attentionMask|labels)"$/.test(quoted)
    ? listOf(simple("number"))
    : simple("cell");
}

function named(t: Translator, _value: Code, index: Expression, make: (name: string) => Code): Code {
  if (index.type === "text") {
    const key = tokenKey(index.value, _value.kind);
    return make(JSON.stringify(key));
  }
  const name = t.expression(index);
  if (name.kind.type !== "text") t.fail(`\`${t.python(index)}\` is no column's name`, index);
  return make(name.text);
}

function ofDataset(t: Translator, value: Code, kind: DatasetKind, index: Expression): Code {
  if (index.type === "slice") {
    const { start, end, step } = index;
    if (step) t.fail("a part of a data set with a step has no counterpart here", index);
    const bounds = [start, end].map((bound) => bound && t.expression(bound));
    const isNegative = [start, end].some((bound) => bound && Number(literalOf(bound)) < 0);
    if (isNegative)
      t.fail("a part of a data set that is counted from its end has no counterpart here", index);
    const length = `${objectOf(value)}.length`;
    // Python gives as many rows as there are.
    const last = bounds[1] ? `Math.min(${bounds[1].text}, ${length})` : length;
    const first = bounds[0] && bounds[0].text !== "0" ? [bounds[0].text] : [];
    return method(value, "select", [`${t.use("range")}(${[...first, last].join(", ")})`], {
      ...kind,
      type: "rows",
    });
  }
  const at = index.type === "text" ? undefined : t.expression(index);
  if (at?.kind.type === "number") return method(value, "row", [at.text], { ...kind, type: "row" });
  return named(t, value, index, (name) => method(value, "column", [name], listOf(columnKind(kind, name))));
}

/** A value by its key, which may be another name here. */
function keyed(t: Translator, value: Code, index: Expression): Code {
  if (index.type === "text") {
    const key = tokenKey(index.value, value.kind);
    return member(value, key, valueKind(value.kind, key));
  }
  const at = t.expression(index);
  if (!["text", "number", "cell"].includes(at.kind.type))
    t.fail(`it is not known what \`${t.python(index)}\` is`, index);
  return code(`${objectOf(value)}[${at.text}]`, valueKind(value.kind, undefined));
}

/** What stands under a key of an object. */
export function valueKind(kind: Kind, key: string | undefined): Kind {
  switch (kind.type) {
    case "dict":
      return (key !== undefined && kind.entries?.[key]) || kind.value;
    case "row":
      return kind.tokens && key !== undefined && isTokens(key) ? listOf(simple("number")) : simple("cell");
    case "columns":
      return listOf(
        kind.tokens && key !== undefined && isTokens(key) ? listOf(simple("number")) : simple("cell"),
      );
    case "encoding": {
      const row = listOf(simple("number"));
      const padded = kind.isPadded ? { isPadded: true } : {};
      return kind.isBatch ? { ...listOf(row), ...padded } : { ...row, ...padded };
    }
    case "rougeScore":
      return simple("rougeScore");
    default:
      return simple("cell");
  }
}

const isTokens = (key: string) => key === "inputIds" || key === "attentionMask" || key === "labels";

const evaluationKeys: Record<string, string> = {
  eval_loss: "evalLoss",
  eval_rouge1: "metrics.rouge1",
  eval_rouge2: "metrics.rouge2",
  eval_rougeL: "metrics.rougeL",
  eval_rougeLsum: "metrics.rougeLsum",
};

function evaluationFigure(t: Translator, value: Code, index: Expression): Code {
  const key =
    index.type === "text" && Object.hasOwn(evaluationKeys, index.value)
      ? evaluationKeys[index.value]
      : undefined;
  if (!key) return t.fail(`\`${t.python(index)}\` is no figure of an evaluation here`, index);
  return code(`${objectOf(value)}.${key}`, simple("number"));
}

function ofList(t: Translator, value: Code, index: Expression): Code {
  if (index.type === "slice") return slice(t, value, index);
  if (index.type === "tuple") t.fail("arrays with several indices have no counterpart here", index);
  if (value.kind.type === "cell" && index.type === "text") return keyed(t, value, index);
  const kind = itemKind(value.kind, index);
  const literal = literalOf(index);
  if (typeof literal === "number" && literal >= 0) return code(`${objectOf(value)}[${literal}]`, kind);
  const at = t.expression(index);
  if (at.kind.type !== "number" && at.kind.type !== "cell")
    t.fail(`\`${t.python(index)}\` is no number`, index);
  // Python counts negative numbers from the end, as `at` does.
  return method(value, "at", [at.text], kind);
}

function itemKind(kind: Kind, index: Expression): Kind {
  if (kind.type !== "list") return kind.type === "text" ? kind : simple("cell");
  const at = literalOf(index);
  return (typeof at === "number" && kind.items?.at(at)) || rowKind(kind);
}

/** A row of what was filled to one length is filled too. */
function rowKind(kind: ListKind): Kind {
  return kind.isPadded && kind.item.type === "list" ? { ...kind.item, isPadded: true } : kind.item;
}

function slice(t: Translator, value: Code, { start, end, step }: Slice): Code {
  if (step) {
    const isReversed = literalOf(step) === -1 && !start && !end && value.kind.type === "list";
    if (!isReversed) t.fail("a part with a step has no counterpart here", step);
    return method(value, "toReversed", [], value.kind);
  }
  const bounds = [start, end].map((bound) => bound && within(t.expression(bound), binding.assignment));
  const args =
    bounds[1] !== undefined ? [bounds[0] ?? "0", bounds[1]] : bounds[0] !== undefined ? [bounds[0]] : [];
  const kind: Kind = value.kind.type === "list" ? { ...value.kind, items: undefined } : value.kind;
  return method(value, "slice", args, kind);
}
