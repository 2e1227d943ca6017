import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { RepoCache } from "../../../src/library/hub/cache.js";
import { HubError, hubFile, hubSnapshot, type RepoId } from "../../../src/library/hub/index.js";
import { storedFile } from "../../hub/repository.js";
import { withHub } from "./support.js";

const repo: RepoId = { type: "model", id: "org/tiny" };
const weights = randomBytes(50_000);
const files = { "config.json": "{}", "model.safetensors": weights, "onnx/model.onnx": "x", "empty.txt": "" };

describe("hub: the cache", () => {
  const at = withHub();
  let commit: string;

  beforeEach(() => {
    commit = at.hub.addRepo({ ...repo, files });
  });

  const inRepo = (...names: string[]) => path.join(at.cacheDir, "models--org--tiny", ...names);
  const etag = (name: keyof typeof files) => {
    const { oid, lfs } = storedFile(name, Buffer.from(files[name]));
    return lfs?.sha256 ?? oid;
  };

  it("has Hugging Face's layout: blobs by hash, refs, and snapshots of relative links", async () => {
    const folder = await hubSnapshot(repo, at.options);
    assert.equal(folder, inRepo("snapshots", commit));
    assert.equal(readFileSync(inRepo("refs", "main"), "utf8"), commit);
    assert.deepEqual(
      readdirSync(inRepo("blobs")).sort(),
      (Object.keys(files) as (keyof typeof files)[]).map(etag).sort(),
    );
    assert.equal(
      readlinkSync(path.join(folder, "config.json")),
      path.join("../../blobs", etag("config.json")),
    );
    assert.equal(
      readlinkSync(path.join(folder, "onnx/model.onnx")),
      path.join("../../../blobs", etag("onnx/model.onnx")),
    );
    for (const [name, content] of Object.entries(files))
      assert.deepEqual(readFileSync(path.join(folder, name)), Buffer.from(content));
    assert.deepEqual(readdirSync(path.join(at.cacheDir, ".locks", "models--org--tiny")), []);
  });

  it("fetches only what matches the patterns", async () => {
    const folder = await hubSnapshot(repo, { ...at.options, patterns: ["*.json", "onnx/**"] });
    assert.deepEqual(readdirSync(folder).sort(), ["config.json", "onnx"]);
    await assert.rejects(
      hubSnapshot(repo, { ...at.options, patterns: ["*.gguf"] }),
      /no file that matches \*\.gguf/,
    );
  });

  it("asks the Hub only for the commit when everything is there, and for nothing at a known commit", async () => {
    await hubSnapshot(repo, at.options);
    at.hub.requests.length = 0;
    await hubSnapshot(repo, at.options);
    assert.deepEqual(
      at.hub.requests.map(({ url }) => url.split("?")[0]),
      ["/api/models/org/tiny/revision/main"],
    );
    at.hub.requests.length = 0;
    await hubFile(repo, "config.json", { ...at.options, revision: commit });
    assert.deepEqual(at.hub.requests, []);
  });

  it("takes contents that a new commit shares with an old one from the blobs", async () => {
    await hubSnapshot(repo, at.options);
    const next = at.hub.addRepo({ ...repo, files: { ...files, "config.json": '{"new": 1}' } });
    at.hub.requests.length = 0;
    const folder = await hubSnapshot(repo, at.options);
    assert.equal(folder, inRepo("snapshots", next));
    assert.equal(readFileSync(path.join(folder, "config.json"), "utf8"), '{"new": 1}');
    assert.equal(at.hub.requests.filter(({ side }) => side === "storage").length, 0);
    assert.equal(readFileSync(inRepo("refs", "main"), "utf8"), next);
    assert.equal(readFileSync(inRepo("snapshots", commit, "config.json"), "utf8"), "{}");
  });

  it("goes on with what Python left unfinished", async () => {
    mkdirSync(inRepo("blobs"), { recursive: true });
    writeFileSync(inRepo("blobs", `${etag("model.safetensors")}.incomplete`), weights.subarray(0, 20_000));
    assert.deepEqual(readFileSync(await hubFile(repo, "model.safetensors", at.options)), weights);
    assert.equal(at.hub.requests.at(-1)!.headers.range, "bytes=20000-");
    assert.deepEqual(readdirSync(inRepo("blobs")), [etag("model.safetensors")]);
  });

  for (const [what, left] of [
    ["another content", randomBytes(20_000)],
    ["more than the file has", randomBytes(60_000)],
    ["all of it", weights],
  ] as const)
    it(`is not misled by an unfinished file with ${what}`, async () => {
      mkdirSync(inRepo("blobs"), { recursive: true });
      writeFileSync(inRepo("blobs", `${etag("model.safetensors")}.incomplete`), left);
      assert.deepEqual(readFileSync(await hubFile(repo, "model.safetensors", at.options)), weights);
    });

  it("fetches a file again whose size in the cache is wrong", async () => {
    const file = await hubFile(repo, "model.safetensors", at.options);
    writeFileSync(realpathSync(file), weights.subarray(0, 100));
    assert.deepEqual(readFileSync(await hubFile(repo, "model.safetensors", at.options)), weights);
  });

  it("uses files in place of links where there are none: moved when new, else copied", async () => {
    const cache = new RepoCache(at.cacheDir, repo);
    const entry = { path: "a/b.txt", size: 3, hash: "0".repeat(40) };
    mkdirSync(inRepo("blobs"), { recursive: true });
    const refuse = () => Promise.reject(Object.assign(new Error("no"), { code: "EPERM" }));
    writeFileSync(cache.blob(entry.hash), "abc");
    await cache.place(commit, entry, false, refuse);
    assert.equal(readFileSync(cache.pointer(commit, "a/b.txt"), "utf8"), "abc");
    assert.ok(existsSync(cache.blob(entry.hash)));
    await cache.place("1".repeat(40), entry, true, refuse);
    assert.ok(!existsSync(cache.blob(entry.hash)));
    assert.ok(await cache.has("1".repeat(40), entry));
  });

  it("serves what it has offline, by the environment or the option, and asks no one", async () => {
    await hubFile(repo, "config.json", at.options);
    at.hub.requests.length = 0;
    process.env.HF_HUB_OFFLINE = "1";
    assert.equal(readFileSync(await hubFile(repo, "config.json", at.options), "utf8"), "{}");
    await assert.rejects(hubFile(repo, "model.safetensors", at.options), (error) => {
      assert.ok(error instanceof HubError && error.failure === "offline");
      assert.match(error.message, /lacks model\.safetensors\. The Hub was not asked, because HF_HUB_OFFLINE/);
      return true;
    });
    await assert.rejects(
      hubSnapshot(repo, at.options),
      /lacks empty\.txt, model\.safetensors, onnx\/model\.onnx/,
    );
    await assert.rejects(
      hubFile({ type: "dataset", id: "org/other" }, "a", at.options),
      /data set "org\/other" is not in the cache/,
    );
    delete process.env.HF_HUB_OFFLINE;
    assert.equal(
      readFileSync(await hubFile(repo, "config.json", { ...at.options, offline: true }), "utf8"),
      "{}",
    );
    assert.deepEqual(at.hub.requests, []);
  });

  it("serves what it has when the Hub does not answer, and says so", async () => {
    await hubFile(repo, "config.json", at.options);
    at.hub.faults.add({ refuse: true, times: 99 });
    const warned: string[] = [];
    const { warn } = console;
    console.warn = (text: string) => void warned.push(text);
    try {
      assert.equal(readFileSync(await hubFile(repo, "config.json", at.options), "utf8"), "{}");
    } finally {
      console.warn = warn;
    }
    assert.match(warned[0]!, /can't be reached .* taken from the cache as it was downloaded last/);
    await assert.rejects(
      hubFile(repo, "config.json", { ...at.options, revision: "other" }),
      /can't be reached/,
    );
  });

  it("does not serve an old copy of what the Hub no longer gives", async () => {
    await hubFile(repo, "config.json", at.options);
    at.hub.removeRepo("model", repo.id);
    await assert.rejects(hubFile(repo, "config.json", at.options), /There is no model/);
  });

  it("lies where the environment says", async () => {
    const { endpoint, retry } = at.options;
    process.env.HF_ENDPOINT = `${endpoint}/`;
    process.env.HF_HOME = path.join(at.cacheDir, "one");
    assert.ok(
      (await hubFile(repo, "config.json", { retry })).startsWith(path.join(at.cacheDir, "one", "hub")),
    );
    process.env.HF_HUB_CACHE = path.join(at.cacheDir, "two");
    assert.ok((await hubFile(repo, "config.json", { retry })).startsWith(path.join(at.cacheDir, "two")));
    process.env.HF_ENDPOINT = "huggingface";
    await assert.rejects(hubFile(repo, "config.json"), /HF_ENDPOINT, the Hub's address, must be a URL/);
  });

  it("says that it can't be written to", async () => {
    const blocked = path.join(at.cacheDir, "file");
    writeFileSync(blocked, "");
    await assert.rejects(
      hubFile(repo, "config.json", { ...at.options, cacheDir: blocked }),
      /cache folder \S+ can't be written to \(ENOTDIR\), so config\.json was not downloaded: let HF_HOME/,
    );
  });

  it("counts the bytes of all files of a call", async () => {
    const seen: { received: number; total: number }[] = [];
    await hubSnapshot(repo, {
      ...at.options,
      onProgress: ({ received, total }) => void seen.push({ received, total }),
    });
    const total = Object.values(files).reduce((sum, content) => sum + Buffer.from(content).length, 0);
    assert.ok(seen.every((each) => each.total === total));
    assert.equal(seen.at(-1)!.received, total);
    assert.ok(seen.every(({ received }, index) => index === 0 || received >= seen[index - 1]!.received));
  });

  it("follows a repository that was renamed, and keeps it under the name that was asked for", async () => {
    at.hub.renameRepo("model", repo.id, "org/renamed");
    const file = await hubFile(repo, "model.safetensors", at.options);
    assert.ok(file.startsWith(inRepo()));
    assert.equal(statSync(file).size, weights.length);
    rmSync(file);
  });

  it("takes only ids, revisions and names that can be one", async () => {
    for (const id of ["a/b/c", "../x", "a--b", "x.git", "a b", ""])
      await assert.rejects(hubFile({ type: "model", id }, "f", at.options), /is no id of the Hub/, id);
    await assert.rejects(hubFile(repo, "f", { ...at.options, revision: "../../x" }), /is no revision/);
    assert.deepEqual(at.hub.requests, []);
  });
});
