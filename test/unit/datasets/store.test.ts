import assert from "node:assert/strict";
import { readdirSync, truncateSync, utimesSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { Dataset, type Row } from "../../../src/library/datasets/index.js";
import {
  FileStore,
  MemoryStore,
  StoreWriter,
  storeFolder,
  storeRows,
} from "../../../src/library/datasets/store/index.js";
import { scratchFolder } from "./files.js";

const odd: Row[] = [
  {
    text: 'ä "q"\n\u2028 \ud800 😀',
    big: 2n ** 70n,
    when: new Date(1234567890123),
    bytes: Uint8Array.of(0, 255, 7),
  },
  { text: "", big: null, when: new Date(-1), bytes: new Uint8Array(0) },
  {
    text: "~",
    numbers: [1, -0, Number.NaN, Number.NEGATIVE_INFINITY, 0.1],
    deep: { list: [{ at: new Date(5) }, [9n]] },
  },
  { text: null, numbers: Int32Array.of(-1, 2 ** 31 - 1), deep: { $: ["bigint", "1"] } },
  { __proto__: null, text: "null", deep: { $: { $: 1n }, b: undefined } },
];

async function* batches(rows: Row[], size = 2) {
  for (let start = 0; start < rows.length; start += size) yield rows.slice(start, start + size);
}

function inFiles(rows: readonly Row[], key: string) {
  const writer = new StoreWriter({ key, always: true });
  for (const row of rows) writer.add(row);
  return writer.finish();
}

const all = (store: { length: number; row(index: number): Row }) =>
  Array.from({ length: store.length }, (_, index) => store.row(index));

describe("stores of rows", () => {
  const scratch = scratchFolder();
  const cached = () => readdirSync(scratch.path("cache", "datasets"));

  it("give back from files what was put in, whatever its type", () => {
    const store = inFiles(odd, "odd");
    assert.ok(store instanceof FileStore);
    assert.deepEqual(store.features, ["text", "big", "when", "bytes", "numbers", "deep"]);
    const memory = new MemoryStore(odd, store.features);
    const expected = all(memory);
    // What JSON leaves out of an object stays out.
    expected[4]!.deep = { $: { $: 1n } };
    assert.deepStrictEqual(all(store), expected);
    assert.deepEqual(store.row(3), expected[3]);
    assert.equal(store.fingerprint, memory.fingerprint);
    const noDate = inFiles([{ when: new Date(Number.NaN) }], "no date").row(0).when;
    assert.ok(noDate instanceof Date && Number.isNaN(noDate.getTime()));
  });

  it("refuse what no file can hold, and leave nothing behind", () => {
    const writer = new StoreWriter({ key: "function", always: true });
    assert.throws(() => writer.add({ call: () => 1 }), {
      name: "SummnbError",
      message: /A value of type function can't be kept in a data set's files/,
    });
    writer.abandon();
    assert.deepEqual(cached(), []);
  });

  it("read rows in any order, long ones and short ones", () => {
    const rows = Array.from({ length: 3000 }, (_, id) => ({
      id,
      text: `${id} `.repeat(id % 97 === 0 ? 60_000 : id % 50),
    }));
    const store = inFiles(rows, "long");
    for (const id of [2999, 0, 97, 98, 1, 2998, 1500, 1501, 1502, 97])
      assert.deepEqual(store.row(id), rows[id]);
    assert.deepEqual(all(store), rows);
  });

  it("stay in memory while small and go to files that end with the process when large", async () => {
    const small = await storeRows(batches([{ a: 1 }, { b: 2 }, { a: 3 }]), { key: "small", features: ["z"] });
    assert.ok(small instanceof MemoryStore);
    assert.deepEqual(small.features, ["z", "a", "b"]);
    assert.deepEqual(small.row(1), { z: null, a: null, b: 2 });
    const text = "x".repeat(100_000);
    const dataset = Dataset.fromList(Array.from({ length: 400 }, (_, id) => ({ id }))).map(({ id }) => ({
      text: `${id}${text}`,
    }));
    assert.deepEqual(cached(), [], "the files of a result without a key have no name");
    assert.equal(dataset.row(399).text, `399${text}`);
    assert.deepEqual(dataset.select([7, 3]).column("id"), [7, 3]);
  });

  it("are opened again by their key, and written anew when they are damaged", async () => {
    const many = Array.from({ length: 40 }, (_, id) => ({ id, text: "x".repeat(1_000_000) }));
    const first = await storeRows(batches(many), { key: "many" });
    assert.ok(first instanceof FileStore);
    async function* unread(): AsyncGenerator<Row[]> {
      yield assert.fail("the rows were read again");
    }
    const again = await storeRows(unread(), { key: "many" });
    assert.equal(again.fingerprint, first.fingerprint);
    assert.deepEqual(again.row(39), many[39]);
    truncateSync(`${storeFolder("many")}/rows.jsonl`, 1000);
    const anew = await storeRows(batches(many), { key: "many" });
    assert.deepEqual(anew.row(39), many[39]);
    assert.equal(cached().length, 1);
  });

  it("may be written by two at once", () => {
    const [one, two] = [0, 1].map(() => new StoreWriter({ key: "same", always: true })) as [
      StoreWriter,
      StoreWriter,
    ];
    for (const id of [1, 2, 3]) for (const writer of [one, two]) writer.add({ id });
    assert.deepEqual(
      [...all(one.finish()), ...all(two.finish())].map(({ id }) => id),
      [1, 2, 3, 1, 2, 3],
    );
    assert.equal(cached().length, 1);
  });

  it("drop what was left half-written a day ago, and nothing younger", async () => {
    for (const name of ["old.part", "young.part"])
      await mkdir(scratch.path("cache", "datasets", name), { recursive: true });
    const yesterday = Date.now() / 1000 - 25 * 3600;
    utimesSync(scratch.path("cache", "datasets", "old.part"), yesterday, yesterday);
    inFiles([{ id: 1 }], "new");
    assert.deepEqual(
      cached().filter((name) => name.endsWith(".part")),
      ["young.part"],
    );
  });

  it("say where they can't be written", async () => {
    await writeFile(scratch.path("cache"), "a file where the folder should be");
    assert.throws(() => inFiles([{ id: 1 }], "nowhere"), {
      name: "SummnbError",
      message: /can't be written to .*cache.*datasets.*SUMMNB_CACHE/,
    });
    assert.match(await readFile(scratch.path("cache"), "utf8"), /^a file/);
  });
});

describe("fingerprints of data sets", () => {
  const scratch = scratchFolder();
  const rows = Array.from({ length: 6 }, (_, id) => ({ id, text: String(id) }));

  it("are equal for equal choices, however made, in memory and in files", async () => {
    const memory = Dataset.fromList(rows);
    const files = Dataset.fromStore<(typeof rows)[number]>(inFiles(rows, "rows"));
    assert.equal(files.fingerprint, memory.fingerprint);
    for (const dataset of [memory, files]) {
      const chosen = dataset.select([5, 4, 3]).select([2, 0]);
      assert.equal(chosen.fingerprint, dataset.select([3, 5]).fingerprint);
      assert.equal(chosen.fingerprint, files.select([-3, -1]).fingerprint);
      assert.equal(dataset.select([0, 1, 2, 3, 4, 5]).fingerprint, memory.fingerprint);
      assert.equal(dataset.renameColumn("id", "a").renameColumn("a", "id").fingerprint, memory.fingerprint);
      assert.equal(dataset.filter(({ id }) => id < 3).fingerprint, files.select([0, 1, 2]).fingerprint);
      assert.notEqual(dataset.removeColumns("id").fingerprint, memory.fingerprint);
      assert.equal(dataset.shuffle({ seed: 1 }).fingerprint, files.shuffle({ seed: 1 }).fingerprint);
      assert.notEqual(dataset.shuffle({ seed: 2 }).fingerprint, files.shuffle({ seed: 1 }).fingerprint);
    }
    assert.ok(scratch.path());
  });
});
