import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { SummnbError } from "../../../../src/library/errors.js";
import { openTorchFile } from "../../../../src/library/models/checkpoint/index.js";
import type { Tensor } from "../../../../src/library/tensor/index.js";
import { goldenPath } from "../../../golden/goldenData.js";
import { type Described, type Entry, entriesOf, pickle, sixFloats, tensor, zipFile } from "./torchFiles.js";

describe("PyTorch files", () => {
  let folder: string;
  let file: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "summnb-torch-"));
    file = path.join(folder, "pytorch_model.bin");
  });
  after(() => rmSync(folder, { recursive: true }));

  function read(bytes: Buffer): number[] {
    writeFileSync(file, bytes);
    const { tensors, close } = openTorchFile(file);
    const values = [...(tensors.get("w")!.read() as Tensor<"float32">).toArray()];
    close();
    return values;
  }

  const refuses = (bytes: Buffer, message: RegExp) =>
    assert.throws(
      () => read(bytes),
      (error: Error) =>
        error instanceof SummnbError && message.test(error.message) && error.message.includes(file),
    );

  it("made by hand are read", () => {
    assert.deepEqual(read(zipFile(entriesOf(tensor()))), [0, 1, 2, 3, 4, 5]);
  });

  it("beyond 4 GB have their sizes and places in 64 bits", () => {
    const entries = entriesOf(tensor()).map((entry) => ({ ...entry, zip64: true }));
    assert.deepEqual(read(zipFile(entries, true)), [0, 1, 2, 3, 4, 5]);
  });

  const outside: [title: string, description: Described][] = [
    ["an offset behind the end", { offset: 1 }],
    ["a negative offset", { offset: -1 }],
    ["an offset of an empty tensor", { shape: [0], strides: [1], offset: 7 }],
    ["a shape that is too large", { shape: [3, 3] }],
    ["strides that lead outside", { strides: [4, 1] }],
    ["negative strides", { strides: [-3, 1] }],
    ["strides of another rank", { strides: [1] }],
    ["extents whose product is beyond any number", { shape: [2n ** 40n, 2n ** 40n], strides: [0, 0] }],
    ["extents beyond 2^53", { shape: [2n ** 60n], strides: [0] }],
    ["a storage with fewer bytes than claimed", { elements: 7 }],
    ["a storage with more bytes than claimed", { elements: 5, shape: [5], strides: [1] }],
    ["a storage of another width", { storage: "DoubleStorage" }],
    ["a negative number of elements", { elements: -6 }],
  ];
  for (const [title, description] of outside)
    it(`refuse ${title}`, () =>
      refuses(zipFile(entriesOf(tensor(description))), /is not a whole PyTorch file/));

  it("may claim a view of terabytes: it costs nothing until someone wants it", () => {
    writeFileSync(file, zipFile(entriesOf(tensor({ shape: [2n ** 40n], strides: [0] }))));
    const { tensors } = openTorchFile(file);
    assert.deepEqual(tensors.get("w")!.shape, [2 ** 40]);
  });

  const change = (name: string, changes: Partial<Entry>) =>
    entriesOf(tensor()).map((entry) => (entry.name === `archive/${name}` ? { ...entry, ...changes } : entry));
  const broken: [title: string, entries: Entry[], message: RegExp][] = [
    ["a storage that is missing", change("data/0", { name: "archive/data/1" }), /storage "0" is missing/],
    ["a compressed storage", change("data/0", { method: 8 }), /"archive\/data\/0" is compressed/],
    ["a compressed pickle", change("data.pkl", { method: 8 }), /"archive\/data\.pkl" is compressed/],
    ["an encrypted entry", change("data/0", { flags: 1 }), /encrypted/],
    ["two entries of one name", [...entriesOf(tensor()), ...entriesOf(tensor())], /two entries/],
    ["no pickle", change("data.pkl", { name: "archive/other.pkl" }), /0 entries NAME\/data\.pkl/],
    [
      "two pickles",
      [...entriesOf(tensor()), { name: "b/data.pkl", data: sixFloats }],
      /2 entries NAME\/data\.pkl/,
    ],
    ["big-endian numbers", change("byteorder", { data: Buffer.from("big") }), /big-endian/],
    [
      "something that is no dict",
      change("data.pkl", { data: pickle.of(pickle.int(1)) }),
      /no dict of tensors/,
    ],
  ];
  for (const [title, entries, message] of broken)
    it(`refuse ${title}`, () => refuses(zipFile(entries), message));

  it("refuse an entry whose place is another's directory", () => {
    const bytes = zipFile(entriesOf(tensor()));
    const directory = bytes.readUInt32LE(bytes.length - 6);
    bytes.writeUInt32LE(directory - 30, directory + 42);
    refuses(bytes, /has no header/);
  });

  for (const name of ["tensors.zip.bin", "tensors.legacy.bin"]) {
    const whole = () => readFileSync(goldenPath("checkpoints", "files", name));

    it(`${name} cut off anywhere is refused`, () => {
      const bytes = whole();
      for (let length = 0; length < bytes.length; length += 7) {
        writeFileSync(file, bytes.subarray(0, length));
        assert.throws(() => openTorchFile(file), SummnbError, `after ${length} bytes`);
      }
    });

    it(`${name} with any byte changed is read or refused, and nothing else happens`, () => {
      const bytes = whole();
      let state = 12345;
      for (let round = 0; round < 1500; round++) {
        state = (Math.imul(state, 1103515245) + 12345) >>> 0;
        const at = state % bytes.length;
        const before = bytes[at]!;
        bytes[at] = (state >>> 16) & 255;
        writeFileSync(file, bytes);
        try {
          const { tensors, close } = openTorchFile(file);
          for (const stored of tensors.values())
            if (stored.shape.reduce((a, b) => a * b, 1) < 1000) stored.read().free();
          close();
        } catch (error) {
          assert.ok(error instanceof SummnbError, `byte ${at} as ${bytes[at]}: ${(error as Error).stack}`);
        }
        bytes[at] = before;
      }
    });
  }

  it("say what other files are", () => {
    refuses(Buffer.from("version https://example.com"), /neither of the layouts/);
    refuses(Buffer.alloc(0), /neither of the layouts/);
    assert.throws(
      () => openTorchFile(path.join(folder, "none.bin")),
      /none\.bin could not be opened \(ENOENT\)/,
    );
  });
});
