import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  hiddenToken,
  keepSecret,
  keepSecretsOf,
  redact,
  redactValue,
} from "../../../src/protocol/secrets.js";
import { createRun } from "../../../src/runs/index.js";

const token = `hf_${"aB3".repeat(11)}Z`;

describe("Hiding access tokens", () => {
  const texts: [text: string, shown: string][] = [
    [token, hiddenToken],
    [`Bearer ${token}.`, `Bearer ${hiddenToken}.`],
    [`"${token}" and ${token}`, `"${hiddenToken}" and ${hiddenToken}`],
    [`https://me:${token}@huggingface.co/x`, `https://me:${hiddenToken}@huggingface.co/x`],
    [`key_${token}`, `key_${hiddenToken}`],
    [`api_org_${"x".repeat(34)}`, hiddenToken],
    [`hf_oauth_eyJhbGciOi.${"x".repeat(30)}-_y`, hiddenToken],
    ["hf_results and hf_bench_small stay", "hf_results and hf_bench_small stay"],
    ["hf_…", "hf_…"],
    ["", ""],
  ];
  for (const [text, shown] of texts)
    it(`writes ${JSON.stringify(shown)}`, () => assert.equal(redact(text), shown));

  it("hides tokens of any look that are known, but no short text", () => {
    keepSecret("an-own-hubs-token");
    keepSecret("short");
    keepSecretsOf({ HF_TOKEN: " from-the-environment \n", HUGGING_FACE_HUB_TOKEN: undefined });
    assert.equal(redact("an-own-hubs-token from-the-environment short"), "hf_… hf_… short");
  });

  it("hides them in the depth of values, and gives back what has none as it is", () => {
    const value = { a: [1, null, { [token]: `x ${token}` }], b: true };
    assert.deepEqual(redactValue(value), { a: [1, null, { "hf_…": "x hf_…" }], b: true });
    const clean = { a: [1, { b: "c" }] };
    assert.equal(redactValue(clean), clean);
  });

  it("keeps them out of every file of a run", () => {
    const root = mkdtempSync(path.join(tmpdir(), "summnb-secrets-"));
    const run = createRun({
      root,
      name: "run",
      arguments: { hubToken: token, nested: { note: `x${token}` } },
    });
    run.logMetrics({ step: 1, note: token });
    run.logSummary({ index: 0, prediction: `The token is ${token}.` });
    run.finish("failed", { token }, `refused ${token}`);
    for (const name of readdirSync(run.folder)) {
      const text = readFileSync(path.join(run.folder, name), "utf8");
      assert.ok(!text.includes(token), name);
      assert.ok(text.includes(hiddenToken), name);
    }
    assert.equal(readdirSync(run.folder).length, 3);
    rmSync(root, { recursive: true });
  });
});
