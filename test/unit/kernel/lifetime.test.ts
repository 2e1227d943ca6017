import assert from "node:assert/strict";
import { type Clock, duration, Lifetime } from "../../../src/kernel/server/lifetime.js";

const hour = 3_600_000;
const limits = { grace: 600_000, maxDetached: 48 * hour, idle: 8 * hour };

/** A clock that is worked by hand. */
class HandClock implements Clock {
  private time = 0;
  private planned: { at: number; action: () => void } | undefined;

  now(): number {
    return this.time;
  }

  plan(action: (() => void) | undefined, milliseconds: number): void {
    this.planned = action && { at: this.time + milliseconds, action };
  }

  advance(milliseconds: number): void {
    const end = this.time + milliseconds;
    while (this.planned && this.planned.at <= end) {
      const { at, action } = this.planned;
      this.planned = undefined;
      this.time = at;
      action();
    }
    this.time = end;
  }
}

describe("when a kernel ends", () => {
  let ended: string | undefined;
  let interrupts: number;
  let life: Lifetime;
  let clock: HandClock;

  beforeEach(() => {
    clock = new HandClock();
    ended = undefined;
    interrupts = 0;
    life = make();
  });

  function make(changed = {}): Lifetime {
    return new Lifetime(
      { ...limits, ...changed },
      {
        interrupt: () => interrupts++,
        end: ({ reason }) => {
          ended = reason;
        },
      },
      clock,
    );
  }
  const wait = (milliseconds: number) => {
    clock.advance(milliseconds);
    return ended;
  };

  it("is its grace time after the last client has gone", () => {
    life.setClients(1);
    assert.equal(wait(hour), undefined);
    life.setClients(0);
    assert.equal(wait(limits.grace - 1), undefined);
    assert.equal(wait(1), "alone");
  });

  it("is not before whoever started it could connect", () => {
    life = make({ grace: 100 });
    assert.equal(wait(29_000), undefined);
    assert.equal(wait(1001), "alone");
  });

  it("waits for a window that comes back in time", () => {
    life.setClients(1);
    life.setClients(0);
    wait(limits.grace / 2);
    life.setClients(1);
    assert.equal(wait(2 * limits.grace), undefined);
  });

  it("waits for the cell that runs, and then for the grace time", () => {
    life.setClients(1);
    life.setRunning(true);
    life.setClients(0);
    assert.equal(wait(10 * hour), undefined);
    life.setRunning(false);
    assert.equal(wait(limits.grace - 1), undefined);
    assert.equal(wait(1), "alone");
  });

  it("waits for what a cell left at work and nobody awaits, but not for ever", () => {
    life = make({ maxDetached: hour });
    life.setClients(1);
    life.setClients(0);
    for (let minute = 0; minute < 59; minute++) {
      assert.equal(wait(60_000), undefined, `minute ${minute}`);
      life.used();
    }
    assert.equal(wait(60_000), "alone");
  });

  it("ends a cell that runs for too long without a window: asked first, and then at once", () => {
    life.setClients(1);
    life.setRunning(true);
    life.setClients(0);
    wait(limits.maxDetached - 1);
    assert.equal(interrupts, 0);
    wait(1);
    assert.deepEqual([interrupts, ended], [1, undefined]);
    life.setRunning(false);
    assert.equal(wait(0), "detachedTooLong");
  });

  it("ends also a cell that does not obey", () => {
    life.setRunning(true);
    wait(limits.maxDetached);
    assert.equal(wait(59_999), undefined);
    assert.equal(wait(1), "detachedTooLong");
    assert.equal(interrupts, 1);
  });

  it("is after a long time without use, with a window too", () => {
    life.setClients(1);
    wait(7 * hour);
    life.used();
    assert.equal(wait(8 * hour - 1), undefined);
    assert.equal(wait(1), "unused");
  });

  it("is never for want of use while a cell runs, nor with the setting 0", () => {
    life.setClients(1);
    life.setRunning(true);
    assert.equal(wait(100 * hour), undefined);
    life.setRunning(false);
    assert.equal(wait(8 * hour), "unused");
    ended = undefined;
    life = make({ idle: 0 });
    life.setClients(1);
    assert.equal(wait(1000 * hour), undefined);
  });
});

describe("a duration in words", () => {
  for (const [milliseconds, words] of [
    [300, "0.3 s"],
    [90_000, "90 s"],
    [600_000, "10 minutes"],
    [8 * hour, "8 hours"],
  ] as const)
    it(words, () => assert.equal(duration(milliseconds), words));
});
