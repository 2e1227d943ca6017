import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { templates } from "../../../src/host/templates/index.js";
import { parseNotebook } from "../../../src/notebook/index.js";
import { kindOf } from "../../../src/protocol/index.js";
import { repositoryRoot } from "../../golden/goldenData.js";

const execute = promisify(execFile);

/** What each template shows, besides text, in the order in which it does. */
const shows: Record<string, string[]> = {
  lora: ["dataset", "parameters", "training", "summaries", "rouge"],
  full: ["parameters", "training", "summaries", "rouge"],
  evaluate: ["summaries", "rouge"],
  compare: ["summaries", "rouge"],
  data: ["dataset"],
  // With the adapter that the first one left: they run in the same folder, in their order.
  export: [],
  search: ["runs"],
  summarize: [],
};

describe("The notebook templates", function () {
  this.timeout(300_000);
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "summnb-templates-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs a template in a kernel of its own, over fewer rows and steps, and gives its cells with their outputs. */
  async function run(name: string) {
    const text = readFileSync(path.join(repositoryRoot, `media/templates/${name}.summnb`), "utf8");
    const notebook = path.join(folder, `${name}.summnb`);
    writeFileSync(
      notebook,
      text.replace(/range\((\d+)\)/g, (_, rows) => `range(${Math.min(8, Number(rows))})`),
    );
    const cli = path.join(repositoryRoot, "dist/src/cli/main.js");
    const env = { ...process.env, SUMMNB_MAX_STEPS: "2", SUMMNB_RUNS: path.join(folder, "runs") };
    await execute(process.execPath, [cli, "run", notebook], { env });
    return parseNotebook(readFileSync(notebook)).cells;
  }

  for (const { name, label } of templates)
    it(`${label}: every cell runs, and shows what it is there for`, async () => {
      const cells = (await run(name)).filter(({ type }) => type === "code");
      assert.ok(cells.every(({ executionCount }) => executionCount !== null));
      const outputs = cells.flatMap((cell) => cell.outputs);
      const kinds = outputs.flatMap((output) =>
        "data" in output ? Object.keys(output.data).flatMap((mime) => kindOf(mime) ?? []) : [],
      );
      for (const kind of shows[name] ?? assert.fail(`${name} is not in the table of this test`))
        assert.ok(kinds.includes(kind as never), `${name} shows no ${kind}, but ${kinds}`);
      assert.ok(outputs.length > 0, `${name} shows nothing`);
    });

  it("leave the trained weights where they say", () => {
    assert.ok(existsSync(path.join(folder, "out/lora/adapter_model.safetensors")));
    assert.ok(existsSync(path.join(folder, "out/full/model.safetensors")));
    assert.ok(existsSync(path.join(folder, "out/summarizer/encoder_model.onnx")));
  });
});
