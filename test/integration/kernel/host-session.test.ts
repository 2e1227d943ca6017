/** The host's side of a kernel, without VS Code, over real kernel processes. */
import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { type KernelFolder, kernelFolder } from "../../../src/host/kernel/folder.js";
import { launchKernel } from "../../../src/host/kernel/launch.js";
import type { LeftKernel } from "../../../src/host/kernel/left-kernel.js";
import { isAlive } from "../../../src/host/kernel/process.js";
import { type KernelDeath, KernelSession } from "../../../src/host/kernel/session.js";
import type { KernelEnding, KernelEvent } from "../../../src/protocol/index.js";
import { pause } from "./client.js";

const main = fileURLToPath(new URL("../../../src/kernel/main.js", import.meta.url));
const hour = 3_600_000;

interface Limits {
  grace?: number;
  maxDetached?: number;
  idle?: number;
}

/** A window: what its session is told. */
class Window {
  readonly events: KernelEvent[] = [];
  readonly left: LeftKernel[] = [];
  readonly deaths: KernelDeath[] = [];
  readonly endings: KernelEnding[] = [];
  readonly session: KernelSession;

  constructor(folder: KernelFolder, place: string, { grace = hour, maxDetached = hour, idle = 0 }: Limits) {
    const launch = async () => ({
      node: process.execPath,
      main,
      notebook: path.join(place, "test.summnb"),
      cwd: place,
      grace,
      maxDetached,
      idle,
      expandableSegments: true,
      environment: {},
      timeout: 30_000,
    });
    this.session = new KernelSession(
      { folder, launch },
      {
        onEvent: (event) => this.events.push(event),
        onReplay: (events) => this.events.push(...events),
        onState: () => {},
        onDeath: (death) => this.deaths.push(death),
        onEnd: (ending) => this.endings.push(ending),
        onLeft: (left) => this.left.push(left),
      },
    );
  }

  async run(code: string, cellId = "cell"): Promise<void> {
    await this.session.execute({ cellId, executionId: `${cellId}-1`, code });
  }

  has(type: KernelEvent["type"]): boolean {
    return this.events.some((event) => event.type === type);
  }
}

async function until(what: string, found: () => boolean, milliseconds = 20_000): Promise<void> {
  for (const end = Date.now() + milliseconds; Date.now() < end; await pause(10)) if (found()) return;
  throw new Error(`Waited ${milliseconds} ms for ${what}.`);
}

const printed = (events: KernelEvent[]) =>
  events
    .flatMap((event) => (event.type === "output" || event.type === "replaceOutput" ? [event.output] : []))
    .map((output) => ("text" in output ? String(output.text) : ""))
    .join("");

