import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { rmSync, truncateSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { startHub, writeFolder, writeToken } from "./modelFolder.js";

const library = new URL("../../../../src/library/hub/upload/index.js", import.meta.url).href;

const program = `
const { pushToHub } = await import(${JSON.stringify(library)});
await import("@huggingface/hub");
const before = process.memoryUsage().rss;
let peak = before;
setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 5).unref();
const [folder, endpoint, token] = process.argv.slice(1);
await pushToHub(folder, "me/big", { endpoint, token });
console.log(peak - before);
`;

describe("Uploading a large file", () => {
  it("takes a small part of its size in memory", async function () {
    this.timeout(30_000);
    const size = 200 * 2 ** 20;
    const hub = await startHub();
    const folder = writeFolder({ "config.json": "{}", "model.safetensors": "" });
    truncateSync(path.join(folder, "model.safetensors"), size);
    const { stdout } = await promisify(execFile)(process.execPath, [
      "--input-type=module",
      "-e",
      program,
      folder,
      hub.url,
      writeToken,
    ]);
    const repo = hub.repo("model", "me/big")!;
    const stored = repo.commits.get(repo.branches.get("main")!)!.get("model.safetensors")!;
    assert.equal(stored.content.length, size);
    assert.ok(Number(stdout) < size / 2, `${Number(stdout) / 2 ** 20} MiB more than before`);
    await hub.close();
    rmSync(folder, { recursive: true });
  });
});
