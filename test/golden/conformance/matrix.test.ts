/**
 * One table: every architecture, in every dtype that trains, does everything. A further architecture is one more
 * row of `models`, with goldens recorded as for the others.
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { fromGenerationConfig } from "../../../src/library/generation/options.js";
import { AutoModelForSeq2SeqLM, type PreTrainedModel } from "../../../src/library/models/index.js";
import { getPeftModel, LoraConfig, PeftModel } from "../../../src/library/peft/index.js";
import {
  type LongTensor,
  loadSafetensors,
  noGrad,
  scope,
  type Tensor,
} from "../../../src/library/tensor/index.js";
import * as ops from "../../../src/library/tensor/ops.js";
import { Seq2SeqTrainer, Seq2SeqTrainingArguments } from "../../../src/library/training/index.js";
import { withoutPadding } from "../generation/goldenIds.js";
import { goldenPath, readGolden } from "../goldenData.js";
import { maxDifference } from "../support.js";

interface Row {
  /** Of the goldens. */
  name: "t5" | "flan" | "bart" | "pegasus";
  /** What PEFT's LoRA takes for this architecture when nothing is said. */
  targetModules: string[];
}

const models: Row[] = [
  { name: "t5", targetModules: ["q", "v"] },
  { name: "flan", targetModules: ["q", "v"] },
  { name: "bart", targetModules: ["q_proj", "v_proj"] },
  { name: "pegasus", targetModules: ["q_proj", "v_proj"] },
];

/** How far a loss may be from Transformers' in float32, relatively; bfloat16 keeps 8 bits of a number. */
const dtypes = { float32: 1e-5, bfloat16: 2e-2 } as const;
type DType = keyof typeof dtypes;

interface GenerationGolden {
  batch: { input_ids: number[][]; attention_mask: number[][] };
  cases: Record<string, { kwargs: Record<string, unknown>; sequences: number[][] }>;
}

const generation = readGolden<{ models: Record<Row["name"], GenerationGolden> }>(
  "generate",
  "generate.4.57.6.json",
);

const load = (row: Row, dtype: DType): Promise<PreTrainedModel> =>
  AutoModelForSeq2SeqLM.fromPretrained(goldenPath("models", `${row.name}-trained`), { dtype, device: "cpu" });

function recordedBatch(row: Row) {
  const golden = loadSafetensors(goldenPath("forward", `${row.name}-trained.safetensors`));
  const long = (key: string) => golden.get(key) as LongTensor;
  const { loss } = readGolden<{ loss: number }>("forward", `${row.name}-trained.json`);
  return {
    loss,
    batch: { inputIds: long("input_ids"), attentionMask: long("attention_mask"), labels: long("labels") },
  };
}

const float32 = (tensor: Tensor | null) => ops.toDtype(tensor!, "float32").toArray() as Float32Array;

/** Logits [B, T, vocabulary] of the recorded batch. */
function logitsOf(model: PreTrainedModel, row: Row): Float32Array {
  const { batch } = recordedBatch(row);
  return noGrad(() => scope(() => float32(model.forward({ ...batch, outputLogits: true }).logits)));
}

function near(actual: number, expected: number, dtype: DType): void {
  const limit = dtypes[dtype] * Math.max(1, Math.abs(expected));
  assert.ok(Math.abs(actual - expected) <= limit, `${actual} is not ${expected}`);
}

/** Rows of token ids from the recorded batch, for the trainer. */
function trainingRows(row: Row) {
  const { batch } = recordedBatch(row);
  const rowsOf = (tensor: LongTensor, keep: (id: number) => boolean) => {
    const [count, length] = tensor.shape as [number, number];
    const ids = Array.from(tensor.toArray(), Number);
    return Array.from({ length: count }, (_, i) => ids.slice(i * length, (i + 1) * length).filter(keep));
  };
  const inputs = rowsOf(batch.inputIds, () => true);
  const labels = rowsOf(batch.labels, (id) => id >= 0);
  return inputs.map((inputIds, i) => ({ inputIds, labels: labels[i]! }));
}

