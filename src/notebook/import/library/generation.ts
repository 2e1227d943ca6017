import { binding, type Code, call, code, member, objectLiteral, type Property } from "../code.js";
import { type Kind, listOf, simple } from "../kinds.js";
import { camelCase } from "../names.js";
import type { Call } from "../python/ast.js";
import { CallArguments, optionsText } from "../translate/arguments.js";
import type { Translator } from "../translate/translator.js";
import { dropToken } from "./datasets.js";
import { knownOptions } from "./generate.js";
import { generationOptions } from "./option-names.js";
import type { Recognisers, SymbolCall } from "./tables.js";
import { savePretrained } from "./tokenizers.js";

const generationConfig: SymbolCall = (t, node) => {
  const args = new CallArguments(t, node, "GenerationConfig");
  const properties = args.properties(knownOptions);
  const text = properties.length > 0 ? objectLiteral(properties).text : "";
  return code(`new ${t.use("GenerationConfig")}(${text})`, simple("generationConfig"), binding.primary);
};

const loadConfig: SymbolCall = (t, node) => {
  const args = new CallArguments(t, node, "GenerationConfig.from_pretrained");
  const name = args.require("pretrained_model_name", 0);
  dropToken(t, args, node);
  args.finish();
  return t.awaited(
    call(`${t.use("GenerationConfig")}.fromPretrained`, [name.text], simple("generationConfig")),
  );
};

/** `pipeline("summarization", model=…)`: a function of the notebook that gives what the pipeline gives. */
const pipeline: SymbolCall = (t, node) => {
  const args = new CallArguments(t, node, "pipeline");
  const task = args.literal("task", 0);
  if (task !== "summarization" && task !== "text2text-generation")
    t.fail("only the pipeline for summarization has a counterpart here", node);
  args.take("task", 0);
  const model = args.require("model", 1);
  args.skip("device", "device_map", "framework", "torch_dtype", "use_fast");
  const properties: Property[] = [
    { key: "model", value: model },
    ...args.properties({ tokenizer: true, truncation: true }),
  ];
  if (task === "text2text-generation")
    properties.push({ key: "key", value: code('"generated_text"', simple("text"), binding.primary) });
  return t.awaited(
    call(t.helper("summarizationPipeline"), [objectLiteral(properties).text], simple("pipeline")),
  );
};

/** A call of a pipeline. */
export function callPipeline(t: Translator, value: Code, node: Call): Code {
  const args = new CallArguments(t, node, "the pipeline");
  const texts = args.require("inputs", 0);
  const properties = args.properties({ ...knownOptions, truncation: true, batch_size: true });
  const options = optionsText(properties);
  const row: Kind = { type: "dict", value: simple("text") };
  return t.awaited(call(value.text, [texts.text, ...options], listOf(row)));
}

/** Options of a generation config can be read and set. */
const options = Object.fromEntries(
  generationOptions.map((name) => [
    name,
    (_t: Translator, object: Code) => member(object, camelCase(name), simple("cell")),
  ]),
);

export const generation: Recognisers = {
  calls: {
    "transformers.GenerationConfig": generationConfig,
    "transformers.GenerationConfig.from_pretrained": loadConfig,
    "transformers.pipeline": pipeline,
    "transformers.pipelines.pipeline": pipeline,
  },
  methods: {
    generationConfig: {
      save_pretrained: (t, object, node) => {
        const saved = savePretrained(t, object, node);
        return { ...saved, text: saved.text };
      },
    },
  },
  attributes: { generationConfig: options },
};
