import assert from "node:assert/strict";
import path from "node:path";
import { repositoryRoot } from "../../golden/goldenData.js";
import { scratchFolder } from "../datasets/files.js";
import { runCli } from "./runCli.js";

describe("summnb evaluate", () => {
  const scratch = scratchFolder();
  const starter = path.join(repositoryRoot, "examples", "starter");
  const rows = (count: number) => '{"document":"A tool for files.","summary":"file tool"}\n'.repeat(count);

  const evaluate = async (...args: string[]) =>
    runCli([
      "--json",
      "evaluate",
      starter,
      "--device",
      "cpu",
      "--max-new-tokens",
      "2",
      "--output",
      scratch.path("out.jsonl"),
      ...args,
    ]);

  it("scores the test split of a folder, or the part that is asked for", async function () {
    this.timeout(60_000);
    await scratch.write("d/train.jsonl", rows(4));
    await scratch.write("d/test.jsonl", rows(3));
    for (const [args, count] of [
      [[], 3],
      [["--split", "train[:50%]"], 2],
    ] as const) {
      const { stdout, stderr } = await evaluate("--data", scratch.path("d"), ...args);
      assert.equal((JSON.parse(stdout || "{}") as { count?: number }).count, count, stderr);
    }
  });

  it("says how to name another column", async () => {
    const data = await scratch.write("a.csv", "dialogue,summary\na,b\n");
    const { code, stderr } = await evaluate("--data", data);
    assert.equal(code, 1);
    assert.match(
      stderr,
      /no column "document" .* columns are dialogue, summary; did you mean "dialogue"\? Name the right one as --document-column\./,
    );
  });
});
