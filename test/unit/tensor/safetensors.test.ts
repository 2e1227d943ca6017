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
    ["a header that is a list", [entry([4], [0, 16])], 16, /not a JSON object/],
    ["a tensor that is no object", { w: null }, 16, /describes "w" wrongly/],
    ["an extent that is no whole number", entry([0.5], [0, 2]), 16, /describes "w" wrongly/],
    ["an extent beyond 2^53", entry([2 ** 60], [0, 16]), 16, /describes "w" wrongly/],
    ["an end before the start", entry([4], [16, 0]), 16, /needs 16 bytes but has -16/],
    ["bytes that belong to no tensor", entry([4], [4, 20]), 20, /"w" begins at byte 4 .* ends at 0/],
    ["bytes behind the last tensor", entry([4], [0, 16]), 24, /end at byte 16 of 24/],
    [
      "bytes that belong to two tensors",
      { ...entry([4], [0, 16]), v: entry([4], [8, 24]).w },
      24,
      /"v" begins at byte 8 .* ends at 16/,
    ],
    // JSON keeps the last of two equal keys, and the first one's bytes are left.
    [
      "a name that is there twice",
      `{"w":${JSON.stringify(entry([4], [0, 16]).w)},"w":${JSON.stringify(entry([4], [16, 32]).w)}}`,
      32,
      /"w" begins at byte 16/,
    ],
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

  it("refuses a file that is cut off anywhere", () => {
    const whole = readFileSync(
      goldenPath("checkpoints", "models", "t5-tied-unscaled-5.18", "model.safetensors"),
    );
    for (let length = 0; length < whole.length; length += 13) {
      writeFileSync(file, whole.subarray(0, length));
      assert.throws(() => loadSafetensors(file), SummnbError, `after ${length} bytes`);
    }
  });

  it("orders dtypes as Hugging Face's writer, and reads each back", () => {
    // The order in which safetensors 0.8 writes one tensor of each.
    const order = [
      "int64",
      "float64",
      "float32",
      "int32",
      "bfloat16",
      "float16",
      "int16",
      "int8",
      "uint8",
      "bool",
    ] as const;
    const tensors = new Map<string, Tensor>(
      [...order].sort().map((dtype) => [dtype, ops.full([3], 1, dtype)]),
    );
    saveSafetensors(file, tensors);
    const bytes = readFileSync(file);
    const header = JSON.parse(bytes.toString("utf8", 8, 8 + Number(bytes.readBigUInt64LE())));
    assert.deepEqual(Object.keys(header), ["__metadata__", ...order]);
    for (const [dtype, tensor] of loadSafetensors(file)) {
      assert.equal(tensor.dtype, dtype);
      assert.deepEqual([...ops.toDtype(tensor, "float32").toArray()], [1, 1, 1]);
    }
  });

  it("refuses a header longer than the file", () => {
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(1_000_000n);
    writeFileSync(file, Buffer.concat([length, Buffer.from("{}")]));
    assert.throws(() => loadSafetensors(file), /header claims 1000000 bytes/);
  });
});
