import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { filesByName } from "../../../src/library/hub/dataFiles.js";
import { type HubDatasetOptions, hubDatasetFiles } from "../../../src/library/hub/datasets.js";
import { withHub } from "./support.js";

const cnnCard = `---
language:
- en
pretty_name: "CNN: / Daily Mail"
dataset_info:
- config_name: 3.0.0
  features:
  - {name: article, dtype: string}
configs:
- config_name: 1.0.0
  data_files:
  - split: train
    path: 1.0.0/train-*
- config_name: 3.0.0   # the usual one
  data_files:
  - split: train
    path: 3.0.0/train-*
  - split: validation
    path: "3.0.0/validation-*"
train-eval-index:
- config: 3.0.0
---
# A card
`;

describe("hub: data sets by id", () => {
  const at = withHub();
  const add = (id: string, names: Record<string, string> | readonly string[], revision?: string) =>
    at.hub.addRepo({
      type: "dataset",
      id,
      revision,
      files: Array.isArray(names)
        ? Object.fromEntries(names.map((name) => [name, name]))
        : (names as Record<string, string>),
    });
  const load = async (id: string, options: HubDatasetOptions = {}) => {
    const { files, notices, name } = await hubDatasetFiles(id, { ...at.options, ...options });
    const relative = (file: string) =>
      file.split(`${path.sep}snapshots${path.sep}`)[1]!.split(path.sep).slice(1).join("/");
    const splits = Object.entries(files).map(([split, list]) => [split, list.map(relative)]);
    for (const file of Object.values(files).flat()) assert.ok(readFileSync(file).length > 0);
    return { files: Object.fromEntries(splits), notices, name };
  };
  const asked = () => at.hub.requests.map(({ url }) => url).join("\n");

  const addCnn = () =>
    add("abisee/cnn_dailymail", {
      "README.md": cnnCard,
      "1.0.0/train-00000-of-00001.parquet": "P",
      "3.0.0/train-00000-of-00002.parquet": "P",
      "3.0.0/train-00001-of-00002.parquet": "Q",
      "3.0.0/validation-00000-of-00001.parquet": "P",
    });

  it("takes the configuration that the card gives its files, by a known name", async () => {
    addCnn();
    const { files, notices, name } = await load("cnn_dailymail", { config: "3.0.0", split: "train" });
    assert.deepEqual(files, {
      train: ["3.0.0/train-00000-of-00002.parquet", "3.0.0/train-00001-of-00002.parquet"],
    });
    assert.equal(name, "abisee/cnn_dailymail");
    assert.match(notices[0]!, /"cnn_dailymail" is read from abisee\/cnn_dailymail: .*--no-alias/);
    assert.equal(at.hub.requests.filter(({ side }) => side === "storage").length, 2);
    await assert.rejects(load("cnn_dailymail", { alias: false }), /There is no data set "cnn_dailymail"/);
  });

  it("names configurations and splits that there are", async () => {
    addCnn();
    await assert.rejects(load("cnn_dailymail"), /several configurations: name one of 1\.0\.0, 3\.0\.0/);
    await assert.rejects(
      load("cnn_dailymail", { config: "2.0.0" }),
      /no configuration "2\.0\.0".*it has 1\.0\.0, 3\.0\.0/,
    );
    await assert.rejects(
      load("cnn_dailymail", { config: "3.0.0", split: "valid" }),
      /no split "valid".*it has train, validation/,
    );
  });

  it("goes by the names of files where there is no card", async () => {
    add("knkarthick/dialogsum", ["train.csv", "validation.csv", "test.csv", "README.md", ".gitattributes"]);
    const { files, notices } = await load("knkarthick/dialogsum");
    assert.deepEqual(files, { train: ["train.csv"], validation: ["validation.csv"], test: ["test.csv"] });
    assert.deepEqual(notices, []);
  });

  it("takes a folder for a configuration where there is no card", async () => {
    add("org/two", ["en/train.jsonl", "en/test.jsonl.gz", "de/train.jsonl"]);
    assert.deepEqual((await load("org/two", { config: "en" })).files, {
      train: ["en/train.jsonl"],
      test: ["en/test.jsonl.gz"],
    });
  });

  it("never runs a script: the converted files are read, and the notice says so", async () => {
    add("EdinburghNLP/xsum", ["xsum.py", "data/corpus.tar.gz", "README.md"]);
    const branch = [
      "default/train/0000.parquet",
      "default/train/0001.parquet",
      "default/partial-test/0000.parquet",
    ];
    add("EdinburghNLP/xsum", branch, "refs/convert/parquet");
    const { files, notices } = await load("xsum", { split: ["train"] });
    assert.deepEqual(files, { train: branch.slice(0, 2) });
    assert.match(
      notices.join("\n"),
      /needs its own script xsum\.py, which is never executed here: .*refs\/convert\/parquet/,
    );
    assert.match(notices.join("\n"), /only the beginning of test/);
    assert.doesNotMatch(asked(), /xsum\.py|partial-test/);
  });

  it("says where converted files would be when a script is all there is", async () => {
    add("org/script", ["script.py"]);
    await assert.rejects(
      load("org/script"),
      /needs its own script script\.py, which is never executed here.*datasets\/org\/script\/tree\/refs%2Fconvert%2Fparquet/,
    );
    add("org/nothing", ["a.txt"]);
    await assert.rejects(
      load("org/nothing"),
      /has no Parquet, CSV or JSON files, and the Hub has no converted ones/,
    );
  });

  it("follows a card's folders, default and forms of data_files", async () => {
    const card = (configs: string) => `---\nconfigs:\n${configs}\n---\n`;
    const names = ["sub/a.csv", "sub/b.csv", "test.csv"];
    const withCard = async (configs: string) => {
      add("org/forms", {
        "README.md": card(configs),
        ...Object.fromEntries(names.map((name) => [name, name])),
      });
      return load("org/forms");
    };
    assert.deepEqual((await withCard("- config_name: x\n  data_files: sub/*.csv")).files, {
      train: ["sub/a.csv", "sub/b.csv"],
    });
    assert.deepEqual((await withCard("- config_name: x\n  data_dir: sub\n  data_files: [b.csv]")).files, {
      train: ["sub/b.csv"],
    });
    assert.deepEqual((await withCard("  - config_name: x\n    data_dir: sub")).files, {
      train: ["sub/a.csv", "sub/b.csv"],
    });
    const several = await withCard(
      "- config_name: x\n  data_files: sub/a.csv\n- config_name: y\n  default: true\n  sep: ';'\n  data_files:\n    test: ['test.csv']",
    );
    assert.deepEqual(several.files, { test: ["test.csv"] });
    assert.match(several.notices[0]!, /sets sep for reading its files, which is not used/);
    await assert.rejects(
      withCard("- config_name: x\n  data_files: no.csv"),
      /gives the split train as no\.csv, but there is no such file/,
    );
    await assert.rejects(
      withCard("- config_name: x\n  data_files: &anchor"),
      /Line 4 of the YAML block in README\.md of the data set "org\/forms"/,
    );
  });

  it("works offline with what was fetched", async () => {
    addCnn();
    await load("cnn_dailymail", { config: "3.0.0", split: "validation" });
    const offline = { config: "3.0.0", offline: true } as const;
    assert.deepEqual((await load("cnn_dailymail", { ...offline, split: "validation" })).files, {
      validation: ["3.0.0/validation-00000-of-00001.parquet"],
    });
    await assert.rejects(load("cnn_dailymail", offline), /lacks 3\.0\.0\/train-00000-of-00002\.parquet/);
  });
});

