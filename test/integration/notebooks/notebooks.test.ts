import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { NotebookCell } from "../../../src/notebook/index.js";
import { kindOf, type OutputPayload } from "../../../src/protocol/index.js";
import type { HubServer } from "../../hub/server.js";
import { startSourceHub } from "../../hub/sourceNotebooks/hub.js";
import { type Executed, examplePath, readNotebook, runExample, sourceNotebooks } from "./runExample.js";
import { structureOf } from "./structure.js";

type Name = (typeof sourceNotebooks)[number];

/** Rules of the training doctor that a notebook's cells show, one for each mistake of its source. */
const mistakes: Record<Name, readonly string[]> = {
  "pegasus-cnn-dailymail": ["labels-contain-pad"],
  "flan-t5-lora-dialogsum": [
    "labels-contain-pad",
    "no-attention-mask",
    "prompt-differs",
    "same-weights",
    "few-evaluation-rows",
    "shared-documents",
  ],
  "t5-small-xsum-methods": [
    "t5-without-prefix",
    "generation-length-default",
    "same-weights",
    "few-evaluation-rows",
  ],
  "pegasus-samsum": ["labels-contain-pad", "no-attention-mask"],
  "bart-samsum-trainer": ["no-labels", "nothing-generated"],
};

/** Lines of plain text that the source prints, with figures of any kind. */
const printed: Record<Name, readonly RegExp[]> = {
  "pegasus-cnn-dailymail": [
    /^Dataset\(\{\n {4}features: \['document', 'summary', 'id'\],\n {4}num_rows: \d+\n\}\)\n\{'document': /m,
    /^Dataset\(\{\n {4}features: \['id', 'input_ids', 'attention_mask', 'labels'\],\n {4}num_rows: \d+\n\}\) Dataset\(\{/m,
  ],
  "flan-t5-lora-dialogsum": [
    /^DatasetDict\(\{\n {4}train: Dataset\(\{\n {8}features: \['id', 'dialogue', 'summary', 'topic'\],/m,
    /^Trainable model parameters: (\d+)\nAll model parameters: \1\nPercentage of trainable model parameters: 100\.00%$/m,
    /^Generated Summary:-{99}\n.*\n\nHuman Summary:-{99}\n/m,
    /^Shapes of the datasets:\nTraining: \(\d+, 2\)\nValidation: \(\d+, 2\)\nTest: \(\d+, 2\)\nDatasetDict/m,
    /^Step {2}Training Loss\n/m,
    /^\('\.\/peft-dialogue-summary-checkpoint-local\/.*',$/m,
    /^Trainable model parameters: 0\nAll model parameters: \d+\nPercentage of trainable model parameters: 0\.00%$/m,
    /^Original Model:-{99}\n[\s\S]*\nPEFT Model:-{99}\n[\s\S]*\nHuman:-{99}\n/m,
    /human_baseline_summaries +original_model_summaries +peft_model_summaries$/m,
    /original_model +peft_model\n0 +0(\.\d+)? +0(\.\d+)?\n1 /m,
    /^rouge1: -?\d+\.\d\d%\nrouge2: -?\d+\.\d\d%\nrougeL: -?\d+\.\d\d%\nrougeLsum: -?\d+\.\d\d%$/m,
  ],
  "t5-small-xsum-methods": [
    /^Dataset\(\{\n {4}features: \['document', 'summary', 'id', 'input_ids', 'attention_mask', 'labels'\],\n {4}num_rows: 20\n\}\)$/m,
    /^Epoch +Training Loss +Validation Loss\n/m,
    /^\{'rouge1': [\d.]+, 'rouge2': [\d.]+, 'rougeL': [\d.]+, 'rougeLsum': [\d.]+\}$/m,
  ],
  "pegasus-samsum": [/^device \S+, PYTORCH_CUDA_ALLOC_CONF=expandable_segments:True$/m],
  "bart-samsum-trainer": [
    /^\{'rouge1': Score\(precision=[\d.]+, recall=[\d.]+, fmeasure=[\d.]+\), 'rouge2': Score\(/m,
  ],
};

const textOf = (cells: readonly NotebookCell[]): string =>
  cells
    .flatMap(({ outputs }) => outputs)
    .map((output) => {
      if (output.output_type === "stream") return [output.text].flat().join("");
      if (output.output_type === "error") return output.evalue;
      return [output.data["text/plain"] ?? ""].flat().join("");
    })
    .join("\n");

/** Rules of all findings that cells show. */
function rulesOf(cells: readonly NotebookCell[]): Set<string> {
  const bundles = cells
    .flatMap(({ outputs }) => outputs)
    .flatMap((output) => ("data" in output ? [output.data] : []));
  const payloads = bundles.flatMap((data) =>
    Object.entries(data).filter(([mime]) => kindOf(mime) === "diagnostics"),
  );
  const findings = payloads.flatMap(
    ([, payload]) => (payload as OutputPayload & { data: { findings: { rule: string }[] } }).data.findings,
  );
  return new Set(findings.map(({ rule }) => rule));
}

describe("The source notebooks", function () {
  this.timeout(600_000);
  let hub: HubServer;
  let folder: string;
  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "summnb-notebooks-"));
    hub = await startSourceHub({ shared: true });
  });
  after(async () => {
    await hub?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  for (const name of sourceNotebooks)
    describe(name, () => {
      let executed: Executed;
      before(async () => {
        executed = await runExample(name, hub, folder, { SUMMNB_MAX_STEPS: "2", SUMMNB_MAX_EVAL_ROWS: "3" });
      });

      it("runs from the first cell to the last", () => {
        assert.equal(executed.code, 0, executed.log.slice(-3000));
        const empty = executed.cells.filter(({ type, executionCount }) => type === "code" && !executionCount);
        assert.deepEqual(
          empty.map(({ id }) => id),
          [],
        );
      });

      it("prints in the shapes of its source", () => {
        const text = textOf(executed.cells);
        for (const shape of printed[name]) assert.match(text, shape);
      });

      it("finds the mistakes of its source", () => {
        const found = rulesOf(executed.cells);
        assert.deepEqual(
          mistakes[name].filter((rule) => !found.has(rule)),
          [],
        );
      });

      it("has saved outputs of the structure that running gives, in a small file", () => {
        const saved = readNotebook(examplePath(name));
        assert.deepEqual(structureOf(saved), structureOf(executed.cells));
        assert.ok(readFileSync(examplePath(name)).length < 120_000);
      });

      it("says first what it does, how long it takes, what memory it costs, and whose outputs are saved", () => {
        const [first] = readNotebook(examplePath(name));
        for (const said of [
          /What it does/,
          /How long.*estimated/,
          /Memory.*estimated/,
          /outputs.*test model/s,
        ])
          assert.match(first!.source, said);
      });
    });

  // Tests of a suite run before the suites in it, so that this one needs its own.
  describe("together", () => {
    it("uploads the model of the last one to the user's own repository, and only there", () => {
      const repo = hub.repo("model", "me/results");
      assert.equal(repo?.private, true);
      assert.ok(repo.commits.get(repo.branches.get("main")!)!.has("model.safetensors"));
    });
  });
});
