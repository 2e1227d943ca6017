import assert from "node:assert/strict";
import { ReplayBuffer } from "../../../src/host/kernel/replay-buffer.js";
import type { KernelEvent, KernelInfo } from "../../../src/protocol/index.js";

const event = (number: number): KernelEvent => ({
  event: number,
  type: "clearOutput",
  cellId: "c",
  executionId: "e",
});
const info = (lastEvent: number): KernelInfo => ({
  pid: 1,
  node: "v20",
  lastEvent,
  running: null,
  executionCount: 0,
});

function record() {
  const log: string[] = [];
  const numbers = (events: KernelEvent[]) => events.map((item) => item.event).join(",");
  const buffer = new ReplayBuffer(
    (events) => log.push(`replay ${numbers(events)}`),
    (item) => log.push(`live ${item.event}`),
  );
  return { log, buffer };
}

describe("parting replayed events from new ones", () => {
  it("when the events come before the answer to initialize", () => {
    const { log, buffer } = record();
    for (const number of [1, 2, 3]) buffer.add(event(number));
    assert.deepEqual(log, []);
    buffer.begin(info(2));
    buffer.add(event(4));
    assert.deepEqual(log, ["replay 1,2", "live 3", "live 4"]);
  });

  it("when they come after it", () => {
    const { log, buffer } = record();
    buffer.begin(info(2));
    for (const number of [1, 2, 3]) buffer.add(event(number));
    assert.deepEqual(log, ["replay 1,2", "live 3"]);
  });

  it("when the kernel is new", () => {
    const { log, buffer } = record();
    buffer.begin(info(0));
    buffer.add(event(1));
    assert.deepEqual(log, ["live 1"]);
  });
});
