import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { hubSnapshot, type RepoId } from "../../../src/library/hub/index.js";
import { findPython, withoutPython } from "../../golden/python.js";
import { withHub } from "./support.js";

const repo: RepoId = { type: "model", id: "org/tiny" };
const python = findPython("huggingface_hub");
const files = { "config.json": "{}", "model.safetensors": randomBytes(50_000), "sub/a b.txt": "text" };

/** The snapshot's folder as huggingface_hub downloads or finds it, and what it makes of the cache. */
const program = `
import json, sys
from huggingface_hub import scan_cache_dir, snapshot_download
folder = snapshot_download("org/tiny", cache_dir=sys.argv[1], local_files_only=sys.argv[2] == "local")
info = scan_cache_dir(sys.argv[1])
print(json.dumps({"folder": folder, "warnings": [str(w) for w in info.warnings],
                  "files": sorted(f.file_name for r in info.repos for v in r.revisions for f in v.files)}))
`;

interface Seen {
  folder: string;
  warnings: string[];
  files: string[];
}

describe(`hub: one cache with Python's huggingface_hub${python ? "" : withoutPython("huggingface_hub")}`, function () {
  this.timeout(60_000);
  const at = withHub();

  beforeEach(function () {
    if (!python) this.skip();
    at.hub.addRepo({ ...repo, files });
  });

  /** Not runPython, which blocks this process and with it the Hub. */
  const inPython = (mode: "local" | "hub") =>
    new Promise<Seen>((resolve, reject) => {
      const env = {
        ...process.env,
        HF_ENDPOINT: at.hub.url,
        HF_HUB_DISABLE_XET: "1",
        HF_HUB_DISABLE_PROGRESS_BARS: "1",
      };
      const child = spawn(python!, ["-c", program, at.cacheDir, mode], { env });
      let out = "";
      let errors = "";
      child.stdout.on("data", (text) => (out += text));
      child.stderr.on("data", (text) => (errors += text));
      child.on("close", (code) =>
        code === 0 ? resolve(JSON.parse(out) as Seen) : reject(new Error(errors)),
      );
    });
  const names = ["a b.txt", "config.json", "model.safetensors"];

  it("finds there what summnb downloaded, without the Hub", async () => {
    const folder = await hubSnapshot(repo, at.options);
    const seen = await inPython("local");
    assert.equal(seen.folder, folder);
    assert.deepEqual(seen.warnings, []);
    assert.deepEqual(seen.files, names);
  });

  it("has left there what summnb finds, online and offline", async () => {
    const { folder } = await inPython("hub");
    at.hub.requests.length = 0;
    assert.equal(await hubSnapshot(repo, { ...at.options, offline: true }), folder);
    assert.equal(await hubSnapshot(repo, at.options), folder);
    assert.ok(at.hub.requests.every(({ url }) => url.startsWith("/api/models/")));
    assert.deepEqual(readFileSync(`${folder}/model.safetensors`), files["model.safetensors"]);
  });

  it("downloads again what both need at once, and both get it whole", async () => {
    at.hub.faults.add({ on: "storage", slow: { bytes: 10_000, delay: 50 }, times: 2 });
    const [{ folder }, own] = await Promise.all([inPython("hub"), hubSnapshot(repo, at.options)]);
    assert.equal(own, folder);
    assert.deepEqual(readFileSync(`${folder}/model.safetensors`), files["model.safetensors"]);
  });
});
