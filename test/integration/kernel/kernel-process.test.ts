import assert from "node:assert/strict";
import { existsSync, statSync } from "node:fs";
import path from "node:path";
import {
  type InspectResult,
  type KernelStatus,
  methods,
  protocolVersion,
} from "../../../src/protocol/index.js";
import { KernelProcess, pause, TestClient } from "./client.js";

describe("a kernel process", function () {
  this.timeout(30_000);
  let kernel: KernelProcess;
  let client: Awaited<ReturnType<typeof TestClient.open>>;

  before(async () => {
    kernel = new KernelProcess();
    client = await TestClient.open(await kernel.start());
  });
  after(async () => {
    client.close();
    await kernel.dispose();
  });

  it("keeps its folder, file and socket private", () => {
    const mode = (file: string) => (statSync(file).mode & 0o777).toString(8);
    assert.equal(mode(path.dirname(kernel.connectionFile)), "700");
    assert.equal(mode(kernel.connectionFile), "600");
    const { address, token, pid } = kernel.connection;
    assert.equal(path.dirname(address), path.dirname(kernel.connectionFile));
    assert.match(token, /^[0-9a-f]{64}$/);
    assert.equal(pid, client.info.pid);
  });

  it("lets nobody in without the token", async () => {
    const { address, token } = kernel.connection;
    const refused: [method: string, params: unknown, message: RegExp][] = [
      [methods.initialize, { token: "wrong", protocolVersion, replayAfter: 0 }, /token is wrong/],
      [methods.initialize, { token: token.slice(1), protocolVersion, replayAfter: 0 }, /token is wrong/],
      [methods.initialize, {}, /token is wrong/],
      [
        methods.initialize,
        { token, protocolVersion: 99, replayAfter: 0 },
        /version 1 of the protocol, not 99/,
      ],
      [methods.execute, { cellId: "c", executionId: "e", code: "1" }, /first request must be “initialize”/],
      [methods.shutdown, undefined, /first request must be “initialize”/],
    ];
    for (const [method, params, message] of refused) {
      const stranger = await TestClient.connect(address);
      await assert.rejects(stranger.rpc.sendRequest(method, params), message);
      const closed = new Promise<void>((resolve) => stranger.rpc.onClose(() => resolve()));
      await Promise.race([closed, pause(2000).then(() => assert.fail("The connection stays open."))]);
      assert.deepEqual(stranger.events, []);
    }
    assert.ok(kernel.alive);
  });

  it("runs cells that share variables, import and are declared again", async () => {
    assert.deepEqual(await client.execute("const a: number = 20; import { sep } from 'node:path'"), {
      status: "ok",
      executionCount: 1,
    });
    await client.execute("const b = await Promise.resolve(2); console.log('out'); a + b + sep.length");
    assert.equal(client.text("a-2"), "out\n23");
    await client.execute("const a = 1; a");
    assert.equal(client.text("a-3"), "1");
    const first = client.events.filter(({ executionId }) => executionId === "a-2");
    assert.deepEqual(
      first.map(({ type }) => type),
      ["started", "output", "output", "finished"],
    );
    assert.deepEqual(
      client.events.map(({ event }) => event),
      client.events.map((_, index) => index + 1),
    );
  });

  it("names the line of an error in the cell", async () => {
    const { status } = await client.execute(
      "interface I { a: 1 }\n\nfunction f() {\n  throw new RangeError('far')\n}\nf()",
    );
    assert.equal(status, "error");
    const [output] = client.outputs("a-4");
    assert.ok(output?.output_type === "error");
    assert.deepEqual(output.traceback, [
      "RangeError: far",
      "    at f (cell 4, line 4, column 9)",
      "    at cell 4, line 6, column 1",
    ]);
    const finished = client.events.at(-1);
    assert.deepEqual(finished?.type === "finished" && finished.errorAt, { line: 4, column: 9 });
  });

  it("lives on when a promise is rejected with nobody to catch it, and says so in the cell", async () => {
    await client.execute("void Promise.reject(new Error('nobody')); 1");
    await client.execute("await new Promise((r) => setTimeout(r, 50)); 'alive'");
    assert.equal(client.text("a-6"), "'alive'");
    const errors = client.outputs("a-5").filter((output) => output.output_type === "error");
    assert.equal(errors.length, 1);
  });

  const endless = [
    "while (true) {}",
    "await new Promise(() => {})",
    "await null; for (;;) console.log('.')",
    "require('node:vm').runInThisContext('for (;;);')",
  ];
  for (const code of endless)
    it(`interrupts \`${code.slice(0, 40)}\` and keeps the state`, async () => {
      await client.execute("let state = 'kept'", "s");
      const running = client.execute(code, "endless");
      await pause(150);
      const start = performance.now();
      await client.rpc.sendRequest(methods.interrupt);
      assert.equal((await running).status, "interrupted");
      assert.ok(performance.now() - start < 1500, `${performance.now() - start} ms`);
      const { executionCount } = await client.execute("state", "s2");
      assert.equal(client.text(client.events.at(-1)!.executionId), "'kept'");
      assert.ok(executionCount > 6);
    });

  it("answers and sends output while a cell keeps it busy", async () => {
    const running = client.execute(
      "const end = Date.now() + 1500; while (Date.now() < end) if (Math.random() < 1e-5) console.log('x')",
      "busy",
    );
    await pause(300);
    const start = performance.now();
    const status = await client.rpc.sendRequest<KernelStatus>(methods.status);
    assert.ok(performance.now() - start < 500);
    assert.equal(status.state, "busy");
    assert.ok(status.residentBytes > 1e7 && status.uptimeSeconds > 0);
    const hover = client.rpc.sendRequest<InspectResult>(methods.inspect, { expression: "state" });
    const late = await TestClient.open(kernel.connection, 0, "late");
    assert.equal(late.info.running?.cellId, "busy");
    assert.ok(late.events.some(({ type, cellId }) => type === "output" && cellId === "busy"));
    late.close();
    assert.deepEqual(await hover, { found: false, markdown: "" });
    assert.equal((await running).status, "ok");
  });

  it("shows what a variable holds", async () => {
    await client.execute("const config = { layers: 2 }", "inspected");
    const found = await client.rpc.sendRequest<InspectResult>(methods.inspect, {
      expression: "config.layers",
    });
    assert.deepEqual(found, { found: true, markdown: "```js\n2\n```" });
  });

  it("ends when it is asked to, and leaves nothing behind", async () => {
    const { address } = kernel.connection;
    await client.rpc.sendRequest(methods.shutdown);
    assert.equal(await kernel.ended(3000), 0);
    assert.equal(existsSync(kernel.connectionFile), false);
    assert.equal(existsSync(address), false);
    assert.match(kernel.log(), /The kernel ends: a client asked for it/);
  });
});