describe("hub: splits by names, as in Hugging Face's datasets", () => {
  for (const [what, names, splits] of [
    [
      "shards in data",
      [
        "data/train-00000-of-00002.parquet",
        "data/train-00001-of-00002.parquet",
        "data/extra-00000-of-00001-abc.parquet",
        "data/test-00000-of-00001.parquet",
      ],
      { train: 2, test: 1, extra: 1 },
    ],
    ["folders", ["data/train/0.csv", "data/train/1.csv", "data/test/0.csv"], { train: 2, test: 1 }],
    [
      "files with words of splits",
      ["train_0.csv", "my-dev.csv", "eval.json.gz.csv"],
      { train: 1, validation: 1, test: 1 },
    ],
    ["words inside words", ["training.csv", "latest.csv", "trainer.csv"], { train: 1 }],
    ["everything is train", ["b.csv", "a.csv"], { train: 2 }],
    ["the kind that there is most of", ["train.csv", "test.csv", "train.json"], { train: 1, test: 1 }],
    [
      "hidden and foreign files",
      [".train.csv", "__x/train.csv", "dataset_info.json", "train.md", "train.csv"],
      { train: 1 },
    ],
  ] as const)
    it(what, () => {
      const found = filesByName(names, "");
      assert.deepEqual(
        Object.fromEntries(Object.entries(found!).map(([split, list]) => [split, list.length])),
        splits,
      );
      assert.deepEqual(Object.keys(found!), Object.keys(splits));
    });

  it("finds nothing where there is nothing", () => {
    assert.equal(filesByName(["a.txt", "README.md"], ""), undefined);
    assert.equal(filesByName(["train.csv"], "folder"), undefined);
  });
});
