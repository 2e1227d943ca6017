import assert from "node:assert/strict";
import { type EngineOptions, SummaryEngine } from "../../../../src/host/summarize/engine.js";

/** A process that speaks the lines: it gives the words of a text back, one a line, slowly where the text says so. */
const server = `
let rest = "";
const cancelled = new Set();
const say = (value) => process.stdout.write(JSON.stringify(value) + "\\n");
say({ ready: true, model: process.argv[1] });
process.stdin.on("data", (chunk) => {
  const lines = (rest + chunk).split("\\n");
  rest = lines.pop();
  for (const line of lines) answer(JSON.parse(line));
});
process.stdin.on("end", () => process.exit());
async function answer({ id, text, options, cancel }) {
  if (cancel) return cancelled.add(cancel);
  if (text === "die") { console.error("Error: no such model\\n"); process.exit(3); }
  if (text === "noise") console.log("a library says hello");
  if (text === "fail") return say({ id, error: "The text is too strange." });
  const words = text === "cancelled?" ? [...cancelled].map(String) : text.split(" ");
  for (const word of words) {
    if (text.startsWith("slow")) await new Promise((resolve) => setTimeout(resolve, 100));
    say({ id, delta: word });
  }
  say({ id, done: true, summary: words.join(" ") + (options.end ?? "") });
}`;

const never = new AbortController().signal;

describe("the process that summarizes", () => {
  let engine: SummaryEngine;
  const logged: string[] = [];
  const make = (options: Partial<EngineOptions> = {}) => {
    engine = new SummaryEngine({
      command: process.execPath,
      args: ["-e", server],
      model: "some-model",
      env: process.env,
      idle: 60_000,
      log: (line) => logged.push(line),
      ...options,
    });
    return engine;
  };
  afterEach(() => engine.dispose());

  it("gives a summary piece by piece and whole, several at once, by one process", async () => {
    make();
    const pieces: string[] = [];
    const [first, second] = await Promise.all([
      engine.summarize("one two", { end: "." }, (delta) => pieces.push(delta), never),
      engine.summarize("noise", {}, () => {}, never),
    ]);
    assert.deepEqual([pieces, first, second], [["one", "two"], "one two.", "noise"]);
    const { pid } = engine;
    await engine.summarize("three", {}, () => {}, never);
    assert.ok(pid !== undefined && engine.pid === pid);
    assert.ok(logged.includes("a library says hello"));
  });

  it("is told of a cancellation, which takes effect at once", async () => {
    make();
    const stop = new AbortController();
    const pieces: string[] = [];
    const made = engine.summarize("slow and long", {}, (delta) => pieces.push(delta), stop.signal);
    while (pieces.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    stop.abort();
    await assert.rejects(made, { name: "AbortError" });
    const seen = pieces.length;
    assert.equal(await engine.summarize("cancelled?", {}, () => {}, never), "1");
    await new Promise((resolve) => setTimeout(resolve, 250));
    assert.equal(pieces.length, seen);
  });

  it("fails one text with its sentence and goes on", async () => {
    make();
    await assert.rejects(
      engine.summarize("fail", {}, () => {}, never),
      { message: "The text is too strange." },
    );
    assert.equal(await engine.summarize("fine", {}, () => {}, never), "fine");
  });

  it("fails all that wait when it dies, with its last words, and is started again", async () => {
    make();
    const waiting = engine.summarize("slow one", {}, () => {}, never);
    const dying = engine.summarize("die", {}, () => {}, never);
    const message = "The process that summarizes with some-model ended: Error: no such model";
    await assert.rejects(waiting, { message });
    await assert.rejects(dying, { message });
    assert.equal(await engine.summarize("again", {}, () => {}, never), "again");
  });

  it("says so when there is no such program", async () => {
    make({ command: "no-such-program-here" });
    await assert.rejects(
      engine.summarize("text", {}, () => {}, never),
      /no-such-program-here/,
    );
  });

  it("ends when nothing was asked for a while, and not before", async () => {
    make({ idle: 250 });
    await engine.summarize("one", {}, () => {}, never);
    const first = engine.pid!;
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(engine.pid, first);
    while (engine.pid !== undefined) await new Promise((resolve) => setTimeout(resolve, 20));
    for (let waited = 0; isAlive(first); waited += 20) {
      assert.ok(waited < 5000, "the process is still there");
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    assert.equal(await engine.summarize("two", {}, () => {}, never), "two");
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
