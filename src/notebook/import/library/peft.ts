import { binding, call, code, objectLiteral } from "../code.js";
import { type Kind, simple } from "../kinds.js";
import { noteChange } from "../mistakes.js";
import { CallArguments, optionsText } from "../translate/arguments.js";
import { dropToken } from "./datasets.js";
import { loraOptions } from "./option-names.js";
import type { Recognisers, SymbolCall } from "./tables.js";

const loraConfig: SymbolCall = (t, node) => {
  const args = new CallArguments(t, node, "LoraConfig");
  const rank = args.positional > 0 ? args.code("r", 0) : undefined;
  if (args.literal("inference_mode") === true)
    t.remark(
      "note",
      "`inference_mode=True` is left out: `PeftModel.fromPretrained` has `isTrainable`.",
      node,
    );
  const comments = {
    task_type: "every model here is a sequence-to-sequence model",
    inference_mode: "",
    fan_in_fan_out: "",
  };
  const known = Object.fromEntries(
    loraOptions.filter((name) => name !== "r" || !rank).map((name) => [name, true as const]),
  );
  const unused = Object.fromEntries(Object.keys(comments).map((name) => [name, () => undefined]));
  const properties = args.properties({ ...known, ...unused });
  if (rank) properties.unshift({ key: "r", value: rank });
  return code(
    `new ${t.use("LoraConfig")}(${objectLiteral(properties, undefined, properties.length > 3).text})`,
    simple("loraConfig"),
    binding.primary,
  );
};

const getPeftModel: SymbolCall = (t, node) => {
  const args = new CallArguments(t, node, "get_peft_model");
  const base = args.require("model", 0);
  const config = args.require("peft_config", 1);
  const name = args.code("adapter_name", 2);
  args.finish();
  if (base.kind.type !== "model") t.fail("it is not known which model gets the adapter", node);
  noteChange(t, base, "adapter");
  const options = name ? [objectLiteral([{ key: "adapterName", value: name }]).text] : [];
  return call(t.use("getPeftModel"), [base.text, config.text, ...options], {
    ...base.kind,
    isPeft: true,
  } as Kind);
};

const loadAdapter: SymbolCall = (t, node) => {
  const args = new CallArguments(t, node, "PeftModel.from_pretrained");
  const base = args.require("model", 0);
  const folder = args.require("model_id", 1);
  args.skip("torch_dtype", "dtype", "device_map", "config", "autocast_adapter_dtype", "low_cpu_mem_usage");
  dropToken(t, args, node);
  const properties = args.properties({ adapter_name: true, is_trainable: true, revision: true });
  if (base.kind.type !== "model") t.fail("it is not known which model gets the adapter", node);
  noteChange(t, base, "adapter");
  const options = optionsText(properties);
  const kind: Kind = { ...base.kind, isPeft: true } as Kind;
  return t.awaited(call(`${t.use("PeftModel")}.fromPretrained`, [base.text, folder.text, ...options], kind));
};

export const peft: Recognisers = {
  calls: {
    "peft.LoraConfig": loraConfig,
    "peft.get_peft_model": getPeftModel,
    "peft.PeftModel.from_pretrained": loadAdapter,
    "peft.PeftModelForSeq2SeqLM.from_pretrained": loadAdapter,
  },
};
