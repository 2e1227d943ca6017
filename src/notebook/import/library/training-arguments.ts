import { binding, code, objectLiteral, quote } from "../code.js";
import { simple } from "../kinds.js";
import { camelCase } from "../names.js";
import type { Argument, Expression } from "../python/ast.js";
import { CallArguments, literalOf, type PropertyOf } from "../translate/arguments.js";
import type { Translator } from "../translate/translator.js";
import { ignoredArguments, trainingArguments as known, optimizers } from "./option-names.js";
import type { SymbolCall } from "./tables.js";

/** Names that Transformers had before, with those that it has now. */
const renamed: Record<string, string> = { evaluation_strategy: "evalStrategy" };

/** Reports that summnb writes for others; its own run store keeps all of it. */
const reporters = new Set(["none", "all", "tensorboard"]);

/** `TrainingArguments(…)` of either kind: what has no counterpart stands there as a comment. */
export const trainingArguments: SymbolCall = (t, node, path) => {
  const args = new CallArguments(t, node, path.split(".").at(-1)!);
  const folder = args.positional > 0 ? args.require("output_dir", 0) : undefined;
  const notes: string[] = [];
  const table: Record<string, PropertyOf> = {};
  const take: PropertyOf = (value, { name }) => ({
    key: renamed[name!] ?? camelCase(name!),
    value: t.expression(value),
  });
  for (const name of [...known, ...ignoredArguments, ...Object.keys(renamed)]) table[name] = take;
  Object.assign(table, special(t, notes));
  const properties = args.properties(table, leaveOut(t, notes, "summnb has no such training argument"));
  if (folder) properties.unshift({ key: "outputDir", value: folder });
  const hasCheckpointing = properties.some(({ key }) => key === "gradientCheckpointing");
  if (t.known.gradientCheckpointing && !hasCheckpointing)
    properties.push({
      key: "gradientCheckpointing",
      value: code("true", simple("boolean"), binding.primary),
      comment: "gradient_checkpointing_enable() of the Python notebook",
    });
  const last = properties.at(-1);
  const lines = notes.map((note) => `  // summnb import: left out: ${note}`);
  const object = last
    ? objectLiteral(properties, undefined, properties.length > 2 || notes.length > 0).text
    : "{\n}";
  const text = notes.length > 0 ? `${object.slice(0, -2)}\n${lines.join("\n")}\n}` : object;
  return code(`new ${t.use("Seq2SeqTrainingArguments")}(${text})`, simple("arguments"), binding.primary);
};

/** An argument that becomes a comment and a line of the report. */
function leaveOut(t: Translator, notes: string[], why: string): PropertyOf {
  return (_value: Expression, argument: Argument) => {
    const text = t.python(argument).split(/\s+/).join(" ");
    notes.push(`${text} (${why})`);
    t.remark("dropped", `The training argument \`${text}\` is left out: ${why}.`, argument);
    return undefined;
  };
}

const oneProcess = "summnb trains in one process on one device";

/** Arguments whose values are not summnb's, or that it refuses. */
function special(t: Translator, notes: string[]): Record<string, PropertyOf> {
  /** Left out in silence where it says what holds anyway. */
  const unless =
    (usual: readonly unknown[], why: string): PropertyOf =>
    (value, argument) =>
      usual.includes(literalOf(value)) ? undefined : leaveOut(t, notes, why)(value, argument);
  return {
    fp16: (value, argument) => {
      if (literalOf(value) === false) return undefined;
      t.remark(
        "mistake",
        "`fp16` overflows in T5 and Pegasus, so it is left out: `bf16: true` is what saves memory.",
        argument,
      );
      notes.push(`${t.python(argument)} (float16 overflows; bf16: true saves memory)`);
      return undefined;
    },
    optim: (value, argument) => {
      const name = literalOf(value);
      if (name === "adamw_hf")
        return { key: "optim", value: code(quote("adamw_torch"), simple("text"), binding.primary) };
      if (typeof name === "string" && !optimizers.includes(name))
        return leaveOut(t, notes, `optimizers are ${optimizers.join(", ")}`)(value, argument);
      return { key: "optim", value: t.expression(value) };
    },
    report_to: (value, argument) => {
      const names = value.type === "list" ? value.items.map(literalOf) : [literalOf(value)];
      const isKnown = names.every((name) => reporters.has(String(name)));
      if (isKnown) return { key: "reportTo", value: t.expression(value) };
      return leaveOut(
        t,
        notes,
        "the run store keeps every figure; tensorboard is what can be written besides",
      )(value, argument);
    },
    hub_token: () => {
      t.remark(
        "dropped",
        "The training argument `hub_token` is left out: set HF_TOKEN, or log in with `hf auth login`.",
        { from: 0, to: 0 },
      );
      return undefined;
    },
    eval_on_start: unless([false], "call evaluate() before train() instead"),
    save_safetensors: unless([true], "weights are always written as safetensors"),
    ignore_data_skip: unless([false], "resuming goes on with the next row"),
    bf16_full_eval: unless([false], "an evaluation has the precision of the weights"),
    fp16_full_eval: unless([false], "float16 overflows in T5 and Pegasus"),
    full_determinism: unless([false], "on the CPU a seed repeats a run without it"),
    sortish_sampler: unless([false], "group_by_length is what it is for"),
    neftune_noise_alpha: unless([null], "noise on embeddings is not there"),
    optim_args: unless([null], "optimizers have arguments of their own"),
    deepspeed: unless([null], oneProcess),
    fsdp: unless(["", false], oneProcess),
    fsdp_config: unless([null], oneProcess),
    local_rank: unless([-1], oneProcess),
    tpu_num_cores: unless([null], oneProcess),
    debug: unless([""], "its tools are for TPUs and float16"),
    past_index: unless([-1], "no model here returns past states"),
    push_to_hub_organization: unless([null], "write it before the name in hub_model_id"),
  };
}
