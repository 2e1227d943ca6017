import {
  arrayLiteral,
  binding,
  type Code,
  code,
  objectLiteral,
  type Property,
  quote,
  within,
} from "../code.js";
import { dictOf, join, type Kind, never, simple } from "../kinds.js";
import { attributeOf, symbolValue, tokenKeys } from "../library/index.js";
import { choosesDevice, deviceChoice } from "../library/torch.js";
import type { Expression } from "../python/ast.js";
import { translateCall } from "./calls.js";
import { translateComprehension } from "./comprehensions.js";
import { isOnLines, translateFormat } from "./format-text.js";
import { translateLambda } from "./functions.js";
import { symbolPath } from "./iterables.js";
import { translateBinary, translateCompare, translateLogical } from "./operators.js";
import { translateSubscript } from "./subscripts.js";
import type { Translator } from "./translator.js";
import { testOf, translateNot } from "./truth.js";

type Translators = {
  [Type in Expression["type"]]?: (t: Translator, node: Extract<Expression, { type: Type }>) => Code;
};

/** @throws Untranslated for what has no counterpart */
export function translateExpression(t: Translator, node: Expression): Code {
  const translate = translators[node.type] as ((t: Translator, node: Expression) => Code) | undefined;
  if (!translate) return t.fail(`\`${t.python(node)}\` has no counterpart here`, node);
  return translate(t, node);
}

const translators: Translators = {
  name: (t, node) => {
    const path = symbolPath(t, node);
    if (path !== undefined) return symbolValue(t, path, node);
    const found = t.find(node.name);
    if (!found) return t.fail(`\`${node.name}\` has no counterpart here, and no cell above sets it`, node);
    if (found.missing !== undefined) t.fail(found.missing, node);
    if (found.kind.type === "device") t.learned.usedDevices.add(node.name);
    return code(found.name, found.kind, binding.primary);
  },
  attribute: (t, node) => {
    const path = symbolPath(t, node);
    if (path !== undefined) return symbolValue(t, path, node);
    return attributeOf(t, node);
  },
  call: translateCall,
  subscript: translateSubscript,
  lambda: translateLambda,
  comprehension: translateComprehension,
  number: (t, node) => {
    const text = node.text.replaceAll("_", "").toLowerCase();
    if (text.endsWith("j") || (text.startsWith("0") && text.length > 1 && text[1]! >= "0" && text[1]! <= "9"))
      t.fail(`the number ${node.text} has no counterpart here`, node);
    // JavaScript writes no `5.`, and `.5` and `1.0` shorter.
    const isShort = !text.endsWith(".") && !text.startsWith(".");
    return code(isShort ? text : String(Number(text)), simple("number"), binding.primary);
  },
  text: (t, node) => code(quote(node.value, isOnLines(t, node)), simple("text"), binding.primary),
  format: translateFormat,
  constant: (_t, { value }) =>
    code(String(value), simple(value === null ? "none" : "boolean"), binding.primary),
  list: (t, node) => {
    const { texts, kinds } = items(t, node.items);
    return arrayLiteral(texts, { type: "list", item: kinds.reduce(join, never) });
  },
  tuple: (t, node) => {
    const { texts, kinds } = items(t, node.items);
    const isPlain = !node.items.some(({ type }) => type === "starred");
    return arrayLiteral(texts, {
      type: "list",
      item: kinds.reduce(join, never),
      ...(isPlain ? { items: kinds } : {}),
    });
  },
  dict: (t, node) => dictionary(t, node),
  unary: (t, { operator, operand }) => {
    const value = t.expression(operand);
    if (operator === "~" || (value.kind.type !== "number" && value.kind.type !== "cell"))
      t.fail(`\`${operator}\` of what stands there has no counterpart here`, operand);
    const space = value.text.startsWith(operator) ? " " : "";
    return code(`${operator}${space}${within(value, binding.unary)}`, simple("number"), binding.unary);
  },
  not: (t, { operand }) => translateNot(t, operand),
  binary: translateBinary,
  logical: translateLogical,
  compare: translateCompare,
  conditional: (t, node) => {
    if (choosesDevice(t, node)) return deviceChoice(t);
    const test = testOf(t, node.test);
    const yes = t.expression(node.yes);
    const no = t.expression(node.no);
    const text = `${within(test, binding.nullish)} ? ${within(yes, binding.assignment)} : ${within(no, binding.assignment)}`;
    return code(text, join(yes.kind, no.kind), binding.conditional);
  },
  yield: (t, { value }) => {
    t.frame.isGenerator = true;
    const made = value ? t.expression(value) : code("undefined", simple("none"), binding.primary);
    t.frame.returned.push(made.kind);
    return code(`yield ${within(made, binding.assignment)}`, simple("none"), binding.assignment);
  },
};

