import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { HubError, hubFile, type RepoId } from "../../../src/library/hub/index.js";
import { askedWait } from "../../../src/library/hub/retry.js";
import { clearInterrupt, requestInterrupt } from "../../../src/library/interrupt.js";
import { HubServer } from "../../hub/server.js";
import { withHub } from "./support.js";

const repo: RepoId = { type: "model", id: "org/tiny" };
const weights = randomBytes(300_000);
const config = '{"model_type": "t5"}';

describe("hub: what can go wrong with a download", () => {
  const at = withHub({ tokens: { hf_reader: { name: "reader" }, hf_other: { name: "other" } } });

  beforeEach(() => {
    at.hub.addRepo({ ...repo, files: { "config.json": config, "model.safetensors": weights } });
  });

  const fetchWeights = () => hubFile(repo, "model.safetensors", at.options);
  const ranges = () =>
    at.hub.requests.filter(({ side }) => side === "storage").map(({ headers }) => headers.range);
  const blobFolder = () => path.join(at.cacheDir, "models--org--tiny", "blobs");
  const blobs = () => {
    const names = existsSync(blobFolder()) ? readdirSync(blobFolder()) : [];
    return names.map((name) => name.replace(/^[0-9a-f]+/, "HASH"));
  };
  const rejects = (work: Promise<unknown>, failure: string, message: RegExp) =>
    assert.rejects(work, (error) => {
      assert.ok(error instanceof HubError, String(error));
      assert.equal(error.failure, failure);
      assert.match(error.message, message);
      return true;
    });

  it("goes on where a cut connection ended, and asks only for the rest", async () => {
    at.hub.faults.add({ on: "storage", cutAfter: 100_000 });
    at.hub.faults.add({ on: "storage", cutAfter: 50_000 });
    assert.deepEqual(readFileSync(await fetchWeights()), weights);
    assert.equal(ranges()[0], undefined);
    const starts = ranges()
      .slice(1)
      .map((range) => Number(/^bytes=(\d+)-$/.exec(range!)![1]));
    assert.equal(starts.length, 2);
    assert.ok(starts[0]! > 0 && starts[0]! <= 100_000 && starts[1]! > starts[0]! && starts[1]! <= 150_000);
    assert.deepEqual(blobs(), ["HASH"]);
  });

  it("gives up when nothing more comes, keeps the beginning, and goes on from there the next time", async () => {
    at.hub.faults.add({ on: "storage", cutAfter: 100_000 });
    at.hub.faults.add({ on: "storage", refuse: true, times: 20 });
    await rejects(
      fetchWeights(),
      "unreachable",
      /model\.safetensors of the model "org\/tiny" broke off .*try again/,
    );
    assert.equal(at.waits.length, 4);
    assert.deepEqual(blobs(), ["HASH.incomplete"]);
    assert.throws(() => readdirSync(path.join(at.cacheDir, "models--org--tiny", "snapshots")));
    at.hub.faults.clear();
    at.hub.requests.length = 0;
    assert.deepEqual(readFileSync(await fetchWeights()), weights);
    assert.match(ranges()[0]!, /^bytes=[1-9]\d*-$/);
  });

  it("does not take a shorter answer for the whole, whatever its Content-Length says", async () => {
    at.hub.faults.add({ on: "storage", truncate: 200_000 });
    assert.deepEqual(readFileSync(await fetchWeights()), weights);
    assert.deepEqual(ranges(), [undefined, "bytes=200000-"]);
  });

  it("begins anew when the server takes no notice of the range", async () => {
    at.hub.faults.add({ on: "storage", cutAfter: 100_000 });
    at.hub.faults.add({ on: "storage", ignoreRange: true });
    assert.deepEqual(readFileSync(await fetchWeights()), weights);
  });

  it("gives up on a server that takes no notice of ranges and always cuts at the same place", async () => {
    at.hub.faults.add({ on: "storage", cutAfter: 100_000, ignoreRange: true, times: 50 });
    await rejects(fetchWeights(), "unreachable", /broke off/);
    assert.ok(ranges().length < 10, `${ranges().length} requests`);
  });

  it("throws away a large file whose SHA-256 is wrong, and fetches it again", async () => {
    at.hub.faults.add({ on: "storage", corrupt: true });
    assert.deepEqual(readFileSync(await fetchWeights()), weights);
    assert.deepEqual(ranges(), [undefined, undefined]);
    assert.match(at.waits[0]!.reason, /SHA-256/);
  });

  it("never keeps a file whose hash stays wrong, large or small", async () => {
    at.hub.faults.add({ on: "storage", corrupt: true, times: 9 });
    await rejects(
      fetchWeights(),
      "damaged",
      /model\.safetensors of "org\/tiny" arrived damaged: its SHA-256 .*proxy/,
    );
    assert.deepEqual(blobs(), []);
    at.hub.faults.add({ path: "resolve-cache", corrupt: true, times: 9 });
    await rejects(hubFile(repo, "config.json", at.options), "damaged", /config\.json .*git's SHA-1/);
    assert.deepEqual(blobs(), []);
  });

  it("does not go on with a beginning that is wrong", async () => {
    at.hub.faults.add({ on: "storage", corrupt: true, cutAfter: 200_000 });
    assert.deepEqual(readFileSync(await fetchWeights()), weights);
  });

  for (const status of [408, 429, 500, 502, 503, 504])
    it(`asks again after ${status}, of the Hub and of its storage`, async () => {
      at.hub.faults.add({ on: "hub", status });
      at.hub.faults.add({ on: "storage", status });
      assert.deepEqual(readFileSync(await fetchWeights()), weights);
      assert.equal(at.waits.length, 2);
    });

  it("gives up after five times and says what the Hub answered", async () => {
    at.hub.faults.add({ status: 503, times: 50 });
    await rejects(
      fetchWeights(),
      "unavailable",
      /^The Hub at http:\S+ failed \(503\) when asked for the model "org\/tiny"/,
    );
    assert.equal(at.hub.requests.length, 5);
  });

  it("waits at least as long as Retry-After says", async () => {
    at.hub.faults.add({ status: 429, headers: { "Retry-After": "1" } });
    const start = Date.now();
    await hubFile(repo, "config.json", at.options);
    assert.ok(Date.now() - start >= 1000);
    assert.ok(at.waits[0]!.milliseconds >= 1000);
  });

  it("does not wait for hours: it ends with the Hub's wish", async () => {
    at.hub.faults.add({ status: 429, headers: { "Retry-After": "7200" } });
    await rejects(
      fetchWeights(),
      "rateLimited",
      /asks for fewer requests \(429\): try again in 7200 seconds; with an access token/,
    );
    assert.equal(at.hub.requests.length, 1);
  });

  it("understands a date and the Hub's own header as a wish to wait", () => {
    const now = Date.parse("2025-01-01T00:00:00Z");
    const asked = (headers: Record<string, string>) => askedWait(new Headers(headers), now);
    assert.equal(asked({ "Retry-After": "Wed, 01 Jan 2025 00:00:30 GMT" }), 30_000);
    assert.equal(asked({ RateLimit: '"api";r=0;t=55' }), 55_000);
    assert.equal(asked({ "Retry-After": "soon" }), undefined);
  });

  for (const status of [400, 401, 403, 404, 451])
    it(`does not ask again after ${status}`, async () => {
      at.hub.faults.add({ status, times: 9 });
      await assert.rejects(fetchWeights(), HubError);
      assert.equal(at.hub.requests.length, 1);
    });

  it("counts a Hub that does not answer, or stops in the middle, as broken off", async () => {
    process.env.HF_HUB_ETAG_TIMEOUT = "0.1";
    process.env.HF_HUB_DOWNLOAD_TIMEOUT = "0.1";
    at.hub.faults.add({ on: "hub", hang: true });
    at.hub.faults.add({ on: "storage", slow: { bytes: 100_000, delay: 400 } });
    assert.deepEqual(readFileSync(await fetchWeights()), weights);
    assert.match(at.waits[0]!.reason, /can't be reached \(no answer in time\)/);
    assert.match(at.waits[1]!.reason, /broke off .*\(no answer in time\)/);
  });

  it("is patient with a slow storage whose bytes keep coming", async () => {
    process.env.HF_HUB_DOWNLOAD_TIMEOUT = "0.2";
    at.hub.faults.add({ on: "storage", slow: { bytes: 60_000, delay: 80 } });
    assert.deepEqual(readFileSync(await fetchWeights()), weights);
    assert.equal(at.waits.length, 0);
  });

  it("says in one sentence that nobody is there, after two attempts", async () => {
    const closed = await HubServer.start();
    await closed.close();
    const nowhere = { ...at.options, endpoint: closed.url };
    await rejects(
      hubFile(repo, "config.json", nowhere),
      "unreachable",
      /^The Hub at http:\S+ can't be reached \(\w+.*HF_ENDPOINT/,
    );
    assert.equal(at.waits.length, 1);
  });

  it("tells a proxy's login page and a list that was cut short from a Hub's answer", async () => {
    at.hub.faults.add({ status: 200, body: "<html>Please log in</html>", times: 9 });
    await rejects(fetchWeights(), "notAHub", /does not answer as a Hub does.*proxy/);
    at.hub.faults.clear();
    at.hub.faults.add({ path: "/tree/", truncate: 30 });
    assert.deepEqual(readFileSync(await fetchWeights()), weights);
  });

  it("names what is missing: the repository, the revision or the file", async () => {
    await rejects(
      hubFile({ type: "dataset", id: "org/no" }, "a", at.options),
      "repositoryNotFound",
      /no data set "org\/no" at http.*or it is private \(401\).*HF_TOKEN/,
    );
    await rejects(
      hubFile(repo, "a", { ...at.options, revision: "v9" }),
      "revisionNotFound",
      /"org\/tiny" has no revision "v9"/,
    );
    await rejects(
      hubFile(repo, "a.txt", at.options),
      "fileNotFound",
      /"org\/tiny" has no file a\.txt at revision "main"/,
    );
  });

  it("names the reason of a gated or private repository, with and without a token", async () => {
    const gated: RepoId = { type: "model", id: "org/gated" };
    at.hub.addRepo({ ...gated, gated: true, readers: ["reader"], files: { "config.json": config } });
    const ask = (token?: string) => hubFile(gated, "config.json", { ...at.options, token });
    await rejects(
      ask(),
      "gated",
      /is gated \(401\): accept its conditions at http\S+\/org\/gated, then set HF_TOKEN/,
    );
    await rejects(
      ask("hf_other"),
      "gated",
      /user of the option token is not admitted \(403\): ask for access at http/,
    );
    assert.equal(readFileSync(await ask("hf_reader"), "utf8"), config);
    at.hub.addRepo({
      type: "model",
      id: "org/secret",
      private: true,
      readers: ["reader"],
      files: { a: "a" },
    });
    const secret = (token?: string) =>
      hubFile({ type: "model", id: "org/secret" }, "a", { ...at.options, token });
    await rejects(
      secret("hf_other"),
      "repositoryNotFound",
      /that the user of the option token may see \(404\)/,
    );
    assert.equal(readFileSync(await secret("hf_reader"), "utf8"), "a");
  });

  it("sends the token to the Hub and never on to the storage", async () => {
    const secret: RepoId = { type: "model", id: "org/secret" };
    at.hub.addRepo({
      ...secret,
      private: true,
      readers: ["reader"],
      files: { "model.safetensors": weights },
    });
    await hubFile(secret, "model.safetensors", { ...at.options, token: "hf_reader" });
    for (const { side, headers } of at.hub.requests)
      assert.equal(headers.authorization, side === "hub" ? "Bearer hf_reader" : undefined);
  });

  it("ends when the user interrupts, and keeps what has come", async () => {
    at.hub.faults.add({ on: "storage", slow: { bytes: 10_000, delay: 20 } });
    const begun = setInterval(() => {
      const some = existsSync(blobFolder())
        ? readdirSync(blobFolder()).some((name) => statSync(path.join(blobFolder(), name)).size > 0)
        : false;
      if (some) requestInterrupt();
    }, 5);
    try {
      await assert.rejects(fetchWeights(), { name: "InterruptedError" });
    } finally {
      clearInterval(begun);
      clearInterrupt();
    }
    assert.deepEqual(blobs(), ["HASH.incomplete"]);
  });

  it("refuses names in the tree that lead out of the folder", async () => {
    at.hub.addRepo({ type: "model", id: "org/evil", files: { "../../outside.txt": "x" } });
    await assert.rejects(
      hubFile({ type: "model", id: "org/evil" }, "../../outside.txt", at.options),
      /leads out of the repository's folder/,
    );
  });
});
