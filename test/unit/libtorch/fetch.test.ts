import assert from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { findOffers, type Offer, type Progress } from "../../../src/libtorch/fetch/index.js";
import { describeLibTorch, targetFolder } from "../../../src/libtorch/index.js";
import { type IndexServer, startIndexServer } from "../../libtorch/index-server.js";
import { packSmallWheel, wheelName } from "../../libtorch/wheels.js";

describe("LibTorch from an index", function () {
  this.timeout(20_000);
  let folder: string;
  let env: NodeJS.ProcessEnv;
  let server: IndexServer;
  let seen: Progress[];
  const never = new AbortController().signal;

  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "summnb-fetch-"));
    // Without a PATH there is no pip either.
    env = { HOME: folder, SUMMNB_CACHE: path.join(folder, "cache"), PATH: "" };
    server = await startIndexServer({ "cpu/torch": [await packSmallWheel(path.join(folder, "wheels"))] });
    seen = [];
  });
  afterEach(async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  });

  const offers = () => findOffers({ index: server.index, hasGpu: false, signal: never, env });
  async function offer(): Promise<Offer> {
    const found = await offers();
    assert.deepEqual(found.failures, []);
    return found.offers[0] as Offer;
  }
  const run = async (signal = never) =>
    (await offer()).run({ env, signal, onProgress: (progress) => seen.push(progress) });
  const gets = () =>
    server.requests.filter(({ method, path: at }) => method === "GET" && at.endsWith(".whl"));

  it("is offered with its size and its host before a byte of it is fetched", async () => {
    const { kind, variant, from, bytes } = await offer();
    assert.deepEqual([kind, variant, from], ["index", "cpu", new URL(server.index).host]);
    assert.equal(bytes, statSync(path.join(folder, "wheels", wheelName)).size);
    assert.deepEqual(gets(), []);
  });

  it("leaves what is used in the product's folder, and nothing else", async () => {
    const got = await run();
    const target = targetFolder("cpu", env);
    assert.deepEqual(got, describeLibTorch(target));
    assert.equal(got.version, "2.13.0+cpu");
    const files = readdirSync(target, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    assert.deepEqual(files.map(({ name }) => name).sort(), [
      "LICENSE",
      "libtorch_cpu.so",
      "source.json",
      "version.py",
    ]);
    assert.deepEqual(readdirSync(path.dirname(target)), [path.basename(target)]);
    assert.equal(
      JSON.parse(readFileSync(path.join(target, "source.json"), "utf8")).source,
      new URL(server.index).host,
    );
  });

  it("tells its bytes as they come, then those of unpacking", async () => {
    await run();
    const downloaded = seen.filter(({ stage }) => stage === "downloading");
    assert.ok(downloaded.length > 0);
    assert.equal(downloaded.at(-1)?.done, downloaded.at(-1)?.total);
    assert.equal(seen.at(-1)?.stage, "unpacking");
    assert.equal(seen.at(-1)?.done, seen.at(-1)?.total);
  });

  it("goes on after a broken connection with the bytes that are missing", async () => {
    server.faults.cuts = [300];
    await run();
    assert.deepEqual(
      gets().map(({ range }) => range),
      [undefined, "bytes=300-"],
    );
  });

  it("goes on where an earlier try, of another process, was stopped", async () => {
    server.faults.delay = 200;
    server.faults.cuts = [400];
    const stop = new AbortController();
    const stopped = (await offer()).run({
      env,
      signal: stop.signal,
      onProgress: ({ done }) => done >= 400 && stop.abort(),
    });
    await assert.rejects(stopped, { name: "AbortError" });
    assert.equal(existsSync(targetFolder("cpu", env)), false);
    server.requests.length = 0;
    server.faults.cuts = [];
    await run();
    assert.deepEqual(
      gets().map(({ range }) => range),
      ["bytes=400-"],
    );
  });

  it("begins anew where a server knows no ranges", async () => {
    server.faults.cuts = [300];
    server.faults.ignoresRanges = true;
    assert.equal((await run()).version, "2.13.0+cpu");
  });

  it("throws away what does not have the hash of the index, twice, and says so", async () => {
    server.faults.sha256 = "0".repeat(64);
    await assert.rejects(run(), /torch-2\.13\.0.*arrived damaged from 127\.0\.0\.1:\d+: its SHA-256/);
    assert.equal(gets().length, 2);
    assert.equal(existsSync(targetFolder("cpu", env)), false);
  });

  it("tries a busy server again", async () => {
    const waiting = await offer();
    server.faults.refusals = { status: 503, times: 1 };
    await waiting.run({ env, signal: never, onProgress() {} });
    assert.equal(gets().length, 2);
  });

  it("gives up on a file that is not there, at once", async () => {
    const waiting = await offer();
    server.faults.refusals = { status: 404, times: 9 };
    await assert.rejects(waiting.run({ env, signal: never, onProgress() {} }), /answers 404/);
    assert.equal(gets().length, 1);
  });

  it("is fetched once when two windows want it", async () => {
    server.faults.delay = 100;
    const both = await Promise.all([run(), run()]);
    assert.deepEqual(both[0], both[1]);
    assert.equal(gets().length, 1);
    assert.ok(seen.some(({ stage }) => stage === "waiting"));
  });

  it("does not wait for a window that died", async () => {
    const lock = `${targetFolder("cpu", env)}.lock`;
    mkdirSync(path.dirname(lock), { recursive: true });
    // Above the highest number that a system gives.
    writeFileSync(lock, "99999999");
    assert.equal((await run()).version, "2.13.0+cpu");
  });

  it("refuses a wheel of another version, and keeps what was there", async () => {
    await packSmallWheel(path.join(folder, "wheels"), "2.12.1+cpu");
    await assert.rejects(run(), /is LibTorch 2\.12\.1\+cpu, not 2\.13\.0/);
    assert.equal(existsSync(targetFolder("cpu", env)), false);
  });

  it("says of each source why it has nothing", async () => {
    await server.close();
    const { offers: none, failures } = await offers();
    assert.deepEqual(none, []);
    assert.match(failures[0] ?? "", /^PyTorch's index: 127\.0\.0\.1:\d+ can't be reached \(ECONNREFUSED\)$/);
    assert.match(failures[1] ?? "", /^pip: there is no Python 3 on the PATH/);
    assert.match(failures[2] ?? "", /^PyTorch's archive: .* can't be reached/);
  });
});
