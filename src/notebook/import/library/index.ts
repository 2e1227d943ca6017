import { type Code, code, member } from "../code.js";
import type { Attribute, Call, Expression } from "../python/ast.js";
import type { Translator } from "../translate/translator.js";
import { Untranslated } from "../translate/untranslated.js";
import { builtins } from "./builtins.js";
import { collections } from "./collections.js";
import { datasetMethods } from "./dataset-methods.js";
import { datasets } from "./datasets.js";
import { callPipeline, generation } from "./generation.js";
import { isModelClass, loadModel, models } from "./models.js";
import { numbers } from "./numbers.js";
import { pandas } from "./pandas.js";
import { peft } from "./peft.js";
import { rouge } from "./rouge.js";
import { surroundings } from "./surroundings.js";
import type { Recognisers } from "./tables.js";
import { texts } from "./texts.js";
import { callTokenizer, isTokenizerClass, loadTokenizer, tokenizers } from "./tokenizers.js";
import { torch } from "./torch.js";
import { training } from "./training.js";

export { assignAttribute, assignKey } from "./assign.js";
export { tokenKey, tokenKeys } from "./token-keys.js";

/** Made when first asked for: modules import each other in a circle. */
const all = (): Recognisers[] => [
  datasets,
  datasetMethods,
  tokenizers,
  models,
  peft,
  training,
  generation,
  rouge,
  torch,
  pandas,
  numbers,
  builtins,
  texts,
  collections,
  surroundings,
];

const own = <T>(table: Readonly<Record<string, T>> | undefined, name: string): T | undefined =>
  table && Object.hasOwn(table, name) ? table[name] : undefined;

function find<T>(pick: (recognisers: Recognisers) => T | undefined): T | undefined {
  for (const recognisers of all()) {
    const found = pick(recognisers);
    if (found) return found;
  }
  return undefined;
}

/** `transformers.T5Tokenizer.from_pretrained` is `T5Tokenizer` and `from_pretrained`. */
function splitPath(path: string): { owner: string; last: string } {
  const parts = path.split(".");
  return { owner: parts.slice(0, -1).join("."), last: parts.at(-1)! };
}

/** Modules of which something is known; of all others nothing is. */
const roots = new Set([
  "transformers",
  "datasets",
  "peft",
  "evaluate",
  "torch",
  "numpy",
  "pandas",
  "os",
  "math",
  "json",
]);

function unknownSymbol(t: Translator, path: string, node: Expression): never {
  const [root] = path.split(".") as [string];
  if (path.includes(".") && !roots.has(root)) t.fail(`\`${root}\` has no counterpart here`, node);
  return t.fail(`\`${path}\` has no counterpart here`, node);
}

/** An importable value, or something importable that is only handed on. */
export function symbolValue(t: Translator, path: string, node: Expression): Code {
  const value = find(({ values }) => own(values, path));
  if (value) return value(t, node);
  return { ...code(path), kind: { type: "symbol", path }, text: `/* ${path} */` };
}

export function callSymbol(t: Translator, path: string, node: Call): Code {
  const { owner, last } = splitPath(path);
  if (last === "from_pretrained" && isTokenizerClass(owner)) return loadTokenizer(t, node, path);
  if (last === "from_pretrained" && isModelClass(owner)) return loadModel(t, node, path);
  const found = find(({ calls }) => own(calls, path));
  return found ? found(t, node, path) : unknownSymbol(t, path, node.callee);
}

export function callMethod(t: Translator, callee: Attribute, node: Call): Code {
  const object = t.expression(callee.value);
  const { type } = object.kind;
  const found = find(({ methods }) => own(methods?.[type], callee.name));
  if (found) return found(t, object, node);
  return t.fail(`\`.${callee.name}()\` of \`${shown(t, callee.value)}\` has no counterpart here`, node);
}

export function attributeOf(t: Translator, node: Attribute): Code {
  const object = t.expression(node.value);
  const { type } = object.kind;
  const found = find(({ attributes }) => own(attributes?.[type], node.name));
  if (found) return found(t, object, node);
  if (
    type === "dict" &&
    object.kind.type === "dict" &&
    object.kind.entries &&
    node.name in object.kind.entries
  )
    return member(object, node.name, object.kind.entries[node.name]);
  return t.fail(`\`.${node.name}\` of \`${shown(t, node.value)}\` has no counterpart here`, node);
}

/** A call of a value: a tokenizer, a pipeline. */
export function callValue(t: Translator, value: Code, node: Call): Code {
  switch (value.kind.type) {
    case "tokenizer":
      return callTokenizer(t, value, node);
    case "pipeline":
      return callPipeline(t, value, node);
    default:
      throw new Untranslated(`\`${shown(t, node.callee)}(…)\` has no counterpart here`, node);
  }
}

/** The beginning of some Python, on one line. */
function shown(t: Translator, node: Expression): string {
  const text = t.python(node).split(/\s+/).join(" ");
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
