import { type Code, call, code, member, method } from "../code.js";
import { type Kind, listOf, simple } from "../kinds.js";
import type { Call } from "../python/ast.js";
import { CallArguments, optionsText } from "../translate/arguments.js";
import type { Translator } from "../translate/translator.js";
import { dropToken } from "./datasets.js";
import { generate } from "./generate.js";
import { type MethodCall, type Recognisers, same } from "./tables.js";
import { pushToHub, savePretrained } from "./tokenizers.js";

const classes = new Set(
  [
    "AutoModelForSeq2SeqLM",
    "T5ForConditionalGeneration",
    "MT5ForConditionalGeneration",
    "BartForConditionalGeneration",
    "PegasusForConditionalGeneration",
  ].map((name) => `transformers.${name}`),
);

export const isModelClass = (path: string) => classes.has(path);

/** A sequence-to-sequence model, whatever its class: its config says what it is. */
export function loadModel(t: Translator, node: Call, path: string): Code {
  const args = new CallArguments(t, node, path.split(".").slice(-2).join("."));
  const name = args.require("pretrained_model_name_or_path", 0);
  args.skip(
    "cache_dir",
    "low_cpu_mem_usage",
    "trust_remote_code",
    "force_download",
    "use_safetensors",
    "use_cache",
  );
  dropToken(t, args, node);
  for (const place of ["device_map", "attn_implementation"]) {
    if (!args.has(place)) continue;
    args.skip(place);
    t.remark(
      "dropped",
      `\`${place}\` is left out: summnb chooses the device and the attention by itself.`,
      node,
    );
  }
  for (const bits of ["quantization_config", "load_in_8bit", "load_in_4bit"]) {
    if (!args.has(bits)) continue;
    args.skip(bits);
    t.remark(
      "note",
      `\`${bits}\` is left out: weights are not quantized here, so the model needs more memory.`,
      node,
    );
  }
  const options = args.properties({ revision: true, torch_dtype: dtype(t), dtype: dtype(t) });
  const parts = [name.text, ...optionsText(options)];
  const kind: Kind = { type: "model", origin: `${t.cell}:${node.from}` };
  return t.awaited(call(`${t.use("AutoModelForSeq2SeqLM")}.fromPretrained`, parts, kind));
}

/** `torch_dtype=torch.bfloat16`; "auto" is what happens anyway. */
const dtype = (t: Translator) => (value: Parameters<Translator["expression"]>[0]) => {
  const made = t.expression(value);
  if (value.type === "text" && value.value === "auto") return undefined;
  if (made.kind.type !== "dtype" && made.kind.type !== "text")
    t.fail(`\`${t.python(value)}\` is no dtype here`, value);
  return { key: "dtype", value: made };
};

/** `model.to(…)`: to a dtype; the device is summnb's own choice. */
const to: MethodCall = (t, object, node) => {
  const [first] = node.args;
  // The name of a device stands for no value that is needed.
  const isDevice = first?.value.type === "name" && t.find(first.value.name)?.kind.type === "device";
  const value = first && !isDevice ? t.expression(first.value) : undefined;
  if (value?.kind.type === "dtype")
    return method(object, "to", [member(object, "device").text, value.text], object.kind);
  if (value?.kind.type === "unknown") t.fail(`it is not known what \`${t.python(first!)}\` is`, node);
  return placed(t, object, node);
};

const placed: MethodCall = (t, object, node) => {
  t.remarkOnce("dropped", "Devices are not chosen in code: summnb takes CUDA, then MPS, then the CPU.", node);
  return { ...object, dropped: "summnb loads models on CUDA, then MPS, then the CPU" };
};

const plain =
  (name: string, kind?: Kind): MethodCall =>
  (t, object, node) => {
    new CallArguments(t, node, node.callee.type === "attribute" ? node.callee.name : name).finish();
    return method(object, name, [], kind ?? object.kind);
  };

const count: MethodCall = (t, object, node) => {
  const args = new CallArguments(t, node, "num_parameters");
  const isTrainable = args.literal("only_trainable", 0) === true;
  args.skip("only_trainable", "exclude_embeddings");
  if (node.args.length > 0 && args.positional > 0) args.take("only_trainable", 0);
  args.finish();
  return member(
    call(t.use("countParameters"), [object.text]),
    isTrainable ? "trainable" : "all",
    simple("number"),
  );
};

const showCounts: MethodCall = (t, object) =>
  call(t.use("display"), [call(t.use("parameterCounts"), [object.text]).text], simple("none"));

const number = simple("number");

const gradientCheckpointing: MethodCall = (t, object) => {
  t.learned.gradientCheckpointing = true;
  return { ...object, dropped: "it is the training argument gradientCheckpointing here" };
};

const unload: MethodCall = (t, object, node) => {
  new CallArguments(t, node, "unload").finish();
  const name =
    node.callee.type === "attribute" && node.callee.name === "unload" ? "unload" : "mergeAndUnload";
  return method(object, name, [], { type: "model" });
};

export const models: Recognisers = {
  methods: {
    model: {
      generate,
      to,
      cuda: placed,
      cpu: placed,
      eval: plain("eval"),
      train: plain("train"),
      parameters: plain("parameters", listOf(simple("parameter"))),
      named_parameters: (_t, object) => {
        const parts = [simple("text"), simple("parameter")];
        const kind: Kind = { type: "list", item: { type: "list", item: simple("cell"), items: parts } };
        return code(`[...${method(object, "namedParameters").text}]`, kind, 20);
      },
      num_parameters: count,
      print_trainable_parameters: showCounts,
      get_nb_trainable_parameters: (t, object) => {
        const counts = call(t.helper("trainableAndAll"), [object.text]);
        return { ...counts, kind: { type: "list", item: number, items: [number, number] } };
      },
      save_pretrained: savePretrained,
      push_to_hub: pushToHub,
      gradient_checkpointing_enable: gradientCheckpointing,
      gradient_checkpointing_disable: same("gradients are kept unless gradientCheckpointing is set"),
      enable_input_require_grads: same("gradient checkpointing needs nothing of the kind here"),
      merge_and_unload: unload,
      unload,
    },
    parameter: { numel: (_t, object) => member(object, "numel", number) },
  },
  attributes: {
    model: {
      device: (_t, object) => member(object, "device", simple("text")),
      dtype: (_t, object) => member(object, "dtype", simple("text")),
      name_or_path: (_t, object) => member(object, "name", simple("text")),
      config: (_t, object) => member(object, "config", simple("modelConfig")),
      generation_config: (_t, object) => member(object, "generationConfig", simple("generationConfig")),
    },
    parameter: {
      requires_grad: (_t, object) => member(object, "requiresGrad", simple("boolean")),
      shape: (_t, object) => member(object, "shape", listOf(number)),
    },
  },
};
