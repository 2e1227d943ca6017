import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { Dataset, DatasetDict } from "../../../src/library/datasets/index.js";
import { setDisplaySink } from "../../../src/library/display/sink.js";
import { clearInterrupt, requestInterrupt } from "../../../src/library/interrupt.js";
import { mimeOf, type OutputDelta, type OutputPayload } from "../../../src/protocol/index.js";
import { scratchFolder } from "./files.js";

const numbers = Dataset.fromList(
  Array.from({ length: 10 }, (_, id) => ({ id, text: "x".repeat(id) })),
  { name: "numbers" },
);

describe("map in batches", () => {
  it("gives columns and takes columns", async () => {
    const seen: number[][] = [];
    const lengths = numbers.map(
      ({ text }, indices) => {
        seen.push(indices);
        return { length: text.map((one) => one.length) };
      },
      { batched: true, batchSize: 4, removeColumns: "text" },
    );
    assert.deepEqual(seen, [
      [0, 1, 2, 3],
      [4, 5, 6, 7],
      [8, 9],
    ]);
    assert.deepEqual(lengths.features, ["id", "length"]);
    assert.deepEqual(lengths.row(9), { id: 9, length: 9 });
    const later = await numbers.map(
      async ({ id }, _, by) => ({ id: Int32Array.from(id, (one) => one * by) }),
      {
        batched: true,
        context: 3,
      },
    );
    assert.deepEqual(later.row(4), { id: 12, text: "xxxx" });
  });

  it("may change the number of rows when the old columns go", () => {
    const doubled = numbers.map(({ id }) => ({ copy: id.flatMap((one) => [one, one]) }), {
      batched: true,
      batchSize: 3,
      removeColumns: ["id", "text"],
    });
    assert.deepEqual(doubled.column("copy").slice(0, 5), [0, 0, 1, 1, 2]);
    assert.equal(doubled.numRows, 20);
    const none = numbers.map(() => ({ id: [] as number[] }), { batched: true, removeColumns: ["text"] });
    assert.equal(none.numRows, 0);
  });

  it("refuses columns that don't fit", () => {
    assert.throws(
      () => numbers.map(({ id }) => ({ copy: id.slice(1) }), { batched: true, batchSize: 5 }),
      /columns of 4 and of 5 values \("id"\) for rows 0 to 4 of the data set "numbers"/,
    );
    assert.throws(
      () => numbers.map(() => ({ copy: 1 }) as never, { batched: true }),
      /returned no columns for rows 0 to 9 of the data set "numbers"/,
    );
    assert.throws(() => numbers.map(() => ({}), { batched: true, batchSize: 0 }), /batchSize 0 is not/);
  });
});

