import assert from "node:assert/strict";
import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { repositoryRoot } from "../../golden/goldenData.js";
import { HubServer } from "../../hub/server.js";
import { scratchFolder } from "../datasets/files.js";
import { runCli } from "./runCli.js";
import { tinyFolder } from "./tinyFolder.js";

describe("--no-alias", function () {
  this.timeout(120_000);
  const scratch = scratchFolder();
  let hub: HubServer;
  let tiny: Awaited<ReturnType<typeof tinyFolder>>;
  const renamed = "is read from EdinburghNLP/xsum";
  const unknown = 'There is no data set "xsum"';

  before(async () => {
    hub = await HubServer.start();
    tiny = await tinyFolder();
    const rows = readFileSync(path.join(tiny.folder, "train.jsonl"));
    const texts = '{"document":"A tool for files.","summary":"file tool"}\n';
    const files = { "train.jsonl": rows, "test.jsonl": texts };
    hub.addRepo({ type: "dataset", id: "EdinburghNLP/xsum", files });
  });
  after(async () => {
    rmSync(tiny.folder, { recursive: true, force: true });
    await hub.close();
  });

  for (const [command, extra] of [
    ["train", {}],
    ["search", { search: { space: { learningRate: [1e-3] } } }],
    ["doctor", {}],
  ] as const)
    it(`has ${command} take a data set's name as it is`, async () => {
      const dataset = { name: "xsum", train: "train", validation: "train[:5]" };
      const config = { ...tiny.config, ...extra, dataset };
      const file = await scratch.write("config.json", JSON.stringify(config));
      const env = { HF_ENDPOINT: hub.url, HF_HOME: scratch.path("hf"), SUMMNB_RUNS: scratch.path("runs") };
      const known = await runCli([command, file], "", env);
      assert.equal(known.code, 0, known.stderr);
      assert.match(known.stderr, new RegExp(renamed));
      const { code, stdout, stderr } = await runCli([command, file, "--no-alias"], "", env);
      // The doctor tells of what it finds, and has done its work then.
      assert.equal(code, command === "doctor" ? 0 : 1);
      assert.match(stdout + stderr, new RegExp(unknown));
      assert.doesNotMatch(stderr, new RegExp(renamed));
    });

  it("has evaluate take it as it is", async () => {
    const starter = path.join(repositoryRoot, "examples/starter");
    const env = { HF_ENDPOINT: hub.url, HF_HOME: scratch.path("hf") };
    const output = ["--output", scratch.path("out.jsonl"), "--max-new-tokens", "2", "--device", "cpu"];
    const evaluate = (...args: string[]) =>
      runCli(["evaluate", starter, "--data", "xsum", "--split", "test", ...output, ...args], "", env);
    const known = await evaluate();
    assert.equal(known.code, 0, known.stderr);
    assert.match(known.stderr, new RegExp(renamed));
    const asIs = await evaluate("--no-alias");
    assert.equal(asIs.code, 1);
    assert.match(asIs.stderr, new RegExp(unknown));
  });
});
