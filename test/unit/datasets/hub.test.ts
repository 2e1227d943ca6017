import assert from "node:assert/strict";
import { parquetWriteBuffer } from "hyparquet-writer";
import { concatenateDatasets, loadDataset, type Row } from "../../../src/library/datasets/index.js";
import { HubServer } from "../../hub/server.js";
import { scratchFolder } from "./files.js";
import { sevenZip } from "./sevenZip.js";

const lines = (...values: number[]) => values.map((value) => `{"value":${value}}\n`).join("");
const parquet = (...values: number[]) =>
  Buffer.from(parquetWriteBuffer({ columnData: [{ name: "value", data: values }] }));

describe("data sets of the Hub", () => {
  const scratch = scratchFolder();
  const before = { ...process.env };
  const { warn } = console;
  let server: HubServer;
  let notices: string[];

  beforeEach(async () => {
    server = await HubServer.start();
    process.env.HF_ENDPOINT = server.url;
    process.env.HF_HOME = scratch.path("hf");
    notices = [];
    console.warn = (text: string) => notices.push(text);
  });

  afterEach(async () => {
    console.warn = warn;
    for (const name of ["HF_ENDPOINT", "HF_HOME"])
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    await server.close();
  });

  it("loads a repository's own files, of one split only those", async () => {
    const files = { "train.jsonl": lines(1, 2, 3, 4), "test.jsonl": lines(5), "README.md": "# Data" };
    server.addRepo({ type: "dataset", id: "me/own", files });
    const part = await loadDataset("me/own", { split: "train[:50%]" });
    assert.deepEqual(part.column("value"), [1, 2]);
    assert.ok(
      !server.requests.some(({ url }) => /resolve.*test\.jsonl/.test(url)),
      "test.jsonl is not fetched",
    );
    const all = await loadDataset("me/own");
    assert.equal(all.name, "me/own");
    assert.deepEqual(all.test.column("value"), [5]);
  });

  it("takes the configuration as second argument and tells what stands for a known name", async () => {
    const files = {
      "README.md": `---\nconfigs:\n- config_name: 1.0.0\n  data_files: "1/*"\n- config_name: 3.0.0\n  data_files:\n  - split: train\n    path: "3/train*"\n---\n`,
      "1/train.parquet": parquet(1),
      "3/train-00000-of-00001.parquet": parquet(3),
    };
    server.addRepo({ type: "dataset", id: "abisee/cnn_dailymail", files });
    assert.deepEqual((await loadDataset("cnn_dailymail", "3.0.0")).train.column("value"), [3]);
    assert.match(notices.join(), /"cnn_dailymail" is read from abisee\/cnn_dailymail/);
    const { numRows } = await loadDataset("cnn_dailymail", "3.0.0", { split: "train" });
    assert.equal(numRows, 1);
    assert.equal(
      (await loadDataset("abisee/cnn_dailymail", { config: "1.0.0", split: "train" })).row(0).value,
      1,
    );
    await assert.rejects(loadDataset("cnn_dailymail", "3.0.0", { alias: false }), /cnn_dailymail/);
  });

  it("remembers the ids that its rows came from, through every change", async () => {
    for (const id of ["EdinburghNLP/xsum", "me/more"])
      server.addRepo({ type: "dataset", id, files: { "train.jsonl": lines(1, 2, 3) } });
    const { train } = await loadDataset("xsum");
    const changed = train
      .map(({ value }) => ({ double: Number(value) * 2 }))
      .filter(({ double }) => double > 2)
      .renameColumn("double", "half")
      .removeColumns("value")
      .shuffle({ seed: 1 })
      .named("other");
    assert.deepEqual(changed.hubIds, ["EdinburghNLP/xsum"]);
    const { test } = train.trainTestSplit({ testSize: 1, seed: 1 });
    const more = await loadDataset("me/more", { split: "train[:1]+train[2:]" });
    const all = concatenateDatasets<Row>([test, changed, more]);
    assert.deepEqual(all.hubIds, ["EdinburghNLP/xsum", "me/more"]);
    const file = await scratch.write("own.jsonl", lines(1));
    assert.deepEqual((await loadDataset(file)).train.hubIds, []);
  });

  it("finds the splits in an archive, as SAMSum was published", async () => {
    const corpus = {
      "train.json": '[{"value":1}]',
      "val.json": '[{"value":2}]',
      "test.json": '[{"value":3}]',
    };
    const files = { "data/corpus.7z": Buffer.from(await sevenZip(corpus)) };
    server.addRepo({ type: "dataset", id: "me/corpus", files });
    assert.deepEqual((await loadDataset("me/corpus", { split: "test" })).column("value"), [3]);
    assert.deepEqual([...(await loadDataset("me/corpus")).splits.keys()], ["train", "validation", "test"]);
    await assert.rejects(
      loadDataset("me/corpus", { split: "dev" }),
      /has no split "dev": it has train, validation, test/,
    );
  });
});
