import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Finding } from "../../../src/protocol/index.js";
import { writeJson, writeJsonLines } from "../../golden/cli/modelFolder.js";
import { repositoryRoot } from "../../golden/goldenData.js";
import { rulesOf, textRows } from "../training/doctor/support.js";
import { type CliResult, runCli } from "./runCli.js";

const starter = path.join(repositoryRoot, "examples/starter");
const fixtures = path.join(repositoryRoot, "test/unit/training/doctor/fixtures");

describe("summnb doctor with a plan", function () {
  this.timeout(60_000);
  let folder: string;
  const at = (name: string) => path.join(folder, name);

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "summnb-plan-"));
    await writeJsonLines(at("train.jsonl"), textRows(60));
    await writeJsonLines(at("validation.jsonl"), textRows(60, 1000));
    await writeJsonLines(at("test.jsonl"), [...textRows(40, 2000), ...textRows(10)]);
  });
  after(() => rm(folder, { recursive: true }));

  const plan = () => ({
    model: starter,
    dataset: { train: at("train.jsonl"), validation: at("validation.jsonl") } as Record<string, string>,
    sourcePrefix: "summarize: ",
    lora: { r: 4, targetModules: ["q", "v"] },
    arguments: { outputDir: at("out"), learningRate: 5e-4, maxSteps: 1 } as Record<string, unknown>,
  });
  const findingsOf = async (value: unknown): Promise<Finding[]> => {
    const { code, stdout, stderr } = await runCli([
      "doctor",
      await writeJson(at("plan.json"), value),
      "--json",
    ]);
    assert.deepEqual([code, stderr], [0, ""]);
    return JSON.parse(stdout).findings;
  };

  it("finds nothing in a plan that is right, and keeps the shape of its JSON", async () => {
    const { code, stdout } = await runCli(["doctor", await writeJson(at("plan.json"), plan()), "--json"]);
    const value = JSON.parse(stdout);
    assert.equal(code, 0);
    assert.ok(value.devices.includes("cpu") && value.libtorch.version && value.memory.totalBytes > 0);
    assert.deepEqual(value.findings, []);
  });

  it("says so in a sentence without --json", async () => {
    const file = await writeJson(at("plan.json"), plan());
    const { stdout } = await runCli(["doctor", file]);
    assert.equal(stdout, `The training doctor found nothing to correct in ${file}.\n`);
  });

  const mistakes: [string, (p: ReturnType<typeof plan>) => object, string[], RegExp][] = [
    [
      "LoRA's targets that match nothing",
      (p) => ({ ...p, lora: { targetModules: ["q_proj"] } }),
      ["lora-targets"],
      /"q_proj" matches no linear layer/,
    ],
    [
      "a rate of full fine-tuning for LoRA",
      (p) => ({ ...p, arguments: { ...p.arguments, learningRate: 5e-5 } }),
      ["learning-rate"],
      /suits full/,
    ],
    ["float16", (p) => ({ ...p, arguments: { ...p.arguments, fp16: true } }), ["fp16"], /fp16 is on/],
    [
      "an argument that does not exist",
      (p) => ({ ...p, arguments: { ...p.arguments, learningrate: 1 } }),
      ["arguments"],
      /learningRate/,
    ],
    [
      "a key that does not exist",
      (p) => ({ ...p, sourceprefix: "x" }),
      ["config"],
      /did you mean sourcePrefix/,
    ],
    [
      "a model that is not there",
      (p) => ({ ...p, model: at("nothing") }),
      ["model"],
      /There is no (folder|model)/,
    ],
    [
      "data that is not there",
      (p) => ({ ...p, dataset: { train: at("nothing.jsonl") } }),
      ["dataset"],
      /nothing\.jsonl/,
    ],
    [
      "a column that is not there",
      (p) => ({ ...p, dataset: { ...p.dataset, summaryColumn: "highlights" } }),
      ["dataset", "dataset"],
      /no column "highlights"/,
    ],
    [
      "summaries that are cut",
      (p) => ({ ...p, maxTargetLength: 4 }),
      ["truncated"],
      /60 of 60 training rows and 60 of 60 evaluation rows/,
    ],
    [
      "a T5 without its prefix",
      ({ sourcePrefix, ...p }) => p,
      ["t5-without-prefix"],
      /knows its task by a prefix/,
    ],
    [
      "test rows in the training rows",
      (p) => ({ ...p, dataset: { ...p.dataset, test: at("test.jsonl") } }),
      ["test-in-training"],
      /10 of 50 evaluation rows/,
    ],
    [
      "an evaluation of 20 tokens",
      (p) => ({ ...p, arguments: { ...p.arguments, predictWithGenerate: true } }),
      ["generation-length-default"],
      /Hugging Face's default/,
    ],
  ];
  for (const [what, change, rules, says] of mistakes)
    it(`finds ${what}`, async () => {
      const findings = await findingsOf(change(plan()));
      assert.deepEqual(rulesOf(findings), rules);
      assert.match(findings[0]!.message, says);
    });

  it("finds rows without labels", async () => {
    await writeJsonLines(at("ids.jsonl"), [{ input_ids: [5, 6, 1], attention_mask: [1, 1, 1] }]);
    const findings = await findingsOf({ ...plan(), dataset: { train: at("ids.jsonl") } });
    assert.deepEqual(rulesOf(findings), ["no-labels"]);
  });

  it("is what summnb train says on stderr before it trains", async () => {
    const config = { ...plan(), arguments: { ...plan().arguments, learningRate: 5e-5, saveStrategy: "no" } };
    const file = await writeJson(at("train.json"), config);
    const { code, stdout, stderr }: CliResult = await runCli(["train", file, "--json"], "", {
      SUMMNB_RUNS: at("runs"),
    });
    assert.equal(code, 0, stderr);
    assert.match(
      stderr,
      /^warning: A learning rate of 0\.00005 suits full fine-tuning.* \(learning-rate\)$/m,
    );
    assert.equal(JSON.parse(stdout).steps.length, 1);
  });

  const readings: [string, [place: string, rule: string][]][] = [
    [
      "lora-base-called-original",
      [
        ["3 of 8", "labels-contain-pad"],
        ["3 of 8", "no-attention-mask"],
        ["7 of 8", "base-changed"],
        ["8 of 8", "few-evaluation-rows"],
      ],
    ],
    [
      "base-trained-in-place",
      [
        ["4 of 6", "few-evaluation-rows"],
        ["5 of 6", "few-evaluation-rows"],
        ["6 of 6", "same-weights"],
        ["6 of 6", "few-evaluation-rows"],
      ],
    ],
    [
      "no-labels",
      [
        ["3 of 5", "no-labels"],
        ["5 of 5", "nothing-generated"],
      ],
    ],
    ["padded-labels", [["3 of 4", "labels-contain-pad"]]],
  ];
  for (const [name, expected] of readings)
    it(`reads ${name}.summnb without running it`, async () => {
      const { code, stdout } = await runCli(["doctor", path.join(fixtures, `${name}.summnb`), "--json"]);
      assert.equal(code, 0);
      const findings: Finding[] = JSON.parse(stdout).findings;
      assert.deepEqual(
        findings.map(({ cell, rule }) => [cell, rule]),
        expected,
      );
      assert.ok(findings.every(({ cellId }) => cellId !== undefined));
    });

  for (const notebook of ["first-run.summnb", "starter/pretrain.summnb"])
    it(`finds nothing in ${notebook}`, async () => {
      const { stdout } = await runCli(["doctor", path.join(repositoryRoot, "examples", notebook), "--json"]);
      assert.deepEqual(JSON.parse(stdout).findings, []);
    });

  it("refuses what is neither, in a sentence", async () => {
    const none = await runCli(["doctor", at("none.json")]);
    assert.deepEqual([none.code, none.stderr], [1, `There is no file ${at("none.json")}: check the path.\n`]);
    await writeFile(
      at("python.ipynb"),
      JSON.stringify({
        cells: [],
        metadata: { kernelspec: { language: "python", name: "python3", display_name: "" } },
        nbformat: 4,
        nbformat_minor: 5,
      }),
    );
    const python = await runCli(["doctor", at("python.ipynb")]);
    assert.equal(python.code, 1);
    assert.match(python.stderr, /holds Python; the doctor reads TypeScript cells/);
  });
});
