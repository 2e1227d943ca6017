import { binding, type Code, call, code, member, method, objectOf, within } from "../code.js";
import { dictOf, join, type Kind, listOf, simple } from "../kinds.js";
import { CallArguments } from "../translate/arguments.js";
import { iterable } from "../translate/iterables.js";
import type { Translator } from "../translate/translator.js";
import type { MethodCall, Recognisers } from "./tables.js";

const none = simple("none");
const text = simple("text");

/** What a list that is a variable holds from here on. */
function learnItem(t: Translator, node: Parameters<MethodCall>[2], object: Code, item: Kind): void {
  if (node.callee.type !== "attribute" || object.kind.type !== "list") return;
  t.rebind(node.callee.value, { ...listOf(join(object.kind.item, item)) });
}

const append: MethodCall = (t, object, node) => {
  const args = new CallArguments(t, node, "append");
  const value = args.require("object", 0);
  args.finish();
  learnItem(t, node, object, value.kind);
  return method(object, "push", [value.text], none);
};

const extend: MethodCall = (t, object, node) => {
  const source = node.args[0]?.value ?? t.fail("`extend` has one argument", node);
  const { array } = iterable(t, source);
  if (array.kind.type === "list") learnItem(t, node, object, array.kind.item);
  return method(object, "push", [`...${within(array, binding.assignment)}`], none);
};

const pop: MethodCall = (t, object, node) => {
  const args = new CallArguments(t, node, "pop");
  const item = object.kind.type === "list" ? object.kind.item : simple("cell");
  const at = args.code("index", 0);
  args.finish();
  if (!at) return method(object, "pop", [], item);
  return code(`${objectOf(object)}.splice(${at.text}, 1)[0]`, item);
};

const copy: MethodCall = (_t, object) =>
  object.kind.type === "list"
    ? code(`[...${object.text}]`, object.kind, binding.primary)
    : code(`{ ...${object.text} }`, object.kind, binding.primary);

const renamed =
  (name: string, kind: Kind): MethodCall =>
  (t, object, node) => {
    const args = new CallArguments(t, node, name);
    const value = args.require("value", 0);
    args.finish();
    return method(object, name, [value.text], kind);
  };

const itemKindOf = (object: Code): Kind => (object.kind.type === "dict" ? object.kind.value : simple("cell"));

const entries = (object: Code): Kind => ({
  type: "list",
  item: { type: "list", item: itemKindOf(object), items: [text, itemKindOf(object)] },
});

/** `d.get(key, otherwise)`. */
const get: MethodCall = (t, object, node) => {
  const args = new CallArguments(t, node, "get");
  const literal = args.literal("key", 0);
  const key = args.require("key", 0);
  const otherwise = args.code("default", 1);
  args.finish();
  const entries = object.kind.type === "dict" ? object.kind.entries : undefined;
  const known =
    entries && typeof literal === "string"
      ? (entries[literal] ?? { type: "never" as const })
      : itemKindOf(object);
  const value =
    typeof literal === "string"
      ? member(object, literal, known)
      : code(`${objectOf(object)}[${key.text}]`, known);
  return code(
    `${value.text} ?? ${otherwise ? within(otherwise, binding.or) : "null"}`,
    otherwise ? join(value.kind, otherwise.kind) : value.kind,
    binding.nullish,
  );
};

const update: MethodCall = (t, object, node) => {
  const args = new CallArguments(t, node, "update");
  const other = args.require("other", 0);
  args.finish();
  if (other.kind.type === "dict" && node.callee.type === "attribute")
    t.rebind(node.callee.value, dictOf(join(itemKindOf(object), other.kind.value)));
  return call("Object.assign", [object.text, other.text], none);
};

export const collections: Recognisers = {
  methods: {
    list: {
      append,
      extend,
      pop,
      copy,
      index: renamed("indexOf", simple("number")),
      clear: (_t, object) => code(`${objectOf(object)}.length = 0`, none, binding.assignment),
      reverse: (_t, object) => method(object, "reverse", [], none),
      keys: (_t, object) => object,
    },
    dict: {
      get,
      update,
      copy,
      items: (_t, object) => call("Object.entries", [object.text], entries(object)),
      keys: (_t, object) => call("Object.keys", [object.text], listOf(text)),
      values: (_t, object) => call("Object.values", [object.text], listOf(itemKindOf(object))),
    },
    row: {
      keys: (_t, object) => call("Object.keys", [object.text], listOf(text)),
      items: (_t, object) =>
        call("Object.entries", [object.text], {
          type: "list",
          item: { type: "list", item: simple("cell"), items: [text, simple("cell")] },
        }),
    },
    encoding: {
      keys: (_t, object) => call("Object.keys", [object.text], listOf(text)),
    },
  },
};
