import assert from "node:assert/strict";
import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { repositoryRoot } from "../../golden/goldenData.js";
import { exportedStarter } from "../onnx/runtime/fixtures.js";

/** Where no addon is, as where no LibTorch could be installed. */
const withoutLibtorch = { ...process.env, SUMMNB_ADDON: "/nowhere/summnb.node" };

const program = `
import { pipeline, manualSeed } from "summnb";
manualSeed(1);
const summarize = await pipeline("summarization", process.argv[2], { threads: 1 });
const [{ summaryText, parts }] = await summarize("Ann: Will you come?\\nBen: I can't, I am ill.", { maxNewTokens: 12 });
let streamed = "";
for await (const piece of summarize.stream("Ann: Will you come?\\nBen: I can't, I am ill.", { maxNewTokens: 12 })) streamed += piece;
console.log(JSON.stringify({ summaryText, parts, streamed }));
`;

describe("A program of one's own", () => {
  let home: string;
  let model: string;
  before(async () => {
    model = await exportedStarter();
    home = mkdtempSync(path.join(tmpdir(), "summnb-program-"));
    // What npm would install, and nothing else of the repository; packages come from the repository's own folder.
    const packed = spawnSync("npm", ["pack", "--pack-destination", home, "--ignore-scripts"], {
      cwd: repositoryRoot,
      encoding: "utf8",
    });
    assert.equal(packed.status, 0, packed.stderr);
    const archive = path.join(home, readdirSync(home).find((name) => name.endsWith(".tgz"))!);
    const installed = path.join(home, "node_modules", "summnb");
    mkdirSync(installed, { recursive: true });
    assert.equal(spawnSync("tar", ["-xzf", archive, "-C", installed, "--strip-components", "1"]).status, 0);
    symlinkSync(path.join(repositoryRoot, "node_modules"), path.join(installed, "node_modules"));
    writeFileSync(path.join(home, "package.json"), '{ "type": "module" }');
    writeFileSync(path.join(home, "program.js"), program);
  });
  after(() => rmSync(home, { recursive: true, force: true }));

  const run = (...args: string[]): SpawnSyncReturns<string> =>
    spawnSync(process.execPath, args, {
      cwd: home,
      encoding: "utf8",
      env: withoutLibtorch,
      timeout: 120_000,
    });

  it("summarizes with the packed package and an exported model, without LibTorch, and ends by itself", () => {
    const { status, stdout, stderr } = run("program.js", model);
    assert.equal(status, 0, stderr);
    const { summaryText, parts, streamed } = JSON.parse(stdout);
    assert.ok(summaryText.length > 0);
    assert.equal(streamed, summaryText);
    assert.equal(parts, 1);
  });

  it("is told in a sentence what a folder with weights alone needs", () => {
    const { status, stderr } = run("program.js", path.join(repositoryRoot, "examples/starter"));
    assert.equal(status, 1);
    assert.match(stderr, /SummnbError: The native addon is missing/);
  });

  it("has the command line", () => {
    const cli = path.join("node_modules", "summnb", "dist/src/cli/main.js");
    const { status, stdout } = run(cli, "--help");
    assert.equal(status, 0);
    assert.match(stdout, /serve-summaries/);
  });

  it("has the types", () => {
    writeFileSync(
      path.join(home, "typed.ts"),
      `import { pipeline, type SummarizationResult } from "summnb";
       const summarize = await pipeline("summarization", "./model", { providers: ["cpu"] });
       const results: SummarizationResult[] = await summarize(["a"], { numBeams: 4, longDocuments: "split" });
       for await (const piece of summarize.stream("a")) piece.toUpperCase();
       // @ts-expect-error there is no such option
       await summarize("a", { maxNewToken: 5 });
       console.log(results[0]!.summaryText);`,
    );
    const tsc = path.join(repositoryRoot, "node_modules/typescript/bin/tsc");
    const types = path.join(repositoryRoot, "node_modules/@types");
    const flags =
      "--noEmit --strict --skipLibCheck --target es2023 --module nodenext --types node --typeRoots".split(
        " ",
      );
    const { status, stdout } = run(tsc, ...flags, types, "typed.ts");
    assert.equal(status, 0, stdout);
  });
});
