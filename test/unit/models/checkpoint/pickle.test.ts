import assert from "node:assert/strict";
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { SummnbError } from "../../../../src/library/errors.js";
import { ByteReader } from "../../../../src/library/models/checkpoint/torch/byteReader.js";
import { Callable, readPickle } from "../../../../src/library/models/checkpoint/torch/pickle.js";

const asked: string[] = [];
const environment = {
  global(module: string, name: string): unknown {
    asked.push(`${module}.${name}`);
    if (module !== "allowed") throw new SummnbError(`${module}.${name} is refused`);
    return new Callable((args) => ({ name, args }));
  },
  persistent: (id: unknown) => ({ id }),
};

describe("Pickles", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "summnb-pickle-"));
  });
  after(() => rmSync(folder, { recursive: true }));
  beforeEach(() => {
    asked.length = 0;
  });

  function read(...pieces: (string | number[])[]): unknown {
    const bytes = Buffer.concat(
      pieces.map((piece) => (typeof piece === "string" ? Buffer.from(piece, "latin1") : Buffer.from(piece))),
    );
    const file = path.join(folder, "data.pkl");
    writeFileSync(file, bytes);
    const descriptor = openSync(file, "r");
    try {
      return readPickle(new ByteReader(descriptor, file, 0, bytes.length), environment);
    } finally {
      closeSync(descriptor);
    }
  }

  const values: [title: string, pieces: (string | number[])[], value: unknown][] = [
    ["None", ["N."], null],
    ["True and False", [[0x88, 0x89, 0x86], "."], [true, false]],
    ["a byte, two bytes, a negative number", ["(K\xffM\x01\x02J\xff\xff\xff\xfft."], [255, 513, -1]],
    ["a long that fits a number", [[0x8a, 2, 0, 0xff], "."], -256],
    ["a long that does not", [[0x8a, 10], "\0\0\0\0\0\0\0\0\0\x01", "."], 2n ** 72n],
    ["an empty long", [[0x8a, 0], "."], 0],
    ["a float", ["G?\xf8\0\0\0\0\0\0."], 1.5],
    [
      "texts of three lengths",
      [[0x8c, 2], "hi", [0x8d, 1, 0, 0, 0, 0, 0, 0, 0], "x", "X\x02\0\0\0\xc3\xbc", [0x87], "."],
      ["hi", "x", "ü"],
    ],
    ["Python 2's texts", ["U\x02hiT\x01\0\0\0\xfc", [0x86], "."], ["hi", "ü"]],
    ["bytes", ["C\x02ab."], Uint8Array.from([97, 98])],
    ["a list by one and by several", ["]K\x01a(K\x02K\x03e."], [1, 2, 3]],
    [
      "a dict by one and by several",
      ["}K\x01K\x02s(K\x03K\x04u."],
      new Map([
        [1, 2],
        [3, 4],
      ]),
    ],
    ["the memo", ["K\x07q\x05h\x05", [0x86], "."], [7, 7]],
    [
      "the memo of protocol 4",
      [[0x80, 4, 0x95, 0, 0, 0, 0, 0, 0, 0, 0], "K\x07", [0x94], "h\0", [0x86], "."],
      [7, 7],
    ],
    ["values that are dropped", ["K\x01K\x020(K\x031."], 1],
    ["a value twice", ["K\x012", [0x86], "."], [1, 1]],
    ["a call", ["callowed\nf\n(K\x01tR."], { name: "f", args: [1] }],
    [
      "a call by names on the stack",
      [[0x8c, 7], "allowed", [0x8c, 1], "g", [0x93], ")", [0x81], "."],
      { name: "g", args: [] },
    ],
    ["a persistent id", ["K\x09Q."], { id: 9 }],
    ["attributes of a dict, which are left", ["}K\x01b."], new Map()],
  ];
  for (const [title, pieces, value] of values)
    it(`give ${title}`, () => assert.deepEqual(read(...pieces), value));

  const refused: [title: string, pieces: (string | number[])[], message: RegExp][] = [
    ["a global", ["cos\nsystem\n."], /^os\.system is refused/],
    [
      "a global by names on the stack",
      [[0x8c, 2], "os", [0x8c, 6], "system", [0x93], "."],
      /^os\.system is refused/,
    ],
    [
      "a global by names from the memo",
      [[0x8c, 2], "os", [0x94], "0", [0x8c, 6], "system", [0x94], "0h\0h\x01", [0x93], "."],
      /^os\.system is refused/,
    ],
    ["an instance in protocol 0", ["(ios\nsystem\n."], /^os\.system is refused/],
    ["an allowed instance in protocol 0", ["(iallowed\nf\n."], /uses protocol 0/],
    ["an extension code", [[0x82, 1], "."], /opcode 0x82/],
    ["protocol 0's numbers", ["I1\n."], /opcode 0x49/],
    ["a later protocol", [[0x80, 6], "N."], /protocol 6/],
    ["a call of what is no function", ["K\x01)R."], /calls what is no function/],
    ["a call without arguments", ["callowed\nf\nK\x01R."], /calls what is no function/],
    ["attributes of a function", ["callowed\nf\n}b."], /sets attributes/],
    ["a name that is no text", ["K\x01K\x02", [0x93], "."], /imports by something/],
    ["an empty stack", ["."], /takes a value that is not there/],
    ["a pop behind a mark", ["K\x01(0."], /takes a value that is not there/],
    ["a tuple without a mark", ["K\x01t."], /lacks a mark/],
    ["an unknown memo", ["h\x03."], /refers to value 3/],
    ["an append to a number", ["K\x01K\x02a."], /no list/],
    ["an odd number of items", ["}(K\x01u."], /no dict/],
    ["a text longer than the file", ["X\xff\xff\xff\x7fab."], /something of 2147483647 bytes/],
    ["a name without an end", [`c${"a".repeat(2000)}`], /more than 1000 characters/],
    ["an end that is missing", ["N"], /something of 1 bytes begins at 1/],
    ["endless work", ["N0".repeat(2_600_000), "."], /goes on after 5000000 steps/],
  ];
  for (const [title, pieces, message] of refused)
    it(`refuse ${title}`, () =>
      assert.throws(
        () => read(...pieces),
        (error: Error) =>
          error instanceof SummnbError && message.test(error.message.replace(/^\/.*data\.pkl is /, "")),
      ));

  it("ask for each global before anything is called", () => {
    assert.throws(() => read("callowed\nf\ncos\nsystem\nR."), /os\.system is refused/);
    assert.deepEqual(asked, ["allowed.f", "os.system"]);
  });
});
