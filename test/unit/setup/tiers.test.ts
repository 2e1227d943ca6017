import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { repositoryRoot } from "../../golden/goldenData.js";

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
  failedTitles: string[];
}

/** Runs the scripts' own tier runner over test files of this test's making. */
describe("A tier of npm test", function () {
  this.timeout(30_000);
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "summnb-tiers-"));
    await cp(path.join(repositoryRoot, "scripts"), path.join(folder, "scripts"), { recursive: true });
    await writeFile(path.join(folder, "package.json"), '{"type": "module"}');
    await symlink(path.join(repositoryRoot, "node_modules"), path.join(folder, "node_modules"), "junction");
    await mkdir(path.join(folder, "dist/test/unit"), { recursive: true });
  });
  afterEach(() => rm(folder, { recursive: true }));

  const runTier = async (...tests: string[]): Promise<Counts> => {
    for (const [index, source] of tests.entries())
      await writeFile(path.join(folder, `dist/test/unit/${index}.test.js`), source);
    const program = `
      const { runMochaTier } = await import("./scripts/lib/tiers.mjs");
      process.stdout.write("\\nCOUNTS " + JSON.stringify(await runMochaTier("unit", [])) + "\\n");`;
    const result = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
      cwd: folder,
      encoding: "utf8",
    });
    const line = result.stdout.split("\n").find((text) => text.startsWith("COUNTS "));
    assert.ok(line, result.stdout + result.stderr);
    return JSON.parse(line.slice("COUNTS ".length));
  };

  it("counts what passed, failed and was skipped, over all files", async () => {
    const counts = await runTier(
      'it("passes", () => {}); it("later");',
      'describe("part", () => it("fails", () => { throw new Error("no"); }));',
    );
    assert.deepEqual(counts, { passed: 1, failed: 1, skipped: 1, failedTitles: ["part fails"] });
  });

  it("counts a failing hook, which hides the tests after it", async () => {
    const counts = await runTier('before(() => { throw new Error("no"); }); it("never runs", () => {});');
    assert.deepEqual([counts.passed, counts.failed], [0, 1]);
  });

  it("fails when its process dies, at a test or after the last one", async () => {
    const early = await runTier(
      'import { writeSync } from "node:fs"; it("passes", () => {}); it("dies", () => { writeSync(2, "no more"); process.kill(process.pid, "SIGSEGV"); });',
    );
    assert.deepEqual([early.passed, early.failed], [0, 1]);
    assert.match(
      early.failedTitles[0]!,
      /its process ended with SIGSEGV in "dies" before the tests did; its last words:\n.*no more$/,
    );
    const late = await runTier(
      'it("passes", () => {}); process.on("exit", () => process.kill(process.pid, "SIGSEGV"));',
    );
    assert.equal(late.failed, 1);
    assert.match(late.failedTitles[0]!, /all tests passed, yet it ended with SIGSEGV/);
  });

  it("fails when a file can't be loaded, and when there is none", async () => {
    assert.equal((await runTier()).failed, 1);
    assert.equal((await runTier('import "./missing.js";')).failed, 1);
  });
});
