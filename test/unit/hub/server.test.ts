import assert from "node:assert/strict";
import {
  datasetInfo,
  downloadFile,
  fileDownloadInfo,
  listFiles,
  modelInfo,
  pathsInfo,
} from "@huggingface/hub";
import { gitBlobHash } from "../../hub/repository.js";
import { HubServer } from "../../hub/server.js";

const repo = "org/tiny";
const config = '{"model_type": "t5"}';
const weights = Buffer.alloc(5000, 7);

describe("hub: the test server, asked by @huggingface/hub", () => {
  let hub: HubServer;
  let commit: string;

  before(async () => {
    hub = await HubServer.start({ pageSize: 2, tokens: { hf_reader: { name: "reader" } } });
    commit = hub.addRepo({
      type: "model",
      id: repo,
      files: { "config.json": config, "model.safetensors": weights, "onnx/model.onnx": "x", "a.txt": "a" },
    });
  });

  after(() => hub.close());

  it("tells the commit of a branch", async () => {
    const info = await modelInfo({
      name: repo,
      hubUrl: hub.url,
      additionalFields: ["sha"],
      revision: "main",
    });
    assert.equal(info.sha, commit);
    assert.equal(info.name, repo);
  });

  it("lists a tree over several pages, with both kinds of hashes", async () => {
    const files = [];
    for await (const file of listFiles({ repo, hubUrl: hub.url, recursive: true })) files.push(file);
    assert.deepEqual(
      files.map(({ path }) => path),
      ["a.txt", "config.json", "model.safetensors", "onnx", "onnx/model.onnx"],
    );
    assert.equal(files[1]!.oid, gitBlobHash(Buffer.from(config)));
    assert.equal(files[2]!.lfs!.size, weights.length);
    assert.equal(files[2]!.lfs!.oid.length, 64);
  });

  it("lists one folder without those below", async () => {
    const files = [];
    for await (const { path } of listFiles({ repo, hubUrl: hub.url })) files.push(path);
    assert.deepEqual(files, ["a.txt", "config.json", "model.safetensors", "onnx"]);
  });

  it("tells of single paths", async () => {
    const [info] = await pathsInfo({ repo, hubUrl: hub.url, paths: ["config.json", "no"], expand: true });
    assert.equal(info!.size, config.length);
    assert.equal(info!.lastCommit.id, commit);
  });

  it("gives small files from the same host, large ones from storage elsewhere", async () => {
    const small = await downloadFile({ repo, hubUrl: hub.url, path: "config.json" });
    assert.equal(await small!.text(), config);
    const large = await downloadFile({ repo, hubUrl: hub.url, path: "model.safetensors" });
    assert.deepEqual(Buffer.from(await large!.arrayBuffer()), weights);
    assert.deepEqual(
      hub.requests
        .filter(({ side }) => side === "storage")
        .map(({ method }) => method)
        .at(-1),
      "GET",
    );
    assert.equal(await fileDownloadInfo({ repo, hubUrl: hub.url, path: "no.json" }), null);
  });

  it("keeps a private repository to its readers, without telling others that it exists", async () => {
    hub.addRepo({ type: "dataset", id: "org/secret", private: true, readers: ["reader"], files: { a: "a" } });
    const ask = (accessToken?: string) => datasetInfo({ name: "org/secret", hubUrl: hub.url, accessToken });
    assert.equal((await ask("hf_reader")).name, "org/secret");
    await assert.rejects(ask(), { statusCode: 401 });
    await assert.rejects(ask("hf_nobody"), { statusCode: 401 });
  });

  it("follows parquet's branch and renamed repositories", async () => {
    const id = "org/data";
    hub.addRepo({
      type: "dataset",
      id,
      revision: "refs/convert/parquet",
      files: { "default/train/0000.parquet": "P" },
    });
    const revision = "refs/convert/parquet";
    const info = await datasetInfo({ name: id, hubUrl: hub.url, revision, additionalFields: ["sha"] });
    assert.equal(info.sha.length, 40);
    hub.renameRepo("dataset", id, "org/new");
    const file = await downloadFile({
      repo: `datasets/${id}`,
      hubUrl: hub.url,
      revision,
      path: "default/train/0000.parquet",
    });
    assert.equal(await file!.text(), "P");
  });
});
