import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { methods } from "../../../src/protocol/index.js";
import { KernelProcess, pause, TestClient } from "./client.js";

describe("a kernel whose window has gone", function () {
  this.timeout(30_000);
  let kernel: KernelProcess;

  beforeEach(() => {
    kernel = new KernelProcess();
  });
  afterEach(() => kernel.dispose());

  it("runs its cell to the end and replays what was missed", async () => {
    await kernel.start();
    const first = await TestClient.open(kernel.connection);
    await first.execute("const before = 1; before");
    void first
      .execute(
        "for (let i = 0; i < 12; i++) { console.log('step', i); await new Promise((r) => setTimeout(r, 60)) } 'done'",
        "long",
      )
      .catch(() => {});
    while (!first.events.some(({ type, cellId }) => cellId === "long" && type === "output")) await pause(10);
    const seen = first.events.at(-1)!.event;
    first.close();
    await pause(300);

    const second = await TestClient.open(kernel.connection, seen, "b");
    assert.equal(second.info.running?.cellId, "long");
    assert.ok(second.events.length > 0 && second.events.every(({ event }) => event > seen));
    assert.equal(second.events.at(-1)!.event, second.info.lastEvent);
    while (!second.events.some(({ type }) => type === "finished")) await pause(20);
    const all = await TestClient.open(kernel.connection, 0, "c");
    const steps = Array.from({ length: 12 }, (_, i) => `step ${i}\n`).join("");
    assert.equal(all.text("a-2"), `${steps}'done'`);
    assert.equal(all.text("a-1"), "1");
    const started = all.events.find(({ type, cellId }) => type === "started" && cellId === "long");
    const original = first.events.find(({ type, cellId }) => type === "started" && cellId === "long");
    assert.deepEqual(started, original);
    assert.equal((await all.execute("before")).status, "ok");
    second.close();
    all.close();
  });

  it("serves two windows at once", async () => {
    const connection = await kernel.start();
    const clients = [await TestClient.open(connection, 0, "a"), await TestClient.open(connection, 0, "b")];
    await Promise.all(clients.map((client, index) => client.execute(`console.log('from ${index}')`)));
    await pause(100);
    assert.deepEqual(clients[0]!.events, clients[1]!.events);
    assert.equal(clients[0]!.text("b-1"), "from 1\n");
    for (const client of clients) client.close();
  });

  it("ends after its grace time when idle, and not while a cell runs", async () => {
    await kernel.start({ SUMMNB_KERNEL_GRACE_MS: "300" });
    const client = await TestClient.open(kernel.connection);
    void client.execute("await new Promise((r) => setTimeout(r, 1200))").catch(() => {});
    await pause(100);
    client.close();
    await pause(800);
    assert.ok(kernel.alive, "it ended while a cell was running");
    assert.equal(await kernel.ended(5000), 0);
    assert.match(kernel.log(), /nobody was connected/);
    assert.equal(existsSync(kernel.connectionFile), false);
  });

  it("stays when the window comes back in time", async () => {
    await kernel.start({ SUMMNB_KERNEL_GRACE_MS: "400" });
    (await TestClient.open(kernel.connection)).close();
    await pause(150);
    const back = await TestClient.open(kernel.connection, 0, "b");
    await pause(600);
    assert.equal((await back.execute("1")).status, "ok");
    back.close();
  });

  it("ends its cell and itself when nobody comes back for longer than it may run", async () => {
    await kernel.start({ SUMMNB_KERNEL_MAX_DETACHED_MS: "300" });
    const client = await TestClient.open(kernel.connection);
    void client.execute("while (true) {}").catch(() => {});
    await pause(150);
    client.close();
    assert.equal(await kernel.ended(10_000), 0);
    assert.match(
      kernel.log(),
      /its cell ran for 0\.3 s without a window \(setting summnb\.kernel\.maxDetachedHours\)/,
    );
    assert.equal(existsSync(kernel.connectionFile), false);
  });

  it("ends though a cell keeps it busy when it is asked to", async () => {
    const client = await TestClient.open(await kernel.start());
    void client.execute("while (true) {}").catch(() => {});
    await pause(150);
    await client.rpc.sendRequest(methods.shutdown);
    assert.equal(await kernel.ended(5000), "SIGKILL");
    client.close();
  });

  it("takes the place of one that was killed", async () => {
    const dead = await kernel.start();
    process.kill(dead.pid, "SIGKILL");
    await kernel.ended(2000);
    assert.ok(existsSync(dead.address));
    const other = new KernelProcess();
    Object.assign(other, { connectionFile: kernel.connectionFile });
    try {
      // The dead one's file is still there: what counts is that it is replaced.
      await other.start();
      while (!existsSync(kernel.connectionFile) || kernel.connection.pid === dead.pid) await pause(20);
      assert.equal(existsSync(dead.address), false);
      assert.equal((await (await TestClient.open(kernel.connection)).execute("1")).status, "ok");
    } finally {
      await other.dispose();
    }
  });

  it("says how it is used", async () => {
    const main = fileURLToPath(new URL("../../../src/kernel/main.js", import.meta.url));
    const child = spawn(process.execPath, [main], { stdio: ["ignore", "ignore", "pipe"] });
    const said = readAll(child.stderr);
    const [code] = (await once(child, "exit")) as [number];
    assert.equal(code, 2);
    assert.match(await said, /^Usage: node main\.js --notebook PATH --connection FILE/);
    assert.ok(readFileSync(main, "utf8").startsWith("#!/usr/bin/env node"));
  });
});

async function readAll(stream: NodeJS.ReadableStream): Promise<string> {
  let text = "";
  for await (const chunk of stream) text += String(chunk);
  return text;
}