function items(t: Translator, nodes: readonly Expression[]): { texts: string[]; kinds: Kind[] } {
  const kinds: Kind[] = [];
  const texts = nodes.map((node) => {
    const value = t.expression(node.type === "starred" ? node.value : node);
    if (node.type !== "starred") {
      kinds.push(value.kind);
      return within(value, binding.assignment);
    }
    if (value.kind.type !== "list") t.fail(`it is not known what \`${t.python(node)}\` holds`, node);
    kinds.push(value.kind.item);
    return `...${within(value, binding.assignment)}`;
  });
  return { texts, kinds };
}

function dictionary(t: Translator, node: Extract<Expression, { type: "dict" }>): Code {
  const known: Record<string, Kind> = {};
  let isKnown = true;
  let all: Kind = never;
  const hasTokens = node.entries.some(
    ({ key }) => key?.type === "text" && Object.hasOwn(tokenKeys, key.value),
  );
  const properties = node.entries.map(({ key, value }, index): Property => {
    const previous = node.entries[index - 1];
    const from = previous ? previous.value.to : node.from;
    const above = t.comments.between(from, key?.from ?? value.from).map(({ text }) => text);
    const made = t.expression(value);
    const comment = t.comments.after(value.to)?.text;
    if (!key) {
      isKnown = false;
      if (made.kind.type !== "dict" && made.kind.type !== "encoding" && made.kind.type !== "row")
        t.fail(`it is not known what \`**${t.python(value)}\` holds`, value);
      all = join(all, made.kind.type === "dict" ? made.kind.value : simple("cell"));
      return { value: made, above, comment };
    }
    all = join(all, made.kind);
    if (key.type !== "text") {
      isKnown = false;
      return { key: "", value: computed(t, key, made), above, comment };
    }
    const name = hasTokens ? (tokenKeys[key.value] ?? key.value) : key.value;
    known[name] = made.kind;
    return { key: name, value: made, above, comment };
  });
  const base = dictOf(all);
  const kind: Kind = {
    ...(base as Extract<Kind, { type: "dict" }>),
    ...(isKnown ? { entries: known } : {}),
    ...(hasTokens ? { tokens: true } : {}),
  };
  if (properties.some(({ key }) => key === "")) return computedObject(properties, kind);
  const onLines = t.python(node).includes("\n") && properties.length > 1;
  return objectLiteral(properties, kind, onLines);
}

/** A property whose key is computed, written out whole. */
function computed(t: Translator, key: Expression, value: Code): Code {
  const name = t.expression(key);
  if (name.kind.type !== "text" && name.kind.type !== "number" && name.kind.type !== "cell")
    t.fail("a dictionary with keys that are neither texts nor numbers has no counterpart here", key);
  return { ...value, text: `[${name.text}]: ${within(value, binding.assignment)}` };
}

function computedObject(properties: readonly Property[], kind: Kind): Code {
  const texts = properties.map(({ key, value }) => {
    if (key === undefined) return `...${within(value, binding.assignment)}`;
    return key === "" ? value.text : `${quote(key)}: ${within(value, binding.assignment)}`;
  });
  return code(`{ ${texts.join(", ")} }`, kind, binding.primary);
}
