import assert from "node:assert/strict";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createRun } from "../../../src/runs/index.js";
import type { HubServer } from "../../hub/server.js";
import {
  modelContent,
  readToken,
  startHub,
  temporaryFolder,
  writeFolder,
  writeToken,
} from "../hub/upload/modelFolder.js";
import { runCli, stackLine } from "./runCli.js";

describe("summnb push", function () {
  this.timeout(120_000);
  let hub: HubServer;
  let home: string;
  let folder: string;
  before(async () => {
    hub = await startHub();
    home = temporaryFolder();
    folder = writeFolder({ ...modelContent, "optimizer.safetensors": "x" }, path.join(home, "out"));
  });
  after(async () => {
    await hub.close();
    rmSync(home, { recursive: true });
  });

  const push = (args: string[], env: NodeJS.ProcessEnv = {}) =>
    runCli(["push", ...args], "", {
      HF_ENDPOINT: hub.url,
      HF_HOME: path.join(home, "hf"),
      HF_TOKEN: writeToken,
      SUMMNB_RUNS: path.join(home, "runs"),
      ...env,
    });

  it("lists what would go, with sizes, and asks nobody", async () => {
    const { code, stdout, stderr } = await push([folder, "me/dry", "--dry-run"], { HF_TOKEN: "" });
    assert.deepEqual([code, stderr], [0, ""]);
    assert.match(stdout, /^Would upload to me\/dry \(private if it is made\), branch main:$/m);
    assert.match(stdout, /^ {2}model\.safetensors +19\.5 KiB +large-file storage$/m);
    assert.match(stdout, /^7 files, \d+\.\d KiB\. README\.md is a model card/m);
    assert.match(stdout, /^Not uploaded, as they are no part of the model: optimizer\.safetensors\.$/m);
    assert.equal(hub.requests.length, 0);
  });

  it("uploads, with one JSON value on stdout", async () => {
    const { code, stdout, stderr } = await push([
      folder,
      "me/json",
      "--json",
      "--message",
      "First",
      "--license",
      "mit",
    ]);
    assert.deepEqual([code, stderr], [0, ""]);
    const result = JSON.parse(stdout);
    const repo = hub.repo("model", "me/json")!;
    assert.equal(result.commit, repo.branches.get("main"));
    assert.deepEqual(
      [result.repo, result.private, result.card, result.dryRun],
      ["me/json", true, "written", false],
    );
    assert.equal(result.files.length, 7);
    assert.match(repo.commits.get(result.commit)!.get("README.md")!.content.toString(), /^license: mit$/m);
  });

  it("takes the token from the file of `hf auth login`, a branch and --public", async () => {
    writeFolder({ token: `${writeToken}\n` }, path.join(home, "hf"));
    const { code, stdout, stderr } = await push([folder, "me/branch", "--branch", "v2", "--public"], {
      HF_TOKEN: "",
    });
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^Uploaded to http\S+\/me\/branch\/tree\/v2 \(public\), commit [0-9a-f]{12}:$/m);
    const repo = hub.repo("model", "me/branch")!;
    assert.equal(repo.private, false);
    assert.ok(repo.commits.get(repo.branches.get("v2")!)!.has("config.json"));
    rmSync(path.join(home, "hf"), { recursive: true });
  });

  it("writes the card from the run that made the folder, and from an evaluation", async () => {
    const run = createRun({
      root: path.join(home, "runs"),
      name: "mine",
      arguments: { outputDir: folder, learningRate: 5e-4 },
      model: {
        name: "google/flan-t5-small",
        isLocal: false,
        type: "t5",
        parameters: { total: 10, trainable: 10 },
      },
    });
    run.finish("finished", { trainLoss: 1.5 });
    const scores = path.join(home, "scores.json");
    writeFileSync(
      scores,
      JSON.stringify({ rouge1: 0.5, rouge2: 0.25, count: 819, intervals: { rouge1: [0.4, 0.6] } }),
    );
    const { code, stderr } = await push([
      folder,
      "me/card",
      "--evaluation",
      scores,
      "--dataset",
      "knkarthick/samsum",
    ]);
    assert.equal(code, 0, stderr);
    const repo = hub.repo("model", "me/card")!;
    const card = repo.commits.get(repo.branches.get("main")!)!.get("README.md")!.content.toString();
    assert.match(card, new RegExp(`Run \`${run.id}\``));
    assert.match(card, /^base_model: google\/flan-t5-small$/m);
    assert.match(card, /ROUGE F1 of 819 rows/);
    assert.match(card, /\| ROUGE-1 \| 50\.00 \| 40\.00 to 60\.00 \|/);
  });

  it("keeps a README.md that a person wrote, here or at the Hub, unless told otherwise", async () => {
    const own = writeFolder({ ...modelContent, "README.md": "# Mine\n" }, path.join(home, "own"));
    const kept = await push([own, "me/readme", "--json"]);
    const readme = () => {
      const repo = hub.repo("model", "me/readme")!;
      return repo.commits.get(repo.branches.get("main")!)!.get("README.md")!.content.toString();
    };
    assert.equal(JSON.parse(kept.stdout).card, "kept");
    assert.equal(readme(), "# Mine\n");
    assert.equal(JSON.parse((await push([folder, "me/readme", "--json"])).stdout).card, "kept");
    assert.equal(readme(), "# Mine\n");
    assert.equal(
      JSON.parse((await push([folder, "me/readme", "--json", "--overwrite-card"])).stdout).card,
      "written",
    );
    assert.match(readme(), /^---\n/);
    // A card of ours is renewed without being asked; nobody has changed it.
    await push([folder, "me/readme", "--json", "--license", "mit"]);
    assert.match(readme(), /^license: mit$/m);
    assert.equal(readFileSync(path.join(own, "README.md"), "utf8"), "# Mine\n");
    assert.ok(!readdirSync(folder).includes("README.md"), "the folder itself is left alone");
  });

  const failing: [what: string, args: string[], env: NodeJS.ProcessEnv, code: number, message: RegExp][] = [
    [
      "without a token",
      ["DIR", "me/x"],
      { HF_TOKEN: "" },
      1,
      /^Uploading to me\/x needs an access token .*set HF_TOKEN, or run `hf auth login`/,
    ],
    [
      "with a token that may only read",
      ["DIR", "me/x"],
      { HF_TOKEN: readToken },
      1,
      /^The access token of HF_TOKEN may not write to me\/x \(403\)/,
    ],
    [
      "with a token that the Hub repeats",
      ["DIR", "me/x", "--verbose"],
      { HF_TOKEN: `hf_${"q".repeat(34)}` },
      1,
      /\(401\)/,
    ],
    ["without a repository", ["DIR"], {}, 2, /missing required argument 'repo'/],
    ["without a folder", ["nope", "me/x"], {}, 1, /^There is no folder nope to upload: check the path\.$/m],
    [
      "for a run that is not there",
      ["DIR", "me/x", "--run", "nothing", "--dry-run"],
      {},
      1,
      /^There is no run “nothing”/,
    ],
    [
      "for scores that are none",
      ["DIR", "me/x", "--evaluation", "nope.json"],
      {},
      1,
      /^nope\.json can't be read as scores/,
    ],
    [
      "where nobody answers",
      ["DIR", "me/x"],
      { HF_ENDPOINT: "huggingface.co" },
      1,
      /^HF_ENDPOINT, the Hub.s address, must be a URL/,
    ],
  ];
  for (const [what, args, env, expected, message] of failing)
    it(`ends with ${expected} ${what}`, async () => {
      const { code, stdout, stderr } = await push(
        args.map((arg) => (arg === "DIR" ? folder : arg)),
        env,
      );
      assert.deepEqual([code, stdout], [expected, ""]);
      assert.match(stderr, message);
      if (!args.includes("--verbose")) assert.doesNotMatch(stderr, stackLine);
      assert.doesNotMatch(stderr, /hf_[a-z]{5}/);
    });
});
