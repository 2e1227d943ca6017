import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { importScript } from "./scripts.js";

type Lock = Record<string, { version?: string; optional?: boolean }>;

describe("Whether the npm packages are those of the lock file", () => {
  let folder: string;
  let current: () => boolean;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "summnb-packages-"));
    const script = await importScript<{ packagesCurrent(folder: string): boolean }>("lib/packages.mjs");
    current = () => script.packagesCurrent(folder);
  });
  afterEach(() => rm(folder, { recursive: true }));

  const write = async (wanted: Lock, installed: Lock) => {
    await mkdir(path.join(folder, "node_modules"), { recursive: true });
    const lock = { packages: { "": { version: "0.1.0" }, ...wanted } };
    await writeFile(path.join(folder, "package-lock.json"), JSON.stringify(lock));
    await writeFile(
      path.join(folder, "node_modules/.package-lock.json"),
      JSON.stringify({ packages: installed }),
    );
  };
  const a = { version: "1.0.0" };
  const foreign = { version: "1.0.0", optional: true };

  it("says yes for the same versions, with other platforms' optional packages left out", async () => {
    await write({ "node_modules/a": a, "node_modules/a-win32": foreign }, { "node_modules/a": a });
    assert.equal(current(), true);
  });

  it("says no without node_modules, and after an addition, a removal or another version", async () => {
    assert.equal(current(), false);
    await write({ "node_modules/a": a, "node_modules/b": a }, { "node_modules/a": a });
    assert.equal(current(), false);
    await write({ "node_modules/a": a }, { "node_modules/a": a, "node_modules/b": a });
    assert.equal(current(), false);
    await write({ "node_modules/a": { version: "1.0.1" } }, { "node_modules/a": a });
    assert.equal(current(), false);
  });
});
