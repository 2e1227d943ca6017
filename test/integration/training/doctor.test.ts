import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseNotebook } from "../../../src/notebook/index.js";
import { type Finding, type MimeBundle, mimeOf, parsePayload } from "../../../src/protocol/index.js";
import { repositoryRoot } from "../../golden/goldenData.js";
import { runCli } from "../../unit/cli/runCli.js";

const examples = path.join(repositoryRoot, "examples");
const fixtures = path.join(repositoryRoot, "test/unit/training/doctor/fixtures");
const mime = mimeOf("diagnostics");

/** A finding with the cell that shows it. */
type Shown = Finding & { shownIn: string };

describe("Notebooks that make the mistakes of the source notebooks", function () {
  this.timeout(240_000);
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "summnb-doctor-"));
    for (const name of ["starter", "debian-synopses"])
      symlinkSync(path.join(examples, name), path.join(folder, name));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Runs a notebook by the kernel in a process of its own, since the doctor remembers what a process did. */
  async function run(file: string, env: NodeJS.ProcessEnv = {}): Promise<Shown[]> {
    const copy = path.join(folder, path.basename(file));
    copyFileSync(file, copy);
    const { code, stderr } = await runCli(["run", copy], "", {
      SUMMNB_RUNS: path.join(folder, "runs"),
      SUMMNB_TEST_OUTPUT: path.join(folder, "out"),
      ...env,
    });
    assert.equal(code, 0, stderr);
    return parseNotebook(readFileSync(copy)).cells.flatMap(({ id, outputs }) =>
      outputs.flatMap((output) => {
        const data = "data" in output ? (output.data as MimeBundle) : {};
        const findings = mime in data ? parsePayload("diagnostics", data[mime]).data.findings : [];
        return findings.map((finding) => ({ ...finding, shownIn: id }));
      }),
    );
  }

  /** Where a finding is shown, its rule, and the cell that it names. */
  const inShort = (shown: readonly Shown[]) =>
    shown.map(({ shownIn, rule, cellId }) => [shownIn, rule, cellId]);
  const messageOf = (shown: readonly Shown[], rule: string) =>
    shown.find((finding) => finding.rule === rule)!.message;

  it("pad tokens in the loss, no mask, a base called original, another prompt, ten rows of four documents", async () => {
    const shown = await run(path.join(fixtures, "lora-base-called-original.summnb"));
    assert.deepEqual(inShort(shown), [
      ["train", "labels-contain-pad", "tokenize"],
      ["train", "no-attention-mask", "tokenize"],
      ["train", "truncated", "tokenize"],
      ["evaluate", "prompt-differs", "evaluate"],
      ["rouge", "base-changed", "evaluate"],
      ["rouge", "few-evaluation-rows", "rouge"],
      ["rouge", "shared-documents", "rouge"],
      ["rouge", "evaluation-length", "evaluate"],
    ]);
    assert.match(
      messageOf(shown, "base-changed"),
      /"original".*getPeftModel put there in place in cell \[3\]/,
    );
    assert.match(messageOf(shown, "shared-documents"), /The 10 rows share 4 documents/);
  });

  it("full fine-tuning compared with itself", async () => {
    const shown = await run(path.join(fixtures, "base-trained-in-place.summnb"));
    assert.deepEqual(inShort(shown), [
      ["train", "t5-without-prefix", "train"],
      ["train", "generation-length-default", "train"],
      ["train", "few-evaluation-rows", "setup"],
      ["full", "few-evaluation-rows", "full"],
      ["base", "same-weights", "base"],
      ["base", "few-evaluation-rows", "base"],
    ]);
    assert.match(
      messageOf(shown, "same-weights"),
      /scored in cell \[4\], so that the scores can't differ: the training in cell \[3\] changed the model in place/,
    );
  });

  it("no labels, and scores of what nobody generated", async () => {
    const shown = await run(path.join(fixtures, "no-labels.summnb"));
    assert.deepEqual(inShort(shown), [
      ["train", "no-labels", "tokenize"],
      ["score", "nothing-generated", "score"],
    ]);
  });

  it("labels padded with pad tokens", async () => {
    const shown = await run(path.join(fixtures, "padded-labels.summnb"));
    assert.deepEqual(inShort(shown), [
      ["train", "labels-contain-pad", "tokenize"],
      ["train", "labels-contain-pad", "tokenize"],
      ["train", "t5-without-prefix", "train"],
      ["train", "truncated", "tokenize"],
    ]);
  });

  it("raises no false alarm in the first run, whose documents are in fact longer than it reads", async () => {
    const env = { SUMMNB_FIRST_RUN_STEPS: "2", SUMMNB_FIRST_RUN_ROWS: "50" };
    const shown = await run(path.join(examples, "first-run.summnb"), env);
    assert.deepEqual(
      shown.map(({ severity, rule }) => [severity, rule]),
      [["info", "truncated"]],
    );
    assert.match(shown[0]!.message, /^Documents are cut to \d+ tokens in [\d,]+ of [\d,]+ training rows/);
  });
});