describe("a window and its kernel", function () {
  this.timeout(60_000);
  let place: string;
  let folder: KernelFolder;
  const pids: number[] = [];

  beforeEach(async () => {
    place = mkdtempSync(path.join(tmpdir(), "summnb-window-"));
    folder = await kernelFolder(place, "notebook");
  });
  afterEach(() => {
    // Only those of this test that should have ended, and did not.
    for (const pid of pids.splice(0)) if (isAlive(pid)) process.kill(pid, "SIGKILL");
    rmSync(place, { recursive: true, force: true, maxRetries: 5 });
  });

  async function open(limits: Limits = {}): Promise<Window & { pid: number }> {
    const window = new Window(folder, place, limits);
    const { pid } = await window.session.start();
    pids.push(pid);
    return Object.assign(window, { pid });
  }
  const gone = (pid: number) => until(`kernel ${pid} to end`, () => !isAlive(pid));

  it("learns of a kill: signal, end of stderr, memory", async () => {
    const window = await open();
    await window.run("require('node:fs').writeSync(2, 'last words\\n'); new Uint8Array(3e8).fill(1).length");
    const running = window.run("process.kill(process.pid, 'SIGKILL'); await new Promise(() => {})", "second");
    await assert.rejects(running);
    const [death] = window.deaths;
    assert.deepEqual([death?.signal, death?.code], ["SIGKILL", null]);
    assert.match(death!.stderr, /last words$/);
    assert.equal(death!.vitals?.pid, window.pid);
    assert.ok(death!.vitals!.totalBytes > 0 && death!.vitals!.availableBytes > 0);
    assert.equal(window.session.state, "dead");
    assert.deepEqual(window.endings, []);
    // Nothing of it is shown a second time.
    assert.equal(existsSync(folder.eventsFile), false);
  });

  it("writes its memory while a cell runs, for whoever explains its death", async () => {
    const window = await open();
    void window.run("const big = new Uint8Array(2e8).fill(1); await new Promise(() => {})").catch(() => {});
    await until("the peak", () => {
      try {
        return JSON.parse(readFileSync(folder.vitalsFile, "utf8")).peakResidentBytes > 2.4e8;
      } catch {
        return false;
      }
    });
    await window.session.shutdown();
  });

  it("that was away when a cell ended and the kernel after it shows all of it", async () => {
    const first = await open({ grace: 300 });
    void first
      .run("console.log('one'); await new Promise((r) => setTimeout(r, 700)); console.log('two')")
      .catch(() => {});
    await until("the cell to start", () => first.has("started"));
    await first.session.detach();
    await gone(first.pid);

    const second = new Window(folder, place, {});
    assert.equal(await second.session.rejoin(), undefined);
    const [left] = second.left;
    assert.equal(left?.pid, first.pid);
    assert.match(printed(left!.events), /one\ntwo\n$/);
    assert.deepEqual(left!.events.at(-1)?.type, "finished");
    assert.deepEqual(
      second.endings.map(({ reason }) => reason),
      ["alone"],
    );
    assert.deepEqual(second.deaths, []);
    await second.session.rejoin();
    assert.equal(second.left.length, 1);
  });

  it("that was away when the kernel was killed shows what it had done, and says that it died", async () => {
    const first = await open();
    void first.run("console.log('step 1'); await new Promise(() => {})").catch(() => {});
    await until("the output", () => first.has("output"));
    // On disk some tenths of a second later.
    await until("the output on disk", () => readFileSync(folder.eventsFile, "utf8").includes("step 1"));
    await first.session.detach();
    process.kill(first.pid, "SIGKILL");
    await gone(first.pid);

    const second = await open();
    assert.equal(printed(second.left[0]!.events), "step 1\n");
    assert.deepEqual([second.deaths.length, second.deaths[0]?.vitals?.pid], [1, first.pid]);
    await second.run("1");
    assert.equal(second.session.state, "idle");
    await second.session.shutdown();
  });

  it("can leave a cell for so long as summnb.kernel.maxDetachedHours says; then it may save what it has", async () => {
    const file = path.join(place, "saved");
    const training = await open({ maxDetached: 400 });
    void training
      .run(
        `try { for (;;) await new Promise((r) => setTimeout(r, 20)) } finally { require('node:fs').writeFileSync(${JSON.stringify(file)}, 'x') }`,
      )
      .catch(() => {});
    await until("the training to start", () => training.has("started"));
    await training.session.detach();
    await gone(training.pid);
    assert.ok(existsSync(file));

    const second = new Window(folder, place, {});
    await second.session.rejoin();
    assert.deepEqual(
      second.endings.map(({ reason }) => reason),
      ["detachedTooLong"],
    );
    const end = second.left[0]!.events.at(-1);
    assert.equal(end?.type === "finished" && end.status, "interrupted");
  });

  it("is told when nobody uses its kernel, which then ends; a cell that runs is use", async () => {
    const window = await open({ idle: 1500 });
    await window.run("await new Promise((r) => setTimeout(r, 2500)); console.log('done')");
    assert.ok(isAlive(window.pid));
    await gone(window.pid);
    await until("the ending", () => window.endings.length > 0);
    assert.deepEqual(
      window.endings.map(({ reason }) => reason),
      ["unused"],
    );
    assert.match(window.endings[0]!.message, /summnb\.kernel\.idleHours/);
    assert.deepEqual([window.deaths, window.session.state], [[], "none"]);
    await window.run("1", "again");
    await window.session.shutdown();
  });

  it("leaves no orphans", async () => {
    const windows: (Window & { pid: number })[] = [];
    for (let number = 0; number < 3; number++) {
      folder = await kernelFolder(place, `notebook ${number}`);
      windows.push(await open({ grace: 200, maxDetached: 500 }));
    }
    // One that is idle, one that computes without an end, one that printed and goes on in the background.
    void windows[1]!.run("while (true) {}").catch(() => {});
    await windows[2]!.run("setInterval(() => console.log('tick'), 50); 1");
    await until("the endless cell to start", () => windows[1]!.has("started"));
    for (const window of windows) await window.session.detach();
    for (const { pid } of windows) await gone(pid);
  });

  it("reads variables and statistics, and the memory of tensors while a cell computes", async () => {
    const tensor = new URL("../../../src/library/tensor/index.js", import.meta.url).href;
    const window = await open();
    await window.run(
      `const { ops } = await import('${tensor}'); const x = ops.full([1000], 2, 'float32', 'cpu')`,
    );
    const variables = await window.session.variables();
    assert.deepEqual(
      variables
        ?.filter(({ name }) => name === "x")
        .map(({ dtype, shape, bytes }) => ({ dtype, shape, bytes })),
      [{ dtype: "float32", shape: [1000], bytes: 4000 }],
    );
    assert.equal((await window.session.statistics("x"))?.mean, 2);
    void window.run("while (true) {}", "busy").catch(() => {});
    await until("the loop to start", () => window.events.some(({ cellId }) => cellId === "busy"));
    const status = await window.session.status();
    assert.equal(status?.state, "busy");
    assert.ok(status.device);
    assert.ok(status.deviceMemory && status.deviceMemory.peak >= 4000);
    assert.equal(await window.session.variables(), null);
    await window.session.shutdown();
  });

  it("says which Node is too old, and not what its old syntax did", async function () {
    if (process.platform === "win32") this.skip();
    const node = path.join(place, "old-node");
    writeFileSync(
      node,
      '#!/bin/sh\n[ "$1" = --version ] && echo v18.1.0 && exit 0\necho SyntaxError >&2\nexit 1\n',
    );
    chmodSync(node, 0o755);
    const notebook = path.join(place, "t.summnb");
    const limits = {
      grace: hour,
      maxDetached: hour,
      idle: 0,
      expandableSegments: true,
      environment: {},
      timeout: 20_000,
    };
    await assert.rejects(
      launchKernel({ node, main, notebook, cwd: place, folder, ...limits }),
      /is Node 18\.1\.0, and summnb needs 20\.19 or newer; choose another with “summnb: Select Node”/,
    );
  });
});
