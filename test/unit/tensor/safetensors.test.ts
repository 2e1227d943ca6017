import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { SummnbError } from "../../../src/library/errors.js";
import {
  fromArray,
  loadSafetensors,
  ops,
  saveSafetensors,
  type Tensor,
} from "../../../src/library/tensor/index.js";
import { goldenPath } from "../../golden/goldenData.js";

describe("safetensors", () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "summnb-safetensors-"));
    file = path.join(folder, "model.safetensors");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function write(header: unknown, data: number): void {
    const json = Buffer.from(typeof header === "string" ? header : JSON.stringify(header));
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(json.length));
    writeFileSync(file, Buffer.concat([length, json, Buffer.alloc(data)]));
  }

  it("writes the bytes that Hugging Face's own writer wrote", () => {
    const theirs = goldenPath("models", "flan-trained", "model.safetensors");
    saveSafetensors(file, loadSafetensors(theirs));
    assert.ok(readFileSync(file).equals(readFileSync(theirs)));
  });

  it("maps files without changing them when a tensor is written to", () => {
    saveSafetensors(
      file,
      new Map<string, Tensor>([["w", fromArray(new Float32Array([1, 2]), [2], "float32")]]),
    );
    const before = readFileSync(file);
    const w = loadSafetensors(file).get("w") as Tensor<"float32">;
    ops.fill_(w, 7);
    assert.deepEqual([...w.toArray()], [7, 7]);
    assert.ok(readFileSync(file).equals(before));
  });

  const entry = (shape: number[], offsets: number[], dtype = "F32") => ({
    w: { dtype, shape, data_offsets: offsets },
  });
  const bad: [title: string, header: unknown, data: number, message: RegExp][] = [
    ["data that is missing", entry([4], [0, 16]), 8, /truncated/],
    ["a shape that needs more bytes than it has", entry([4], [0, 8]), 16, /needs 16 bytes but has 8/],
    ["a negative extent", entry([-4], [0, 16]), 16, /describes "w" wrongly/],
    ["an unknown dtype", entry([4], [0, 16], "Q7"), 16, /Q7/],
    ["a header that is not JSON", "{oops", 16, /not JSON/],
  ];
  for (const [title, header, data, message] of bad)
    it(`refuses ${title}, naming the file`, () => {
      write(header, data);
      assert.throws(
        () => loadSafetensors(file),
        (error: Error) =>
          error instanceof SummnbError && message.test(error.message) && error.message.includes(file),
      );
    });

  it("refuses a header longer than the file", () => {
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(1_000_000n);
    writeFileSync(file, Buffer.concat([length, Buffer.from("{}")]));
    assert.throws(() => loadSafetensors(file), /header claims 1000000 bytes/);
  });
});
