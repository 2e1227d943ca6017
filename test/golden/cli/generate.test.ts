import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { evaluateRouge } from "../../../src/library/metrics/index.js";
import { AutoTokenizer } from "../../../src/library/tokenizers/index.js";
import { runCli, stackLine } from "../../unit/cli/runCli.js";
import { withoutPadding } from "../generation/goldenIds.js";
import { readGolden } from "../goldenData.js";
import { goldenPairs, workingFolder, writeJson, writeJsonLines } from "./modelFolder.js";

interface GoldenModel {
  batch: { input_ids: number[][]; attention_mask: number[][] };
  cases: Record<string, { input: string; kwargs: Record<string, unknown>; sequences: number[][] }>;
}

const { batch, cases } = readGolden<{ models: { flan: GoldenModel } }>("generate", "generate.4.57.6.json")
  .models.flan;
const sampled = readGolden<{
  models: { flan: Record<string, { seed: number; kwargs: Record<string, unknown>; sequences: number[][] }> };
}>("generate", "sampling.json").models.flan;
const sources = batch.input_ids.map((ids, row) => ids.filter((_, i) => batch.attention_mask[row]![i] === 1));
/** Of T5's end token. */
const expectedOf = (name: string) => cases[name]!.sequences.map((ids) => withoutPadding(ids, 1));

