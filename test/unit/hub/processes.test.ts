import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { hubFile, type RepoId } from "../../../src/library/hub/index.js";
import { withLock } from "../../../src/library/hub/lock.js";
import { withHub } from "./support.js";

const repo: RepoId = { type: "model", id: "org/tiny" };
const weights = randomBytes(400_000);
const program = path.join(path.dirname(fileURLToPath(import.meta.url)), "fetchInProcess.js");

describe("hub: several processes", () => {
  const at = withHub();

  beforeEach(() => {
    at.hub.addRepo({ ...repo, files: { "model.safetensors": weights } });
  });

  const start = () =>
    spawn(process.execPath, [program, at.hub.url, at.cacheDir, repo.id, "model.safetensors"]);
  const output = (child: ReturnType<typeof start>) =>
    new Promise<string>((resolve, reject) => {
      let out = "";
      let errors = "";
      child.stdout.on("data", (text) => (out += text));
      child.stderr.on("data", (text) => (errors += text));
      child.on("close", (code) => (code === 0 ? resolve(out) : reject(new Error(errors))));
    });
  const downloads = () => at.hub.requests.filter(({ side }) => side === "storage");
  const lockFolder = () => path.join(at.cacheDir, ".locks", "models--org--tiny");
  const lock = () => path.join(at.cacheDir, "test.lock");
  const signal = new AbortController().signal;

  it("download a file once, while all get it", async () => {
    at.hub.faults.add({ on: "storage", slow: { bytes: 40_000, delay: 30 } });
    const paths = await Promise.all([start(), start(), start()].map(output));
    for (const file of paths) assert.deepEqual(readFileSync(file), weights);
    assert.equal(downloads().length, 1);
    assert.deepEqual(readdirSync(lockFolder()), []);
  });

  it("go on where a process was killed, whose lock is broken", async () => {
    at.hub.faults.add({ on: "storage", slow: { bytes: 40_000, delay: 50 } });
    const child = start();
    const blobs = path.join(at.cacheDir, "models--org--tiny", "blobs");
    const grown = () => {
      try {
        return readdirSync(blobs).some((name) => statSync(path.join(blobs, name)).size > 0);
      } catch {
        return false;
      }
    };
    while (!grown()) await sleep(10);
    child.kill("SIGKILL");
    await new Promise((done) => child.on("close", done));
    assert.equal(readdirSync(lockFolder()).length, 1);
    assert.ok(readdirSync(blobs).every((name) => name.endsWith(".incomplete")));
    assert.deepEqual(readFileSync(await hubFile(repo, "model.safetensors", at.options)), weights);
    assert.match(downloads().at(-1)!.headers.range!, /^bytes=[1-9]\d*-$/);
    assert.deepEqual(readdirSync(lockFolder()), []);
  });

  it("download once within a process, too", async () => {
    const both = await Promise.all([1, 2].map(() => hubFile(repo, "model.safetensors", at.options)));
    assert.equal(both[0], both[1]);
    assert.equal(downloads().length, 1);
  });

  it("wait for a living one, and say for whom", async () => {
    const order: string[] = [];
    const first = withLock(lock(), { signal }, async () => {
      await sleep(150);
      order.push("first");
    });
    await sleep(20);
    const waitsFor: number[] = [];
    await withLock(
      lock(),
      { signal, onWait: (pid) => void waitsFor.push(pid) },
      async () => void order.push("second"),
    );
    await first;
    assert.deepEqual(order, ["first", "second"]);
    assert.deepEqual(waitsFor, [process.pid]);
  });

  it("never hold a lock together, also when many find a dead one", async () => {
    writeFileSync(lock(), JSON.stringify({ id: "dead", pid: 2 ** 22 + 1, machine: await ownMachine() }));
    let inside = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++inside);
      await sleep(2);
      inside--;
    };
    await Promise.all(Array.from({ length: 8 }, () => withLock(lock(), { signal }, work)));
    assert.equal(most, 1);
  });

  it("believe a lock of another machine until it gives no sign of life for long", async () => {
    writeFileSync(lock(), JSON.stringify({ id: "far", pid: 1, machine: "elsewhere" }));
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 250);
    await assert.rejects(
      withLock(lock(), { signal: abort.signal }, async () => assert.fail("held twice")),
      {
        name: "InterruptedError",
      },
    );
    const longAgo = new Date(Date.now() - 600_000);
    utimesSync(lock(), longAgo, longAgo);
    assert.equal(await withLock(lock(), { signal }, async () => "mine"), "mine");
  });

  it("tell a number that another process got from the one that held the lock", async function () {
    if (process.platform !== "linux") this.skip();
    writeFileSync(
      lock(),
      JSON.stringify({ id: "old", pid: process.pid, started: "1", machine: await ownMachine() }),
    );
    assert.equal(await withLock(lock(), { signal }, async () => "mine"), "mine");
  });

  /** What a lock of this machine says. */
  async function ownMachine(): Promise<string> {
    const file = path.join(at.cacheDir, "other.lock");
    mkdirSync(at.cacheDir, { recursive: true });
    const { machine } = await withLock(file, { signal }, async () => JSON.parse(readFileSync(file, "utf8")));
    assert.ok(machine.startsWith(hostname()));
    return machine;
  }
});
