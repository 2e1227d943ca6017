import { binding, type Code, code, member, method, objectLiteral, type Property } from "../code.js";
import { type Kind, simple } from "../kinds.js";
import { noteChange, noteLabels } from "../mistakes.js";
import type { Call } from "../python/ast.js";
import { CallArguments, optionsText } from "../translate/arguments.js";
import type { Translator } from "../translate/translator.js";
import { dropToken } from "./datasets.js";
import { type MethodCall, type Recognisers, type SymbolCall, same } from "./tables.js";
import { trainingArguments } from "./training-arguments.js";

/** Options of a trainer in the order in which Python takes them without names. */
const positions = ["model", "args", "data_collator", "train_dataset", "eval_dataset", "processing_class"];

const trainer: SymbolCall = (t, node, path) => {
  const args = new CallArguments(t, node, path.split(".").at(-1)!);
  const model = args.require("model", 0);
  if (model.kind.type !== "model") t.fail("it is not known which model is trained", node);
  const properties: Property[] = [{ key: "model", value: model }];
  for (let position = 1; position < args.positional; position++) {
    const value = args.code("", position);
    if (value) properties.push({ key: trainerKeys[positions[position]!]!, value });
  }
  const metrics = node.args.find(({ name }) => name === "compute_metrics");
  if (metrics?.value.type === "name") t.learned.metricFunctions.add(metrics.value.name);
  if (metrics)
    t.remark(
      "note",
      "`compute_metrics` is left out: with `predictWithGenerate: true` the trainer computes ROUGE itself.",
      metrics,
    );
  args.skip("compute_metrics", "model");
  const train = datasetOf(t, node, "train_dataset");
  properties.push(
    ...args.properties(
      Object.fromEntries(
        Object.entries(trainerKeys).map(([name, key]) => [
          name,
          (value: Parameters<Translator["expression"]>[0]) => ({ key, value: t.expression(value) }),
        ]),
      ),
    ),
  );
  noteLabels(t, train, node);
  const origin = model.kind.type === "model" ? model.kind.origin : undefined;
  const kind: Kind = { type: "trainer", ...(origin === undefined ? {} : { origin }) };
  return code(
    `new ${t.use("Seq2SeqTrainer")}(${objectLiteral(properties, undefined, true).text})`,
    kind,
    binding.primary,
  );
};

function datasetOf(t: Translator, node: Call, name: string): Kind | undefined {
  const argument = node.args.find((found) => found.name === name);
  return argument && t.expression(argument.value).kind;
}

const trainerKeys: Record<string, string> = {
  args: "args",
  data_collator: "dataCollator",
  train_dataset: "trainDataset",
  eval_dataset: "evalDataset",
  tokenizer: "tokenizer",
  processing_class: "processingClass",
  callbacks: "callbacks",
};

/** `DataCollatorForSeq2Seq(tokenizer, model=model)`: padding to the longest, labels with -100. */
const collator: SymbolCall = (t, node) => {
  const args = new CallArguments(t, node, "DataCollatorForSeq2Seq");
  const tokenizer = args.require("tokenizer", 0);
  const label = args.literal("label_pad_token_id");
  if (label !== undefined && label !== -100)
    t.remark(
      "note",
      "`label_pad_token_id` is left out: labels are always filled with -100, which the loss leaves out.",
      node,
    );
  else if (args.has("label_pad_token_id") && label === undefined)
    t.remark(
      "note",
      "`label_pad_token_id` is left out: labels are always filled with -100, which the loss leaves out.",
      node,
    );
  const padding = args.literal("padding", 2);
  if (padding === "max_length" || padding === false)
    t.remark("note", "`padding` is left out: batches are filled to their longest row.", node);
  args.take("model", 1);
  args.take("padding", 2);
  args.skip("label_pad_token_id", "pad_to_multiple_of", "return_tensors", "max_length");
  args.finish();
  return code(
    `${t.use("DataCollatorForSeq2Seq")}({ padTokenId: ${member(tokenizer, "padTokenId").text} })`,
    simple("collator"),
  );
};