/** Trains two updates on one batch; gives both losses. */
async function twoUpdates(model: PreTrainedModel, row: Row): Promise<[number, number]> {
  const rows = trainingRows(row);
  const args = new Seq2SeqTrainingArguments({
    maxSteps: 2,
    perDeviceTrainBatchSize: rows.length,
    learningRate: 1e-3,
    lrSchedulerType: "constant",
    loggingSteps: 1,
    saveStrategy: "no",
  });
  const trainer = new Seq2SeqTrainer({ model, args, trainDataset: rows, dropout: 0, display: false });
  const { logs } = await trainer.train();
  return [logs[0]!.loss!, logs[1]!.loss!];
}

/** Ids of a recorded case, and how many of its rows are Transformers'. */
async function generated(row: Row, dtype: DType, title: string) {
  const golden = generation.models[row.name];
  const { kwargs, sequences } = golden.cases[title]!;
  const model = await load(row, dtype);
  const sources = golden.batch.input_ids.map((ids, i) =>
    ids.filter((_, j) => golden.batch.attention_mask[i]![j] === 1),
  );
  const ids = await model.generate(sources, fromGenerationConfig(kwargs));
  const eos = model.eosTokenId;
  const same = ids.filter((one, i) => isDeepStrictEqual(one, withoutPadding(sequences[i]!, eos))).length;
  return { ids, same, count: sequences.length };
}

/** float32 repeats Transformers' ids; bfloat16 decides otherwise where two tokens are as good as equal. */
async function repeats(row: Row, dtype: DType, title: string): Promise<void> {
  const { same, count, ids } = await generated(row, dtype, title);
  if (dtype === "float32") assert.equal(same, count);
  else assert.ok(same >= 1, `no row of ${count} is as in float32: ${JSON.stringify(ids[0])}`);
}

const abilities: Record<string, (row: Row, dtype: DType, folder: string) => Promise<void>> = {
  forward: async (row, dtype) => {
    const model = await load(row, dtype);
    const { batch, loss } = recordedBatch(row);
    near(
      noGrad(() => scope(() => model.forward(batch).loss!.item())),
      loss,
      dtype,
    );
  },

  "train step": async (row, dtype) => {
    const model = await load(row, dtype);
    const [first, second] = await twoUpdates(model, row);
    assert.ok(second < first, `the loss went from ${first} to ${second}`);
    assert.equal(model.dtype, dtype);
  },

  greedy: (row, dtype) => repeats(row, dtype, "greedy"),

  beam: (row, dtype) => repeats(row, dtype, "beam4_lp2.0_esTrue"),

  LoRA: async (row, dtype, folder) => {
    const base = await load(row, dtype);
    const before = logitsOf(base, row);
    const config = new LoraConfig({ r: 4, loraAlpha: 8, targetModules: row.targetModules });
    const model = getPeftModel(base, config, { seed: 1 });
    assert.equal(maxDifference(logitsOf(model, row), before), 0, "a fresh adapter changes nothing");
    const [first, second] = await twoUpdates(model, row);
    assert.ok(second < first, `the loss went from ${first} to ${second}`);
    await model.savePretrained(folder);
    const again = await PeftModel.fromPretrained(await load(row, dtype), folder);
    assert.equal(maxDifference(logitsOf(again, row), logitsOf(model, row)), 0);
  },

  "save/load": async (row, dtype, folder) => {
    const model = await load(row, dtype);
    await model.savePretrained(folder);
    const again = await AutoModelForSeq2SeqLM.fromPretrained(folder, { device: "cpu" });
    assert.equal(again.dtype, dtype);
    assert.equal(maxDifference(logitsOf(again, row), logitsOf(model, row)), 0);
  },
};

describe("Conformance", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "summnb-conformance-"));
    process.env.SUMMNB_RUNS = path.join(folder, "runs");
  });
  after(() => {
    delete process.env.SUMMNB_RUNS;
    rmSync(folder, { recursive: true });
  });

  for (const row of models)
    for (const dtype of Object.keys(dtypes) as DType[])
      for (const [ability, check] of Object.entries(abilities))
        it(`${row.name} · ${dtype} · ${ability}`, () =>
          check(row, dtype, path.join(folder, `${row.name}-${dtype}-${ability.replace("/", "-")}`)));
});
