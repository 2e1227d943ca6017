import assert from "node:assert/strict";
import { copyFile, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import path from "node:path";
import { runCli, stackLine } from "../../unit/cli/runCli.js";
import { goldenPairs, workingFolder, writeJson, writeJsonLines } from "./modelFolder.js";

type Config = Record<string, unknown>;
const unchanged = (config: Config): Config => config;

/** Each spoils one thing of a working training, and says what the user must read. */
const mistakes: {
  name: string;
  spoil: (at: (name: string) => string) => Promise<unknown>;
  config?: (config: Config) => Config;
  message: RegExp;
}[] = [
  {
    name: "a missing data file",
    spoil: (at) => rm(at("train.jsonl")),
    message: /train\.jsonl/,
  },
  {
    name: "a data file with a broken line",
    spoil: (at) =>
      writeFile(at("train.jsonl"), '{"document": "a", "summary": "b"}\n{"document": "a", "summ\n'),
    message: /train\.jsonl.*line 2|line 2.*train\.jsonl/i,
  },
  {
    name: "an empty data set",
    spoil: (at) => writeFile(at("train.jsonl"), ""),
    message: /empty.*train\.jsonl/,
  },
  {
    name: "a column that is not there",
    spoil: (at) => writeFile(at("train.jsonl"), '{"dialogue": "a", "summary": "b"}\n'),
    message: /"document".*dialogue, summary/,
  },
  {
    name: "a model's folder without weights",
    spoil: (at) => rm(at("model/model.safetensors")),
    message: /model has no weights: there is neither model\.safetensors nor pytorch_model\.bin/,
  },
  {
    name: "a model's folder that is not there",
    spoil: (at) => rm(at("model"), { recursive: true }),
    message: /There is no folder .*model/,
  },
  {
    name: "an architecture it does not know",
    spoil: (at) => writeFile(at("model/config.json"), '{"model_type": "llama"}'),
    message: /of type "llama"; summnb has t5/,
  },
  {
    name: "a safetensors file that was cut off",
    spoil: (at) => truncate(at("model/model.safetensors"), 500_000),
    message: /model\.safetensors/,
  },
  {
    name: "a safetensors file whose header lies about its length",
    spoil: async (at) => {
      const bytes = await readFile(at("model/model.safetensors"));
      bytes.writeBigUInt64LE(0xffff_ffff_ffffn, 0);
      await writeFile(at("model/model.safetensors"), bytes);
    },
    message: /model\.safetensors/,
  },
  {
    name: "a safetensors file whose header lies about a tensor's place",
    spoil: async (at) => {
      const bytes = await readFile(at("model/model.safetensors"));
      const length = Number(bytes.readBigUInt64LE(0));
      const header = bytes.toString("utf8", 8, 8 + length);
      const lying = header.replace(/"data_offsets":\[(\d+),(\d+)\]/, (found) =>
        `"data_offsets":[9999999,10000000]`.padEnd(found.length),
      );
      const rest = bytes.subarray(8 + length);
      const size = Buffer.alloc(8);
      size.writeBigUInt64LE(BigInt(Buffer.byteLength(lying)));
      await writeFile(at("model/model.safetensors"), Buffer.concat([size, Buffer.from(lying), rest]));
    },
    message: /model\.safetensors/,
  },
  {
    name: "a LoRA target that matches nothing",
    spoil: async () => {},
    config: (config) => ({ ...config, lora: { targetModules: ["q_proj"] } }),
    message: /LoRA's target "q_proj" matches no linear layer/,
  },
  {
    name: "a training argument that does not exist",
    spoil: async () => {},
    config: (config) => ({ ...config, arguments: { learningrate: 1 } }),
    message: /"learningrate" does not exist.*learningRate/,
  },
];

describe("summnb train on bad input", () => {
  let place: Awaited<ReturnType<typeof workingFolder>>;
  const at = (name: string) => path.join(place.folder, name);

  beforeEach(async () => {
    place = await workingFolder();
    await writeJsonLines(at("train.jsonl"), goldenPairs().train.slice(0, 4));
  });
  afterEach(() => place.remove());

  const config = () => ({
    model: at("model"),
    dataset: { train: at("train.jsonl") },
    arguments: { outputDir: at("out"), maxSteps: 1, device: "cpu" },
  });
  const train = (value: unknown, ...more: string[]) =>
    writeJson(at("config.json"), value).then((file) =>
      runCli(["train", file, ...more], "", { SUMMNB_RUNS: at("runs") }),
    );

  for (const { name, spoil, config: change = unchanged, message } of mistakes)
    it(`says in one sentence what is wrong with ${name}, and leaves nothing behind`, async () => {
      await spoil(at);
      const { code, stdout, stderr } = await train(change(config()));
      assert.deepEqual([code, stdout], [1, ""], stderr);
      assert.match(stderr, message);
      assert.equal(stderr.trimEnd().split("\n").length, 1, stderr);
      assert.doesNotMatch(stderr, stackLine);
      assert.ok(!(await readdir(place.folder)).some((entry) => entry === "out" || entry === "runs"));
    });

  it("shows the stack with --verbose", async () => {
    const { code, stderr } = await train({ ...config(), model: at("nowhere") }, "--verbose");
    assert.equal(code, 1);
    assert.match(stderr, stackLine);
  });

  it("keeps an earlier result when a later training fails", async () => {
    const first = await train(config());
    assert.equal(first.code, 0, first.stderr);
    await copyFile(path.join(at("out"), "model.safetensors"), at("before"));
    const second = await train({ ...config(), lora: { targetModules: ["nothing"] } });
    assert.equal(second.code, 1);
    assert.deepEqual(await readFile(path.join(at("out"), "model.safetensors")), await readFile(at("before")));
  });
});
