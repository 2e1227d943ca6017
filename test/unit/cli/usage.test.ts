import assert from "node:assert/strict";
import { goldenPath } from "../../golden/goldenData.js";
import { runCli, stackLine } from "./runCli.js";

const tokenizerFolder = goldenPath("tokenizers", "t5");

describe("Exit codes and messages of the command line", () => {
  const wrongUses: [string, string[], RegExp][] = [
    ["an unknown command", ["summarise"], /unknown command 'summarise'/],
    ["an unknown option", ["tokenize", "x", "--fast"], /unknown option '--fast'/],
    ["a missing argument", ["tokenize"], /missing required argument 'model'/],
    ["a missing option", ["rouge", "--predictions", "x"], /required option '--references <file>'/],
  ];
  for (const [name, args, message] of wrongUses)
    it(`ends with 2 for ${name}`, async () => {
      const { code, stdout, stderr } = await runCli(args);
      assert.equal(code, 2);
      assert.equal(stdout, "");
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, stackLine);
    });

  it("ends with 0 for help and version, which go to stdout", async () => {
    for (const args of [["--help"], ["tokenize", "--help"], ["--version"]]) {
      const { code, stdout, stderr } = await runCli(args);
      assert.deepEqual([code, stderr], [0, ""], args.join(" "));
      assert.ok(stdout.length > 0);
    }
  });

  it("ends with 1 and one line for work that failed, and with its stack for --verbose alone", async () => {
    const args = ["tokenize", "no/such/folder"];
    const plain = await runCli(args);
    assert.equal(plain.code, 1);
    assert.equal(plain.stdout, "");
    assert.match(plain.stderr, /^There is no folder no\/such\/folder[^\n]*\n$/);
    const verbose = await runCli([...args, "--verbose"]);
    assert.equal(verbose.code, 1);
    assert.match(verbose.stderr, stackLine);
  });

  it("names the file that is missing", async () => {
    const { code, stderr } = await runCli([
      "rouge",
      "--predictions",
      "nope.txt",
      "--references",
      "nope.txt",
      "--json",
    ]);
    assert.deepEqual([code, stderr], [1, "There is no file nope.txt: check the path.\n"]);
  });

  it("takes --json before and after the command", async () => {
    const before = await runCli(["--json", "tokenize", tokenizerFolder], "hello\n");
    const after = await runCli(["tokenize", tokenizerFolder, "--json"], "hello\n");
    assert.equal(before.code, 0);
    assert.ok(Array.isArray(JSON.parse(before.stdout)));
    assert.deepEqual(before, after);
  });
});