describe("map and filter in worker threads", function () {
  this.timeout(20_000);
  const scratch = scratchFolder();
  const results = () => readdirSync(scratch.path("cache", "datasets"));

  it("give the rows in order, with promises and without", async () => {
    const many = Dataset.fromList(
      Array.from({ length: 450 }, (_, id) => ({ id, when: new Date(id), big: BigInt(id) })),
    );
    const mapped = await many.map(
      async ({ id, when, big }, index, { add }) => {
        // The first rows are done last.
        await new Promise((resolve) => setTimeout(resolve, id < 100 ? 1 : 0));
        const { threadId } = await import("node:worker_threads");
        return { sum: id + index + add, later: new Date(when.getTime() + 1), big: big * 2n, threadId };
      },
      { numProc: 2, context: { add: 1000 }, removeColumns: "when" },
    );
    assert.deepEqual(mapped.features, ["id", "big", "sum", "later", "threadId"]);
    assert.deepEqual(mapped.column("id"), many.column("id"));
    const { threadId, ...row } = mapped.row(449);
    assert.deepEqual(row, { id: 449, sum: 1898, later: new Date(450), big: 898n });
    const threads = new Set(mapped.column("threadId"));
    assert.equal(threads.size, 2);
    assert.ok(!threads.has(0) && threads.has(threadId));
    const even = await many.filter(({ id }) => id % 2 === 0, { numProc: 2 });
    assert.deepEqual(
      even.column("id"),
      many.column("id").filter((id) => id % 2 === 0),
    );
    const batches = await many.map(
      function lengths({ id }: { id: number[] }) {
        return { first: id.map(() => id[0]!) };
      },
      { batched: true, batchSize: 60, numProc: 2 },
    );
    assert.deepEqual([batches.row(59).first, batches.row(60).first, batches.row(449).first], [0, 60, 420]);
  });

  it("keep their results for the next process, by function, context, options and rows", async () => {
    // Another data set of equal rows stands for another process: nothing but the files is common to both.
    const made = () => Dataset.fromList(numbers.rows());
    const stamp = (dataset: typeof numbers, by = 1, options: object = {}) =>
      dataset.map(({ id }, _, { by }) => ({ id: id * by, at: process.hrtime.bigint() }), {
        numProc: 1,
        context: { by },
        ...options,
      });
    const first = await stamp(made());
    assert.deepEqual((await stamp(made())).rows(), first.rows(), "it was made again");
    assert.equal((await stamp(made())).fingerprint, first.fingerprint);
    const others = [
      await stamp(made(), 2),
      await stamp(made().select([1, 0])),
      await stamp(made(), 1, { removeColumns: "text" }),
    ];
    const stamps = [first, ...others].map((dataset) => dataset.row(0).at);
    assert.equal(new Set(stamps).size, 4);
    assert.equal(results().length, 4);
    const kept = await made().filter(({ id }) => id > 7, { numProc: 1 });
    assert.equal(results().length, 5);
    assert.deepEqual((await made().filter(({ id }) => id > 7, { numProc: 1 })).rows(), kept.rows());
    assert.equal(results().length, 5);
  });

  const outer = 3;
  const helper = (value: number) => value;
  const bad: [string, () => Promise<unknown>, RegExp][] = [
    [
      "uses variables from outside",
      () => numbers.map(({ id }) => ({ id: helper(id) + outer }), { numProc: 2 }),
      /given to map with numProc uses helper, outer from outside of itself.*context.*await import/,
    ],
    [
      "is a cell's and uses the notebook's variables",
      () =>
        numbers.filter(new Function("return ({ id }) => id > __nb.limit && (0, __nb.check)(id)")(), {
          numProc: 2,
        }),
      /given to filter with numProc uses limit, check from outside/,
    ],
    [
      "has no text",
      () => numbers.map(Math.max.bind(null) as never, { numProc: 2 }),
      /has no text that worker threads/,
    ],
    [
      "throws",
      () =>
        numbers.map(
          ({ id }) => {
            if (id === 7) throw new Error("no sevens");
            return {};
          },
          { numProc: 2 },
        ),
      /given to map failed in a worker thread for row 7 of the data set "numbers" \(no sevens\)/,
    ],
    [
      "ends its thread",
      () => numbers.map(() => process.exit(), { numProc: 2 }),
      /failed in a worker thread for rows 0 to 9 .*\(the thread ended\)/,
    ],
    [
      "returns what can't be sent",
      () => numbers.map(() => ({ call: () => 1 }), { numProc: 1 }),
      /failed in a worker thread for rows 0 to 9 .*could not be cloned/,
    ],
    [
      "returns nothing",
      () => numbers.map(() => undefined as never, { numProc: 1 }),
      /returned null for row 0/,
    ],
    [
      "has a context that can't be copied",
      () => numbers.map(() => ({}), { numProc: 1, context: { call: () => 1 } }),
      /context given to map or filter can't be copied/,
    ],
  ];
  for (const [what, call, message] of bad)
    it(`refuse a function that ${what}, and keep nothing`, async () => {
      await assert.rejects(async () => call(), { name: "SummnbError", message });
      assert.deepEqual(
        await Promise.resolve()
          .then(results)
          .catch(() => []),
        [],
      );
    });

  it("run a cell's function, whose loops and awaits ask for the interrupt", async () => {
    const change = new Function(
      "return async ({ id }) => { for (const a of [1]) {__flag[0]&&__rt.stop(); id += a;} const { sep } = __rt.resume(await __rt.resume(__rt.import('node:path'))); return { id, sep }; }",
    )() as () => Promise<{ id: number; sep: string }>;
    const mapped = await numbers.map(change, { numProc: 1 });
    assert.deepEqual([mapped.row(2).id, mapped.row(2).sep], [3, "/"]);
  });

  it("import this library", async () => {
    const mapped = await numbers.map(
      async ({ text }) => {
        const { SummnbError } = await import("summnb" as string);
        return { text: `${new SummnbError(text).name}` };
      },
      { numProc: 1 },
    );
    assert.equal(mapped.row(0).text, "SummnbError");
  });

  it("end at an interrupt", async () => {
    const work = numbers.map(
      () => new Promise<Record<string, never>>((resolve) => setTimeout(resolve, 60_000)),
      {
        numProc: 2,
      },
    );
    setTimeout(requestInterrupt, 100);
    await assert.rejects(work, { name: "InterruptedError" });
    clearInterrupt();
    assert.deepEqual(results(), []);
  });
});

