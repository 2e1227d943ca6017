import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";

/** The allocator's settings that native code sees after the addon is loaded in a process of its own. */
function seen(env: Record<string, string>): string {
  const url = new URL("../../../src/library/tensor/native.js", import.meta.url);
  const code = `import { loadAddon } from "${url}"; import { execSync } from "node:child_process";
    loadAddon(); process.stdout.write(execSync("printenv PYTORCH_CUDA_ALLOC_CONF || true", { env: process.env }));`;
  const clean = { ...process.env };
  for (const name of ["PYTORCH_ALLOC_CONF", "PYTORCH_CUDA_ALLOC_CONF", "SUMMNB_EXPANDABLE_SEGMENTS"])
    delete clean[name];
  return execFileSync(process.execPath, ["--input-type=module", "-e", code], {
    encoding: "utf8",
    env: { ...clean, ...env },
  }).trim();
}

describe("CUDA's allocator", () => {
  it("has expandable segments by default", () => assert.equal(seen({}), "expandable_segments:True"));

  it("keeps what the user has set", () => {
    assert.equal(seen({ PYTORCH_CUDA_ALLOC_CONF: "max_split_size_mb:64" }), "max_split_size_mb:64");
    assert.equal(seen({ PYTORCH_ALLOC_CONF: "max_split_size_mb:64" }), "");
  });

  it("has a switch", () => assert.equal(seen({ SUMMNB_EXPANDABLE_SEGMENTS: "0" }), ""));
});
