import { binding, type Code, code, member, method, objectLiteral, type Property } from "../code.js";
import { dictOf, type Kind, listOf, simple } from "../kinds.js";
import type { Expression } from "../python/ast.js";
import { CallArguments, optionsText } from "../translate/arguments.js";
import type { Translator } from "../translate/translator.js";
import { type MethodCall, type Recognisers, type SymbolCall, same } from "./tables.js";

/** `evaluate.load("rouge")`: a small class of the notebook with the metric's own methods. */
const load: SymbolCall = (t, node, path) => {
  const args = new CallArguments(t, node, path);
  if (args.literal("path", 0) !== "rouge")
    t.fail(`the metric \`${t.python(node)}\` has no counterpart here`, node);
  args.take("path", 0);
  args.skip("trust_remote_code", "experiment_id", "keep_in_memory");
  args.finish();
  return code(`new ${t.helper("RougeMetric")}()`, simple("rouge"), binding.primary);
};

/**
 * References as one text each. Python may wrap each in a list of one; of several references for one summary there
 * is nothing here.
 */
function references(t: Translator, node: Expression): Code {
  if (
    node.type === "comprehension" &&
    node.kind === "list" &&
    node.element.type === "list" &&
    node.element.items.length === 1
  )
    return t.expression({ ...node, element: node.element.items[0]! });
  const made = t.expression(node);
  const item = made.kind.type === "list" ? made.kind.item : undefined;
  if (item?.type === "list") t.fail("several references for one summary have no counterpart here", node);
  return made;
}

function pairs(t: Translator, args: CallArguments): Property[] {
  const predictions = args.code("predictions", 0);
  const expected = args.take("references", 1);
  return [
    ...(predictions ? [{ key: "predictions", value: predictions }] : []),
    ...(expected ? [{ key: "references", value: references(t, expected) }] : []),
  ];
}

const compute: MethodCall = (t, object, node) => {
  const args = new CallArguments(t, node, "compute");
  const properties = pairs(t, args);
  const aggregator = args.literal("use_aggregator");
  if (aggregator === undefined && args.has("use_aggregator"))
    t.fail("whether scores are averaged is computed", node);
  args.skip("use_aggregator");
  const isSingle = aggregator === false;
  properties.push(
    ...args.properties({
      use_stemmer: true,
      rouge_types: (value) => ({ key: "metrics", value: t.expression(value) }),
    }),
  );
  const options = optionsText(properties);
  const score: Kind = simple("number");
  return method(
    object,
    isSingle ? "computeEach" : "compute",
    options,
    dictOf(isSingle ? listOf(score) : score),
  );
};

const add =
  (name: string): MethodCall =>
  (t, object, node) => {
    const args = new CallArguments(t, node, name);
    const properties =
      name === "addBatch"
        ? pairs(t, args)
        : [
            { key: "prediction", value: args.require("prediction", 0) },
            { key: "reference", value: args.require("reference", 1) },
          ];
    args.finish();
    return method(object, name, [objectLiteral(properties).text], simple("none"));
  };

/** `RougeScorer([...], use_stemmer=True)`: the options of `scoreRouge`. */
const scorer: SymbolCall = (t, node) => {
  const args = new CallArguments(t, node, "RougeScorer");
  const metrics = args.require("rouge_types", 0);
  const stemmer = args.code("use_stemmer", 1);
  args.skip("split_summaries");
  args.finish();
  const properties: Property[] = [
    { key: "metrics", value: metrics },
    ...(stemmer ? [{ key: "useStemmer", value: stemmer }] : []),
  ];
  const made = objectLiteral(properties, simple("rougeScorer"));
  return code(`${made.text} as const`, made.kind, binding.relation);
};

const score: MethodCall = (t, object, node) => {
  const args = new CallArguments(t, node, "score");
  const target = args.require("target", 0);
  const prediction = args.require("prediction", 1);
  args.finish();
  return code(
    `${t.use("scoreRouge")}(${target.text}, ${prediction.text}, ${object.text})`,
    dictOf(simple("rougeScore")),
  );
};

const figure = (name: string) => (_t: Translator, object: Code) => member(object, name, simple("number"));

/** Results were ranges once, of which people took the middle: here a figure is its own middle. */
const middle = (_t: Translator, object: Code): Code => object;

export const rouge: Recognisers = {
  calls: {
    "evaluate.load": load,
    "datasets.load_metric": load,
    "rouge_score.rouge_scorer.RougeScorer": scorer,
  },
  methods: {
    rouge: { compute, add_batch: add("addBatch"), add: add("add") },
    rougeScorer: { score },
    number: { item: same("a number is plain here"), tolist: same("a number is plain here") },
  },
  attributes: {
    rougeScore: { fmeasure: figure("fmeasure"), precision: figure("precision"), recall: figure("recall") },
    number: { mid: middle, fmeasure: middle },
  },
};
