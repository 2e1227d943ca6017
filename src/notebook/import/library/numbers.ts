import { type Code, call, code, method } from "../code.js";
import { simple } from "../kinds.js";
import { CallArguments } from "../translate/arguments.js";
import { iterable } from "../translate/iterables.js";
import { dropped, type Recognisers, type SymbolCall } from "./tables.js";

const number = simple("number");

/** A function of `math` with the same name in JavaScript. */
const sameMath =
  (name: string): SymbolCall =>
  (t, node, path) => {
    const args = new CallArguments(t, node, path);
    const values = Array.from({ length: args.positional }, (_, index) => args.require("x", index).text);
    args.finish();
    return call(`Math.${name}`, values, number);
  };

/** A list as one of numpy's arrays, whose arithmetic goes item by item. */
const array: SymbolCall = (t, node, path) => {
  const args = new CallArguments(t, node, path);
  const source = args.take("object", 0) ?? t.fail("an array of nothing has no counterpart here", node);
  args.skip("dtype");
  args.finish();
  const made = iterable(t, source).array;
  return made.kind.type === "list" ? { ...made, kind: { ...made.kind, isVector: true } } : made;
};

const mean: SymbolCall = (t, node, path) => {
  const args = new CallArguments(t, node, path);
  const source = args.take("a", 0) ?? t.fail("a mean of nothing has no counterpart here", node);
  args.finish();
  return call(t.helper("mean"), [iterable(t, source).array.text], number);
};

const rounded: SymbolCall = (t, node, path) => {
  const args = new CallArguments(t, node, path);
  const value = args.require("a", 0);
  const digits = args.code("decimals", 1);
  args.finish();
  if (value.kind.type !== "number" && value.kind.type !== "cell")
    t.fail("rounding of what stands there has no counterpart here", node);
  return round(value, digits?.text);
};

/** Python's `round`; an exact half goes up here, and to the even number there. */
export function round(value: Code, digits: string | undefined): Code {
  return digits === undefined
    ? call("Math.round", [value.text], number)
    : call("Number", [method(value, "toFixed", [digits]).text], number);
}

const seeded = dropped(
  "nothing here draws from that generator: `shuffle` takes a seed, and setSeed is torch's",
);

export const numbers: Recognisers = {
  calls: {
    "math.sqrt": sameMath("sqrt"),
    "math.exp": sameMath("exp"),
    "math.log": sameMath("log"),
    "math.log2": sameMath("log2"),
    "math.floor": sameMath("floor"),
    "math.ceil": sameMath("ceil"),
    "math.pow": sameMath("pow"),
    "numpy.exp": sameMath("exp"),
    "numpy.sqrt": sameMath("sqrt"),
    "numpy.log": sameMath("log"),
    "numpy.array": array,
    "numpy.asarray": array,
    "numpy.mean": mean,
    "numpy.average": mean,
    "statistics.mean": mean,
    "numpy.round": rounded,
    "numpy.random.seed": seeded,
    "random.seed": seeded,
    "time.time": () => code("Date.now() / 1000", number, 13),
    "time.perf_counter": () => code("performance.now() / 1000", number, 13),
  },
  values: {
    "math.pi": () => code("Math.PI", number),
    "math.inf": () => code("Infinity", number),
  },
  methods: {
    list: {
      mean: (t, object) => call(t.helper("mean"), [object.text], number),
      tolist: (_t, object) => object,
      numpy: (_t, object) => object,
      cpu: (_t, object) => object,
      cuda: (_t, object) => object,
      detach: (_t, object) => object,
      to: (_t, object) => object,
    },
  },
  attributes: {
    list: {
      // Of rows of token ids: how many, and how long.
      shape: (t, object) => {
        const rows = object.kind.type === "list" && object.kind.item.type === "list";
        const text = rows ? `[${object.text}.length, ${object.text}[0].length]` : `[${object.text}.length]`;
        void t;
        return code(text, { type: "list", item: number }, 20);
      },
    },
  },
};