describe("summnb generate and evaluate", () => {
  let place: Awaited<ReturnType<typeof workingFolder>>;
  const at = (name: string) => path.join(place.folder, name);
  const generate = (input: string, ...args: string[]) =>
    runCli(["generate", place.model, "--device", "cpu", ...args], input);

  before(async () => {
    place = await workingFolder();
  });
  after(() => place.remove());

  it("gives Transformers' ids and their text for JSON lines of input_ids", async () => {
    const input = sources.map((ids) => `${JSON.stringify({ input_ids: ids })}\n`).join("");
    const { code, stdout, stderr } = await generate(
      input,
      "--json",
      "--max-new-tokens",
      "40",
      "--batch-size",
      "4",
    );
    assert.deepEqual([code, stderr], [0, ""]);
    const results: { ids: number[]; summary: string }[] = JSON.parse(stdout);
    assert.deepEqual(
      results.map((result) => result.ids),
      expectedOf("greedy"),
    );
    const tokenizer = await AutoTokenizer.fromPretrained(place.model);
    const texts = await tokenizer.decodeBatch(expectedOf("greedy"), { skipSpecialTokens: true });
    assert.deepEqual(
      results.map((result) => result.summary),
      texts,
    );
  });

  it("reads the same settings from a generation config, and lets options win over it", async () => {
    const input = sources.map((ids) => `${JSON.stringify({ input_ids: ids })}\n`).join("");
    const file = await writeJson(at("generation.json"), cases.greedy_minlen!.kwargs);
    const ids = (text: string) => JSON.parse(text).map((result: { ids: number[] }) => result.ids);
    const { stdout } = await generate(input, "--json", "--generation-config", file);
    assert.deepEqual(ids(stdout), expectedOf("greedy_minlen"));
    const shorter = await generate(
      input,
      "--json",
      "--generation-config",
      file,
      "--min-length",
      "0",
      "--max-length",
      "16",
    );
    assert.deepEqual(ids(shorter.stdout), expectedOf("greedy_maxlen"));
  });

  it("searches beams and gives several results of each document in turn", async () => {
    const input = sources.map((ids) => `${JSON.stringify({ input_ids: ids })}\n`).join("");
    const beams = ["--num-beams", "4", "--num-return-sequences", "3", "--length-penalty", "1"];
    const { stdout } = await generate(
      input,
      ...["--json", ...beams, "--early-stopping", "true", "--max-new-tokens", "40"],
    );
    const ids = JSON.parse(stdout).map((result: { ids: number[] }) => result.ids);
    assert.deepEqual(ids, expectedOf("beam4_nret3"));
  });

  it("draws what Transformers draws for a seed", async () => {
    const { kwargs, seed, sequences } = sampled["top_p_0.9@batch@7"]!;
    assert.deepEqual([kwargs.temperature, kwargs.top_k, kwargs.top_p], [1.5, 0, 0.9]);
    const input = sources.map((ids) => `${JSON.stringify({ input_ids: ids })}\n`).join("");
    const draws = ["--do-sample", "--temperature", "1.5", "--top-k", "0", "--top-p", "0.9"];
    const args = ["--json", ...draws, "--max-new-tokens", "30", "--seed", String(seed)];
    const { stdout } = await generate(input, ...args);
    assert.deepEqual(
      JSON.parse(stdout).map((result: { ids: number[] }) => result.ids),
      sequences,
    );
  });

  it("takes plain lines and JSON lines of documents alike, and prints one summary a line", async () => {
    const documents = goldenPairs()
      .test.slice(0, 3)
      .map((pair) => pair.document.replaceAll("\n", " "));
    const args = ["--source-prefix", "summarize: ", "--max-new-tokens", "30"];
    const plain = await generate(documents.map((document) => `${document}\n`).join(""), ...args);
    assert.equal(plain.code, 0, plain.stderr);
    assert.equal(plain.stdout.trimEnd().split("\n").length, 3);
    await writeJsonLines(
      at("documents.jsonl"),
      documents.map((document) => ({ document })),
    );
    const json = await generate("", ...args, "--input", at("documents.jsonl"));
    assert.equal(json.stdout, plain.stdout);
  });

  it("says what it cut, and when Hugging Face's 20 tokens limit the results", async () => {
    const { stderr, stdout } = await generate("one two three four\n", "--max-source-length", "3", "--json");
    assert.match(stderr, /at most 20 tokens/);
    assert.match(stderr, /1 of 1 documents were cut to 3 tokens/);
    assert.ok(JSON.parse(stdout)[0].ids.length <= 21);
  });

  it("evaluates as evaluateRouge scores what it wrote", async () => {
    const pairs = goldenPairs().test;
    const data = await writeJsonLines(at("data.jsonl"), pairs);
    const output = at("predictions.jsonl");
    const args = ["--data", data, "--limit", "5", "--max-new-tokens", "30", "--output", output, "--json"];
    const { code, stdout, stderr } = await runCli(["evaluate", place.model, "--device", "cpu", ...args]);
    assert.equal(code, 0, stderr);
    const value = JSON.parse(stdout);
    const keys = ["rouge1", "rouge2", "rougeL", "rougeLsum", "count", "predictions", "intervals"];
    assert.deepEqual(Object.keys(value), keys);
    assert.equal(value.predictions, output);
    const predictions = (await readFile(output, "utf8"))
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    const references = pairs.slice(0, 5).map((pair) => pair.summary);
    const expected = evaluateRouge({ predictions, references, useStemmer: true });
    assert.equal(value.count, 5);
    for (const metric of ["rouge1", "rouge2", "rougeL", "rougeLsum"] as const) {
      assert.equal(value[metric], expected[metric]);
      assert.deepEqual(value.intervals[metric], expected.intervals[metric]);
    }
    // What evaluate writes, rouge reads.
    await writeJsonLines(at("references.jsonl"), references);
    const rouge = await runCli([
      "rouge",
      "--predictions",
      output,
      "--references",
      at("references.jsonl"),
      "--json",
    ]);
    assert.equal(JSON.parse(rouge.stdout).rouge1, value.rouge1);
  });

  const refusals: [string, string, () => Promise<string[]>, RegExp][] = [
    ["no documents", "", async () => [], /nothing to summarize: the input is empty/],
    [
      "a broken JSON line",
      '{"document": "a"}\n{"docu\n',
      async () => [],
      /^Line 2 of the input is no JSON object/,
    ],
    [
      "an adapter that is not there",
      "a\n",
      async () => ["--adapter", at("none")],
      /^There is no adapter at \S+none, and no repository on the Hub can be called so/,
    ],
    [
      "a device that is not there",
      "a\n",
      async () => ["--device", "cuda:7"],
      /"cuda:7" is not available here/,
    ],
    [
      "a generation config with groups of beams",
      "a\n",
      async () => ["--generation-config", await writeJson(at("groups.json"), { num_beam_groups: 2 })],
      /groups\.json sets numBeamGroups to 2, which is not available/,
    ],
    [
      "a generation config with an impossible value",
      "a\n",
      async () => ["--generation-config", await writeJson(at("beams.json"), { num_beams: 0 })],
      /beams\.json must have a whole number from 1 on as numBeams, not 0/,
    ],
    [
      "a generation config that is no JSON",
      "a\n",
      async () => {
        await writeFile(at("broken.json"), "{");
        return ["--generation-config", at("broken.json")];
      },
      /broken\.json is no valid JSON/,
    ],
  ];
  for (const [name, input, args, message] of refusals)
    it(`refuses ${name} in one sentence`, async () => {
      const { code, stdout, stderr } = await generate(input, "--max-new-tokens", "5", ...(await args()));
      assert.deepEqual([code, stdout], [1, ""]);
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, stackLine);
    });
});
