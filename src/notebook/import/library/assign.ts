import { binding, type Code, member, objectOf, within } from "../code.js";
import { type DatasetKind, dictOf, join, type Kind } from "../kinds.js";
import { noteLabelsSet } from "../mistakes.js";
import { camelCase } from "../names.js";
import type { Attribute, Subscript } from "../python/ast.js";
import { symbolPath } from "../translate/iterables.js";
import { LeftOut } from "../translate/statements.js";
import type { Translator } from "../translate/translator.js";
import { generationOptions } from "./option-names.js";
import { tokenKeys } from "./token-keys.js";

/** `object[key] = value`. */
export function assignKey(t: Translator, target: Subscript, value: Code): string | LeftOut {
  if (symbolPath(t, target.value) === "os.environ") return environment(t, target, value);
  const object = t.expression(target.value);
  const { kind } = object;
  const key = target.index.type === "text" ? target.index.value : undefined;
  const right = within(value, binding.assignment);
  switch (kind.type) {
    case "columns":
    case "row":
    case "encoding": {
      if (key === undefined) return t.fail("a column's name is computed", target);
      const name = Object.hasOwn(tokenKeys, key) ? tokenKeys[key]! : key;
      learn(t, target, key, object, value);
      return `${memberOf(object, name)} = ${right};`;
    }
    case "dict": {
      const found = target.value.type === "name" ? t.scope.find(target.value.name) : undefined;
      if (found?.declaration !== undefined) t.learned.extended.add(found.declaration);
      t.rebind(target.value, dictEntry(kind, key, value.kind));
      return `${key === undefined ? `${objectOf(object)}[${t.expression(target.index).text}]` : memberOf(object, key)} = ${right};`;
    }
    case "list":
      return `${objectOf(object)}[${t.expression(target.index).text}] = ${right};`;
    case "datasets": {
      if (target.value.type !== "name") return t.fail("a split of what stands there is set", target);
      const split = key === undefined ? `[${t.expression(target.index).text}]` : key;
      const found = t.scope.find(target.value.name);
      if (found?.declaration !== undefined) t.learned.mutable.set(found.declaration, { isMixed: false });
      return `${object.text} = new ${t.use("DatasetDict")}({ ...Object.fromEntries(${object.text}), ${split}: ${right} });`;
    }
    default:
      return t.fail(`it is not known what \`${t.python(target.value)}\` is`, target);
  }
}

const memberOf = (object: Code, name: string) => member(object, name).text;

function dictEntry(kind: Extract<Kind, { type: "dict" }>, key: string | undefined, value: Kind): Kind {
  const entries = key === undefined ? kind.entries : { ...kind.entries, [key]: value };
  const base = dictOf(join(kind.value, value)) as Extract<Kind, { type: "dict" }>;
  return { ...base, ...(entries ? { entries } : {}), ...(kind.tokens ? { tokens: true } : {}) };
}

/** What a batch, a row or an encoding is once a field of it is set. */
function learn(t: Translator, target: Subscript, key: string, object: Code, value: Code): void {
  const { kind } = object;
  const isPadded = value.kind.type === "list" && value.kind.isPadded === true;
  if (key === "labels") noteLabelsSet(t, isPadded, target);
  if (key === "attention_mask") t.frame.hasMask = true;
  if (kind.type === "encoding") {
    const changed = key === "input_ids" ? { isPadded } : key === "labels" ? { hasLabels: true } : {};
    t.rebind(target.value, { ...kind, ...changed });
    return;
  }
  if (key === "input_ids" && isPadded) t.frame.paddedIds = target;
  const rows = kind as DatasetKind;
  const tokens = rows.tokens || Object.hasOwn(tokenKeys, key);
  const labels = key === "labels" ? true : rows.labels;
  t.rebind(target.value, {
    ...rows,
    ...(tokens ? { tokens } : {}),
    ...(labels === undefined ? {} : { labels }),
  });
}

function environment(t: Translator, target: Subscript, value: Code): string | LeftOut {
  if (target.index.type !== "text") return t.fail("the name of an environment variable is computed", target);
  const name = target.index.value;
  if (name.startsWith("WANDB_")) return new LeftOut("the run store keeps every figure of a run");
  if (name.includes("TOKEN"))
    return new LeftOut("tokens do not stand in notebooks; set it where the editor starts");
  if (name === "TOKENIZERS_PARALLELISM")
    return new LeftOut("tokenizers use several threads here, and no process is forked");
  if (name === "CUDA_VISIBLE_DEVICES" || name.startsWith("PYTORCH_"))
    t.remark(
      "note",
      `\`${name}\` counts only if it is set before LibTorch is loaded: keep it in the first cell, or set it where the editor starts.`,
      target,
    );
  return `process.env.${name} = ${within(value, binding.assignment)};`;
}

/** `object.name = value`. */
export function assignAttribute(t: Translator, target: Attribute, value: Code): string | LeftOut {
  const object = t.expression(target.value);
  const { name } = target;
  if (object.kind.type === "modelConfig" && name === "use_cache")
    return new LeftOut("training keeps no cache here, and generation always does");
  if (object.kind.type === "generationConfig" && generationOptions.includes(name))
    return `${objectOf(object)}.${camelCase(name)} = ${within(value, binding.assignment)};`;
  if (object.kind.type === "parameter" && name === "requires_grad")
    return `${objectOf(object)}.requiresGrad = ${within(value, binding.assignment)};`;
  return t.fail(`\`${t.python(target)}\` is set, which has no counterpart here`, target);
}
