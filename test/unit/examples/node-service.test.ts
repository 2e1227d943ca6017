import assert from "node:assert/strict";
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { request } from "node:http";
import type { AddressInfo, Server } from "node:net";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { pipeline, type SummarizationPipeline } from "../../../src/library/pipeline/index.js";
import { repositoryRoot } from "../../golden/goldenData.js";
import { exportedStarter } from "../onnx/runtime/fixtures.js";

const folder = path.join(repositoryRoot, "examples/node-service");
const text = "Ann: Will you come to the party tonight?\nBen: I can't, I am ill.";
const endless = { minNewTokens: 500, maxNewTokens: 500 };

interface Service {
  server: Server;
  close(): Promise<void>;
}
type CreateService = (summarize: SummarizationPipeline, limits?: Record<string, number>) => Service;

describe("The example of an HTTP service", () => {
  let createService: CreateService;
  let summarize: SummarizationPipeline;
  let model: string;
  const services: Service[] = [];
  before(async () => {
    ({ createService } = await import(pathToFileURL(path.join(folder, "service.mjs")).href));
    model = await exportedStarter();
    summarize = await pipeline("summarization", model, { threads: 1 });
  });
  after(async () => {
    for (const { server, close } of services) {
      (server as unknown as { closeAllConnections(): void }).closeAllConnections();
      await close();
    }
    await summarize.dispose();
  });

  async function start(limits = {}): Promise<string> {
    const service = createService(summarize, limits);
    services.push(service);
    service.server.listen(0, "127.0.0.1");
    await once(service.server, "listening");
    return `http://127.0.0.1:${(service.server.address() as AddressInfo).port}`;
  }
  const post = (url: string, body: unknown, signal?: AbortSignal) =>
    fetch(url, { method: "POST", body: typeof body === "string" ? body : JSON.stringify(body), signal });
  const health = async (url: string) =>
    (await (await fetch(`${url}/health`)).json()) as Record<string, unknown>;

  /** Waits until the health check says so. */
  async function until(url: string, wanted: (state: Record<string, unknown>) => boolean): Promise<void> {
    while (!wanted(await health(url))) await wait(20);
  }

  it("summarizes, and streams the same", async () => {
    const url = await start();
    const options = { maxNewTokens: 12 };
    const response = await post(`${url}/summaries`, { text, options });
    assert.equal(response.status, 200);
    const { summary, parts } = (await response.json()) as { summary: string; parts: number };
    assert.deepEqual([{ summaryText: summary, parts }], await summarize(text, options));
    const lines = (await (await post(`${url}/summaries/stream`, { text, options })).text())
      .trim()
      .split("\n");
    const replies = lines.map((line) => JSON.parse(line));
    assert.deepEqual(replies.pop(), { done: true });
    assert.equal(replies.map(({ delta }) => delta).join(""), summary);
    const state = await health(url);
    assert.deepEqual([state.status, state.served, state.running], ["ready", 2, 0]);
  });

  it("refuses what is no request, with a status and a sentence", async () => {
    const url = await start({ bodyBytes: 2000 });
    const cases: [body: unknown, status: number, message: RegExp][] = [
      ["{", 400, /no valid JSON/],
      [{}, 400, /needs a "text"/],
      [{ text, options: { doSample: true } }, 400, /no option "doSample"/],
      [{ text, options: { numBeams: 100 } }, 400, /numBeams is at most 8/],
      [{ text, options: { longDocuments: "x" } }, 422, /longDocuments is "split"/],
      [{ text: "x".repeat(3000) }, 413, /at most 2000 bytes/],
    ];
    for (const [body, status, message] of cases) {
      const response = await post(`${url}/summaries`, body);
      assert.equal(response.status, status);
      assert.match(((await response.json()) as { error: string }).error, message);
    }
    assert.equal((await fetch(`${url}/summaries`)).status, 405);
    assert.equal((await fetch(`${url}/elsewhere`)).status, 404);
  });

  it("lets few wait, and turns the others away", async () => {
    const url = await start({ concurrency: 1, queue: 1 });
    const stop = new AbortController();
    const held = [0, 1].map(() =>
      post(`${url}/summaries`, { text, options: endless }, stop.signal).catch(() => null),
    );
    await until(url, ({ running, waiting }) => running === 1 && waiting === 1);
    const turned = await post(`${url}/summaries`, { text });
    assert.deepEqual([turned.status, turned.headers.get("retry-after")], [429, "5"]);
    stop.abort();
    await Promise.all(held);
    // Both have gone: their work is given up, and the next is served at once.
    await until(url, ({ running, waiting }) => running === 0 && waiting === 0);
    assert.equal((await post(`${url}/summaries`, { text, options: { maxNewTokens: 3 } })).status, 200);
  });

  it("gives up what takes too long", async () => {
    const url = await start({ timeout: 150 });
    const response = await post(`${url}/summaries`, { text, options: endless });
    assert.equal(response.status, 504);
    assert.match(((await response.json()) as { error: string }).error, /no summary within 0\.15 s/);
  });

  it("answers who is there already when it ends, and takes nobody else", async () => {
    const url = await start();
    const service = services.at(-1)!;
    const running = post(`${url}/summaries`, { text, options: { minNewTokens: 60, maxNewTokens: 60 } });
    await until(url, ({ running }) => running === 1);
    const closed = service.close();
    assert.equal((await running).status, 200);
    await closed;
    await assert.rejects(post(`${url}/summaries`, { text }));
  });

  describe("as a program", () => {
    let child: ChildProcessWithoutNullStreams;
    let url: string;
    before(async () => {
      const env = { ...process.env, PORT: "0", THREADS: "1", SUMMNB_ADDON: "/nowhere/a.node" };
      child = spawn(process.execPath, [path.join(folder, "main.mjs"), model], { env });
      const [line] = await once(child.stdout, "data");
      url = /http:\S+/.exec(String(line))![0];
    });
    after(() => child.kill("SIGKILL"));

    it("stands a load test", () => {
      const args = [path.join(folder, "load-test.mjs"), url, "6", "3"];
      const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8", timeout: 60_000 });
      const { statuses, milliseconds, perSecond } = JSON.parse(stdout || `"${stderr}"`);
      assert.deepEqual(statuses, { 200: 6 });
      assert.ok(perSecond > 0 && milliseconds.most >= milliseconds.median);
    });

    it("ends in order when it is told to", async () => {
      const sent = request(`${url}/summaries`, { method: "POST" });
      sent.end(JSON.stringify({ text, options: { minNewTokens: 60, maxNewTokens: 60 } }));
      await until(url, ({ running }) => running === 1);
      child.kill("SIGTERM");
      const [response] = await once(sent, "response");
      assert.equal(response.statusCode, 200);
      response.resume();
      const [code] = await once(child, "exit");
      assert.equal(code, 0);
    });
  });
});