describe("cached results of other functions", () => {
  scratchFolder();

  it("need a key, and come as the function gave them", async () => {
    let calls = 0;
    const count = () => ({ call: calls++ });
    numbers.map(count);
    assert.deepEqual(numbers.map(count).column("call"), [10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
    const first = numbers.map(count, { cacheKey: "count" });
    assert.deepEqual(numbers.map(count, { cacheKey: "count" }).rows(), first.rows());
    assert.equal(calls, 30);
    const later = numbers.map(async () => count(), { cacheKey: "later" });
    assert.ok(later instanceof Promise);
    const again = numbers.map(async () => count(), { cacheKey: "later" });
    assert.deepEqual((await again).rows(), (await later).rows());
    const kept = numbers.filter(() => calls++ % 2 === 0, { cacheKey: "even" });
    assert.deepEqual(numbers.filter(() => true, { cacheKey: "even" }).rows(), kept.rows());
  });
});

describe("filter", () => {
  it("awaits promises", async () => {
    const kept = numbers.filter(async ({ id }) => id > 7);
    assert.deepEqual((await kept).column("id"), [8, 9]);
    const dict = new DatasetDict({ train: numbers, test: numbers.select([9, 0]) });
    const both = await dict.filter(async ({ id }) => id > 7);
    assert.deepEqual(both.test.column("id"), [9]);
  });
});

describe("the progress of map", () => {
  afterEach(() => setDisplaySink(undefined));

  it("is shown for work that takes longer than a second, and left at its end", () => {
    const payloads: OutputPayload<"progress">[] = [];
    const deltas: OutputDelta[] = [];
    const mime = mimeOf("progress");
    setDisplaySink({
      display: (bundle) => payloads.push(bundle[mime] as OutputPayload<"progress">),
      update: (_, bundle) => payloads.push(bundle[mime] as OutputPayload<"progress">),
      delta: (delta) => deltas.push(delta),
    });
    numbers.map(() => ({}));
    assert.equal(payloads.length, 0);
    const waiting = new Int32Array(new SharedArrayBuffer(4));
    numbers.map(
      () => {
        Atomics.wait(waiting, 0, 0, 130);
        return {};
      },
      { desc: "Slow" },
    );
    assert.deepEqual(payloads[0]!.data, { label: "Slow", value: 8, total: 10, unit: "rows" });
    assert.deepEqual(
      deltas.map(({ seq, patch }) => [seq, patch.set?.value]),
      [
        [1, 9],
        [2, 10],
      ],
    );
    assert.deepEqual([payloads[1]!.final, payloads[1]!.data.value], [true, 10]);
  });
});
