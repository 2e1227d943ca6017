import assert from "node:assert/strict";
import type { CellRun } from "../../../src/host/execution/cell-run.js";
import { ExecutionRouter } from "../../../src/host/execution/router.js";
import type { KernelEvent, KernelInfo } from "../../../src/protocol/index.js";

const info: KernelInfo = { pid: 7, node: "v20", lastEvent: 5, running: null, executionCount: 2 };

function events(executionId: string, cellId: string, from: number, finished: boolean): KernelEvent[] {
  const common = { executionId, cellId };
  const started: KernelEvent = { ...common, event: from, type: "started", executionCount: 1, startTime: 0 };
  const ended: KernelEvent = { ...common, event: from + 1, type: "finished", status: "ok", endTime: 1 };
  return finished ? [started, ended] : [started];
}

/** A router that notes what reaches which run. */
function recorded(lastFinished: number, cells: string[]) {
  const log: string[] = [];
  const runOf = (name: string) =>
    ({
      handle: (event: KernelEvent) => log.push(`${name} ${event.type}`),
      fail: (message: string) => log.push(`${name} failed: ${message}`),
    }) as unknown as CellRun;
  const router = new ExecutionRouter({
    adopt: (cellId) => (cells.includes(cellId) ? runOf(`adopted ${cellId}`) : undefined),
    observe: () => {},
    lastFinished: (pid) => (pid === info.pid ? lastFinished : 0),
  });
  return { log, router, runOf };
}

describe("the router of a kernel's events", () => {
  it("gives events to the run that was registered, and forgets it when it has finished", () => {
    const { log, router, runOf } = recorded(0, []);
    router.register("e1", runOf("mine"));
    for (const event of events("e1", "a", 1, true)) router.handle(event);
    router.failAll("gone");
    assert.deepEqual(log, ["mine started", "mine finished"]);
  });

  it("replays what the notebook has not shown, and takes up the run that goes on", () => {
    const { log, router } = recorded(2, ["a", "b", "c"]);
    router.replay(
      [...events("e1", "a", 1, true), ...events("e2", "b", 3, true), ...events("e3", "c", 5, false)],
      info,
    );
    assert.deepEqual(log, ["adopted b started", "adopted b finished", "adopted c started"]);
    log.length = 0;
    router.failAll("The kernel died.");
    assert.deepEqual(log, ["adopted c failed: The kernel died."]);
  });

  it("passes over cells that are gone", () => {
    const { log, router } = recorded(0, []);
    router.replay(events("e1", "deleted", 1, true), info);
    assert.deepEqual(log, []);
  });
});
