import assert from "node:assert/strict";
import { readdir, utimes } from "node:fs/promises";
import { strToU8, type Zippable, zipSync } from "fflate";
import { loadDataset } from "../../../src/library/datasets/index.js";
import { as64Bit, patchDirectory } from "./archiveParts.js";
import { scratchFolder } from "./files.js";
import { sevenZip } from "./sevenZip.js";

const lines = (...values: number[]) => values.map((value) => `{"value":${value}}\n`).join("");
const zip = (files: Record<string, string>): Uint8Array =>
  zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));

/** As SAMSum was published: JSON arrays, validation called val. */
const corpus = {
  "corpus/README.txt": "no data",
  "corpus/train.json": JSON.stringify([{ value: 1 }, { value: 2 }]),
  "corpus/val.json": JSON.stringify([{ value: 3 }]),
  "corpus/test.json": JSON.stringify([{ value: 4 }]),
  "__MACOSX/corpus/._train.json": "?",
};
const splits = { train: [1, 2], validation: [3], test: [4] };

describe("archives", () => {
  const scratch = scratchFolder();

  const refuses = (file: string, message: RegExp) =>
    assert.rejects(loadDataset(file), (error: Error) => {
      assert.equal(error.name, "SummnbError");
      assert.match(error.message, message);
      return true;
    });

  const read = async (source: Parameters<typeof loadDataset>[0]) =>
    Object.fromEntries(
      Array.from(await loadDataset(source), ([split, data]) => [split, data.column("value")]),
    );

  const unpacked = async () =>
    (await readdir(scratch.path("cache", "datasets", "unpacked")).catch(() => [])).sort();

  it("finds a zip's splits by the names of its members, once", async () => {
    const file = await scratch.write("corpus.zip", zip(corpus));
    assert.deepEqual(await read(file), splits);
    const before = await unpacked();
    assert.deepEqual(
      before.map((name) => name.replace(/[0-9a-f]{16}$/, "#")),
      ["corpus.zip-#"],
    );
    assert.deepEqual(await read(file), splits);
    assert.deepEqual(await unpacked(), before);
    await utimes(file, 1, 1);
    assert.deepEqual(await read(file), splits);
    assert.equal((await unpacked()).length, 2, "another time of change is another archive");
  });

  it("finds a 7z's splits", async () => {
    const file = await scratch.write("corpus.7z", await sevenZip(corpus));
    assert.deepEqual(await read(file), splits);
    assert.equal(process.exitCode, undefined, "7-Zip's exit code is not the process's");
  });

  it("reads 64-bit archives, and members that are stored as they are", async () => {
    const stored = zipSync({ "train.jsonl": [strToU8(lines(1)), { level: 0 }] });
    assert.deepEqual(await read(await scratch.write("long.zip", as64Bit(stored))), { train: [1] });
  });

  it("knows splits by folders, compressed members, a folder that holds an archive, and archives by split", async () => {
    const parts = { "train/0001.jsonl": lines(1), "train/0002.jsonl": lines(2), "test/0001.jsonl": lines(3) };
    await scratch.write("folder/parts.zip", zip(parts));
    assert.deepEqual(await read(scratch.path("folder")), { train: [1, 2], test: [3] });
    await scratch.write("two/train.zip", zip({ "a.jsonl": lines(1), "b.jsonl": lines(2) }));
    await scratch.write("two/dev.zip", zip({ "a.jsonl": lines(3) }));
    assert.deepEqual(await read(scratch.path("two")), { train: [1, 2], validation: [3] });
    const held = scratch.path("folder/parts.zip");
    assert.deepEqual(await read({ test: held, all: held }), { test: [3], all: [3, 1, 2] });
  });

  it("says that an archive holds no data", async () => {
    await refuses(await scratch.write("none.zip", zip({ "a.txt": "text" })), /none\.zip holds no data file/);
    await refuses(
      await scratch.write("none.7z", await sevenZip({ "a.txt": "text" })),
      /none\.7z holds no data file/,
    );
    assert.deepEqual(await unpacked(), []);
  });

  for (const name of [
    "../train.jsonl",
    "a/../../train.jsonl",
    "/tmp/train.jsonl",
    "C:\\train.jsonl",
    "..\\train.jsonl",
  ])
    it(`opens no zip that names ${name}`, async () => {
      const file = await scratch.write("evil.zip", zip({ "test.jsonl": lines(1), [name]: lines(2) }));
      await refuses(
        file,
        /evil\.zip names a file outside of its folder, ".*train\.jsonl", and is not opened/,
      );
      assert.deepEqual(await unpacked(), []);
    });

  it("opens no 7z that names a place outside", async () => {
    const content = await sevenZip({ "train.jsonl": lines(1) }, ["rn", "train.jsonl", "../train.jsonl"]);
    await refuses(
      await scratch.write("evil.7z", content),
      /evil\.7z names a file outside of its folder, "\.\.\/train/,
    );
  });

  it("follows no links", async () => {
    const link: Zippable = {
      "train.jsonl": [strToU8("/etc/passwd"), { os: 3, attrs: (0o120777 << 16) >>> 0 }],
    };
    await refuses(await scratch.write("link.zip", zipSync(link)), /link\.zip holds the link "train\.jsonl"/);
    const linked = await sevenZip({ "a.jsonl": lines(1), "train.jsonl": { link: "a.jsonl" } });
    await refuses(await scratch.write("link.7z", linked), /link\.7z holds the link "train\.jsonl"/);
  });

  it("unpacks no bomb", async () => {
    const zeros = new Uint8Array(17 * 1024 * 1024);
    const bomb = zipSync({ "train.jsonl": zeros });
    await refuses(
      await scratch.write("bomb.zip", bomb),
      /bomb\.zip would unpack to more than 17 MB, over 100 times its size/,
    );
    // One that lies about its size ends where it was said to.
    const liar = patchDirectory(bomb, (entry) => entry.writeUInt32LE(10, 24));
    await refuses(
      await scratch.write("liar.zip", liar),
      /liar\.zip is damaged: train\.jsonl is not what the archive says/,
    );
    const packed = await sevenZip({ "train.jsonl": zeros });
    await refuses(await scratch.write("bomb.7z", packed), /bomb\.7z would unpack to more than 17 MB/);
    assert.deepEqual(await unpacked(), []);
  });

  it("says what is damaged, locked or packed by an unknown method", async () => {
    const whole = Buffer.from(
      zip({ "train.jsonl": lines(...Array.from({ length: 500 }, (_, index) => index)) }),
    );
    await refuses(
      await scratch.write("cut.zip", whole.subarray(0, 200)),
      /cut\.zip is not a whole zip archive \(it has no end record\)/,
    );
    await refuses(await scratch.write("text.zip", "hello"), /text\.zip is not a whole zip archive/);
    const wrong = Buffer.from(whole);
    wrong[100]! ^= 0xff;
    await refuses(await scratch.write("wrong.zip", wrong), /wrong\.zip is damaged: train\.jsonl is not what/);
    const locked = patchDirectory(whole, (entry) => entry.writeUInt16LE(1, 8));
    await refuses(await scratch.write("locked.zip", locked), /locked\.zip is locked with a password/);
    const method = patchDirectory(whole, (entry) => entry.writeUInt16LE(12, 10));
    await refuses(await scratch.write("method.zip", method), /method\.zip packs train\.jsonl by method 12/);
  });

  it("says the same of a 7z", async () => {
    const whole = Buffer.from(await sevenZip({ "train.jsonl": lines(1, 2, 3) }));
    await refuses(
      await scratch.write("cut.7z", whole.subarray(0, 100)),
      /cut\.7z could not be unpacked as 7z \(.*end of archive.*\)/,
    );
    await refuses(
      await scratch.write("text.7z", "hello"),
      /text\.7z could not be unpacked as 7z \(.*[Nn]ot.*archive/,
    );
    const wrong = Buffer.from(whole);
    wrong[40]! ^= 0xff;
    await refuses(
      await scratch.write("wrong.7z", wrong),
      /wrong\.7z could not be unpacked as 7z \(.*Data Error/,
    );
    for (const how of [["-psecret"], ["-psecret", "-mhe"]]) {
      const locked = await sevenZip({ "train.jsonl": lines(1) }, [], how);
      await refuses(await scratch.write("locked.7z", locked), /locked\.7z is locked with a password/);
    }
  });
});