const earlyStopping: SymbolCall = (t, node) => {
  const args = new CallArguments(t, node, "EarlyStoppingCallback");
  const patience = args.code("early_stopping_patience", 0);
  const threshold = args.code("early_stopping_threshold", 1);
  args.finish();
  const properties: Property[] = [
    ...(patience ? [{ key: "earlyStoppingPatience", value: patience }] : []),
    ...(threshold ? [{ key: "earlyStoppingThreshold", value: threshold }] : []),
  ];
  return code(
    `new ${t.use("EarlyStoppingCallback")}(${properties.length > 0 ? objectLiteral(properties).text : ""})`,
    simple("callback"),
    binding.primary,
  );
};

const train: MethodCall = (t, object, node) => {
  const args = new CallArguments(t, node, "train");
  const resume = args.code("resume_from_checkpoint", 0);
  args.finish();
  const { origin } = object.kind as { origin?: string };
  const model: Code = { ...object, kind: { type: "model", ...(origin === undefined ? {} : { origin }) } };
  noteChange(t, model, "training");
  const options =
    resume && resume.kind.type !== "none"
      ? [objectLiteral([{ key: "resumeFromCheckpoint", value: resume }]).text]
      : [];
  return t.awaited(method(object, "train", options, simple("trainResult")));
};

const evaluate: MethodCall = (t, object, node) => {
  const args = new CallArguments(t, node, "evaluate");
  const rows = args.code("eval_dataset", 0);
  args.skip("metric_key_prefix");
  for (const name of ["max_length", "num_beams"])
    if (args.has(name)) t.fail(`\`${name}\` of an evaluation is a training argument here`, node);
  args.finish();
  return t.awaited(method(object, "evaluate", rows ? [rows.text] : [], simple("evaluation")));
};

const saveModel: MethodCall = (t, object, node) => {
  const args = new CallArguments(t, node, "save_model");
  const folder = args.code("output_dir", 0);
  args.finish();
  return t.awaited(method(object, "saveModel", folder ? [folder.text] : [], simple("none")));
};

const push: MethodCall = (t, object, node) => {
  const args = new CallArguments(t, node, "push_to_hub");
  const message = args.code("commit_message", 0);
  dropToken(t, args, node);
  args.skip("blocking");
  const properties = args.properties({
    language: true,
    license: true,
    tags: true,
    dataset: true,
    revision: true,
  });
  if (message) properties.unshift({ key: "commitMessage", value: message });
  const options = optionsText(properties);
  return t.awaited(method(object, "pushToHub", options, simple("cell")));
};

const recorded = same("the run store keeps every figure of a run");

const read = (name: string, kind: Kind) => (_t: Translator, object: Code) => member(object, name, kind);

export const training: Recognisers = {
  calls: {
    "transformers.TrainingArguments": trainingArguments,
    "transformers.Seq2SeqTrainingArguments": trainingArguments,
    "transformers.Trainer": trainer,
    "transformers.Seq2SeqTrainer": trainer,
    "transformers.DataCollatorForSeq2Seq": collator,
    "transformers.EarlyStoppingCallback": earlyStopping,
  },
  methods: {
    trainer: {
      train,
      evaluate,
      save_model: saveModel,
      push_to_hub: push,
      save_state: recorded,
      log_metrics: recorded,
      save_metrics: recorded,
    },
  },
  attributes: {
    trainer: {
      model: (_t, object) => {
        const { origin } = object.kind as { origin?: string };
        return member(object, "model", { type: "model", ...(origin === undefined ? {} : { origin }) });
      },
    },
    trainResult: {
      training_loss: read("trainLoss", simple("number")),
      global_step: read("globalStep", simple("number")),
    },
  },
};
