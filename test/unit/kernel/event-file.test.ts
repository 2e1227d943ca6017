import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseLeftKernel } from "../../../src/host/kernel/left-kernel.js";
import { EventFile } from "../../../src/kernel/server/event-file.js";
import { EventLog } from "../../../src/kernel/session/event-log.js";
import type { KernelEvent } from "../../../src/protocol/index.js";

const ids = { cellId: "c", executionId: "e" };
const started = { ...ids, type: "started", executionCount: 1, startTime: 1 } as const;
const finished = { ...ids, type: "finished", status: "ok", endTime: 2 } as const;
const text = (value: string) => ({ output_type: "stream", name: "stdout", text: value }) as const;

describe("the events of a kernel on disk", () => {
  let folder: string;
  let file: string;
  let log: EventLog;
  let events: EventFile;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "summnb-events-"));
    file = path.join(folder, "events.jsonl");
    log = new EventLog();
    events = new EventFile(file, log);
  });
  afterEach(() => {
    events.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  function add(body: object): KernelEvent {
    const event = { ...body, event: log.last + 1 } as KernelEvent;
    log.append(event);
    events.append(event);
    return event;
  }
  const read = () => parseLeftKernel(readFileSync(file, "utf8"));

  it("are all there when a cell has ended, for whoever comes after a kill", () => {
    const added = [
      add(started),
      add({ ...ids, type: "output", outputId: "o", output: text("a") }),
      add(finished),
    ];
    assert.deepEqual(read(), { pid: process.pid, events: added, ending: undefined });
  });

  it("say why the kernel ended by itself", () => {
    add(started);
    events.end({ reason: "alone", message: "nobody came" });
    assert.deepEqual(read()?.ending, { reason: "alone", message: "nobody came" });
    assert.equal(read()?.events.length, 1);
  });

  it("are read up to a last line that was cut", () => {
    add(started);
    add(finished);
    const whole = readFileSync(file, "utf8");
    assert.equal(parseLeftKernel(whole.slice(0, -5))?.events.length, 1);
    assert.equal(parseLeftKernel(""), undefined);
  });

  it("stay small however often an output is replaced", () => {
    add(started);
    add({ ...ids, type: "output", outputId: "o", output: text("") });
    const large = "x".repeat(1024 * 1024);
    for (let round = 0; round < 30; round++) {
      add({ ...ids, type: "replaceOutput", outputId: "o", output: text(`${round}${large}`) });
      add(finished);
      add({ ...started, cellId: "other" });
    }
    add(finished);
    const { size } = statSync(file);
    assert.ok(size < 14 * 1024 * 1024, `${size} bytes`);
    const outputs = read()!.events.filter(({ type }) => type === "replaceOutput");
    const last = outputs.at(-1);
    assert.ok(last?.type === "replaceOutput" && "text" in last.output);
    assert.ok(String(last.output.text).startsWith("29x"));
  });

  it("go away when the user ends the kernel", () => {
    add(started);
    events.remove();
    assert.equal(existsSync(file), false);
  });
});
