import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import {
  type PushOptions,
  pushToHub,
  type UploadProgress,
} from "../../../../src/library/hub/upload/index.js";
import type { HubServer } from "../../../hub/server.js";
import {
  modelContent,
  otherContent,
  readToken,
  someBytes,
  startHub,
  temporaryFolder,
  writeFolder,
  writeToken,
} from "./modelFolder.js";

const sha256 = (content: Buffer) => createHash("sha256").update(content).digest("hex");

describe("pushToHub of a folder", () => {
  let hub: HubServer;
  let folder: string;
  before(async () => {
    hub = await startHub({ multipartFrom: 4096 });
    folder = writeFolder({ ...modelContent, ...otherContent });
  });
  after(async () => {
    await hub.close();
    rmSync(folder, { recursive: true });
  });

  const push = (repo: string, options: PushOptions = {}, from = folder) =>
    pushToHub(from, repo, { endpoint: hub.url, token: writeToken, retryDelay: 1, ...options });
  const treeOf = (repo: string, branch = "main") => {
    const found = hub.repo("model", repo)!;
    return found.commits.get(found.branches.get(branch)!)!;
  };
  const wanted = [
    ...Object.keys(modelContent),
    "german/adapter_config.json",
    "german/adapter_model.safetensors",
  ];

  it("makes a private repository and uploads what belongs to the model, whole, and nothing else", async () => {
    const result = await push("me/whole");
    const repo = hub.repo("model", "me/whole")!;
    assert.equal(repo.private, true);
    const tree = treeOf("me/whole");
    assert.deepEqual([...tree.keys()].sort(), [".gitattributes", "README.md", ...wanted].sort());
    for (const [name, content] of Object.entries(modelContent))
      assert.ok(tree.get(name)!.content.equals(Buffer.from(content)), name);
    assert.equal(
      tree.get("model.safetensors")!.lfs?.sha256,
      sha256(modelContent["model.safetensors"] as Buffer),
    );
    assert.equal(tree.get("config.json")!.lfs, undefined);
    assert.equal(result.commit, repo.branches.get("main"));
    assert.deepEqual([result.url, result.private, result.card], [`${hub.url}/me/whole`, true, "written"]);
    assert.ok(result.leftOut.includes("optimizer.pt") && result.leftOut.includes("checkpoint-500/"));
  });

  it("sends a large file in parts, each once, and the token to the Hub alone", () => {
    const parts = hub.requests.filter(({ method, url }) => method === "PUT" && url.includes("partNumber"));
    assert.equal(parts.length, Math.ceil(20_000 / 4096));
    for (const { side, headers, url } of hub.requests) {
      const isSigned = side === "storage" || url.includes("complete_multipart");
      assert.equal(headers.authorization !== undefined, !isSigned, url);
      assert.ok(!url.includes(writeToken));
    }
  });

  it("uploads a second time only what has changed, and nothing when nothing has", async () => {
    const copy = writeFolder(modelContent);
    await push("me/again", {}, copy);
    hub.requests.length = 0;
    const same = await push("me/again", {}, copy);
    assert.ok(!hub.requests.some(({ url, method }) => method === "PUT" || url.includes("/commit/")));
    assert.equal(same.unchanged.length, 7);
    assert.equal(same.commit, hub.repo("model", "me/again")!.branches.get("main"));
    writeFileSync(path.join(copy, "config.json"), '{"model_type":"t6"}\n');
    const changed = await push("me/again", {}, copy);
    assert.equal(changed.unchanged.length, 6);
    assert.notEqual(changed.commit, same.commit);
    assert.equal(treeOf("me/again").get("config.json")!.content.toString(), '{"model_type":"t6"}\n');
    rmSync(copy, { recursive: true });
  });

  it("takes a name alone as one of the token's user, and makes it public when asked", async () => {
    const result = await push("alone", { private: false });
    assert.equal(result.repo, "me/alone");
    assert.equal(hub.repo("model", "me/alone")!.private, false);
  });

  it("says when a repository that is there is public, and leaves it so", async () => {
    hub.addRepo({ type: "model", id: "me/public", files: { "README.md": "# Mine\n" } });
    const result = await push("me/public");
    assert.equal(result.private, false);
    assert.match(result.notices[0]!, /^me\/public was there before and is public, so everyone/);
  });

  it("commits to a branch that it makes, and leaves the main one alone", async () => {
    await push("me/branches", { revision: "lora-r8", commitMessage: "r = 8" });
    assert.ok(!treeOf("me/branches").has("config.json"));
    assert.ok(treeOf("me/branches", "lora-r8").has("config.json"));
    await push("me/branches", { revision: "lora-r8" });
  });

  it("opens a pull request", async () => {
    await push("me/asked", {}, writeFolder({ "config.json": "{}" }));
    const result = await push("me/asked", { createPr: true });
    assert.equal(result.pullRequest, `${hub.url}/me/asked/discussions/1`);
    assert.ok(!treeOf("me/asked").has("model.safetensors"));
    assert.ok(treeOf("me/asked", "refs/pr/1").has("model.safetensors"));
  });

  it("lists what would go, with sizes, and asks nobody", async () => {
    hub.requests.length = 0;
    const result = await push("me/dry", { dryRun: true, token: undefined });
    assert.equal(hub.requests.length, 0);
    assert.equal(hub.repo("model", "me/dry"), undefined);
    assert.deepEqual(
      result.files.find(({ path: name }) => name === "model.safetensors"),
      { path: "model.safetensors", size: 20_000, large: true },
    );
    assert.deepEqual(result.files.map(({ path: name }) => name).sort(), ["README.md", ...wanted].sort());
    assert.equal(
      result.totalBytes,
      result.files.reduce((sum, { size }) => sum + size, 0),
    );
    assert.equal(result.commit, null);
  });

  it("tells how far it is, in bytes that never go back", async () => {
    const seen: UploadProgress[] = [];
    await push("me/progress", { onProgress: (progress) => seen.push(progress) });
    assert.deepEqual(
      [...new Set(seen.map(({ phase }) => phase))],
      ["preparing", "uploading", "committing", "verifying"],
    );
    const done = seen.map((progress) => progress.done);
    assert.deepEqual(
      done,
      [...done].sort((a, b) => a - b),
    );
    assert.equal(done.at(-1), seen.at(-1)!.total);
  });

  it("follows links to files, as in Hugging Face's cache", async () => {
    const linked = temporaryFolder();
    for (const name of Object.keys(modelContent))
      symlinkSync(path.join(folder, name), path.join(linked, name));
    await push("me/linked", {}, linked);
    assert.ok(
      treeOf("me/linked")
        .get("model.safetensors")!
        .content.equals(modelContent["model.safetensors"] as Buffer),
    );
    rmSync(linked, { recursive: true });
  });

  it("uploads what an object saves", async () => {
    const tokenizer = {
      savePretrained: async (to: string) =>
        void writeFolder({ "tokenizer.json": "{}", "spiece.model": someBytes(9) }, to),
    };
    await pushToHub(tokenizer, "me/tokenizer", { endpoint: hub.url, token: writeToken });
    assert.ok(treeOf("me/tokenizer").has("spiece.model"));
  });

  const wrong: [what: string, repo: string, options: PushOptions, message: RegExp][] = [
    [
      "a name with spaces",
      "me/my model",
      {},
      /^"me\/my model" is no name of a repository: it must be NAME or OWNER\/NAME/,
    ],
    ["three parts", "a/b/c", {}, /is no name of a repository/],
    ["a path", "../x", {}, /is no name of a repository/],
    ["a branch with spaces", "me/x", { revision: "a b" }, /"a b" is no name of a branch/],
    [
      "an endpoint that is none",
      "me/x",
      { endpoint: "huggingface.co" },
      /^HF_ENDPOINT, the Hub.s address, must be a URL/,
    ],
    [
      "a token that is none",
      "me/x",
      { token: "sekret-token" },
      /^What the option token holds is no access token/,
    ],
    [
      "a licence in words",
      "me/x",
      { license: "do what you want" },
      /license can't be "do what you want": it is one of/,
    ],
    ["another's name", "you/x", {}, /may not write to you\/x \(403\): take a token with the role "write"/],
    ["a token that may only read", "me/x", { token: readToken }, /may not write to me\/x \(403\)/],
    [
      "an unknown token",
      "me/x",
      { token: `hf_${"z".repeat(34)}` },
      /does not accept the access token of the option token \(401\)/,
    ],
  ];
  for (const [what, repo, options, message] of wrong)
    it(`refuses ${what} in a sentence`, async () => {
      await assert.rejects(push(repo, options), (error: Error) => {
        assert.match(error.message, message);
        assert.match(error.message, /^[^\n]+\.$/);
        assert.ok(!error.message.includes("sekret") && !error.message.includes("zzzz"));
        return true;
      });
      assert.equal(hub.repo("model", "me/x"), undefined);
    });

  it("refuses folders without a model, and texts with a token in them", async () => {
    const empty = writeFolder({ "notes.txt": "hello" });
    await assert.rejects(push("me/none", {}, empty), /holds no model, adapter or tokenizer to upload/);
    await assert.rejects(
      push("me/none", {}, path.join(empty, "nope")),
      /There is no folder .*nope to upload/,
    );
    const leaking = writeFolder({ "config.json": "{}", "README.md": `login("${readToken}")` });
    await assert.rejects(push("me/none", {}, leaking), /^SummnbError: README\.md holds an access token/);
    assert.equal(hub.repo("model", "me/none"), undefined);
  });

  it("uploads nothing while HF_HUB_OFFLINE is set", async () => {
    process.env.HF_HUB_OFFLINE = "1";
    try {
      await assert.rejects(push("me/offline"), /HF_HUB_OFFLINE is set, so nothing is uploaded/);
    } finally {
      delete process.env.HF_HUB_OFFLINE;
    }
  });
});
