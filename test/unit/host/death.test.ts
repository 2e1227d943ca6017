import assert from "node:assert/strict";
import { type Death, explainDeath } from "../../../src/host/kernel/death.js";
import type { KernelVitals } from "../../../src/protocol/index.js";

const killed: Death = { code: null, signal: "SIGKILL", stderr: "" };
const vitals: KernelVitals = {
  pid: 1,
  device: "cuda:0",
  residentBytes: 3e9,
  peakResidentBytes: 4.2e9,
  deviceMemory: { allocated: 1e9, peak: 7.5e9 },
  availableBytes: 40e9,
  totalBytes: 64e9,
  oomKills: 2,
};

describe("a kernel's death in words", () => {
  it("names the signal and, knowing nothing else, what it usually means", () => {
    assert.equal(
      explainDeath(killed),
      "The kernel died: it was ended by SIGKILL. That is often the system's answer to too little memory. Its variables are lost.",
    );
  });

  it("tells the training's step and the last words, not the stack under them", () => {
    const stderr = [
      "warming up",
      "RangeError: Array buffer allocation failed",
      "    at load (cell.ts:1:2)",
      "",
      "Node.js v20.20.2",
    ];
    const text = explainDeath({
      code: 1,
      signal: null,
      stderr: stderr.join("\n"),
      step: { step: 12, maxSteps: 200 },
    });
    assert.equal(
      text,
      "The kernel died at step 12 of 200: it ended with exit code 1; its last words were “RangeError: Array buffer allocation failed”. Its variables are lost.",
    );
  });

  it("claims nothing about a kernel that another window started", () => {
    assert.match(explainDeath({ ...killed, signal: null }), /its process is gone/);
  });

  it("tells the memory that it needed at most, and that it was not short", () => {
    assert.equal(
      explainDeath({ ...killed, vitals, oomKills: 2 }),
      "The kernel died: it was ended by SIGKILL. At most it held 4.2 GB of memory, its tensors 7.5 GB on cuda:0. Memory was not short: another program or somebody may have ended it. Its variables are lost.",
    );
    assert.match(
      explainDeath({ code: null, signal: "SIGSEGV", stderr: "", vitals }),
      /SIGSEGV \(a fault in native code\)\. At most it held 4\.2 GB of memory, its tensors 7\.5 GB on cuda:0\. Its/,
    );
  });

  it("knows the system's out-of-memory killer by its count", () => {
    const text = explainDeath({ ...killed, signal: null, vitals, oomKills: 3 });
    assert.match(
      text,
      /The system ended a process for want of memory at that time, which must have been this one/,
    );
    assert.match(text, /40\.0 GB of 64\.0 GB were left, and the kernel held 3\.0 GB/);
  });

  it("suspects it where memory was nearly used up", () => {
    const scarce = { ...vitals, availableBytes: 1e9, oomKills: null };
    assert.match(
      explainDeath({ ...killed, vitals: scarce }),
      /probably ended it for want of memory: just before, 1\.0 GB/,
    );
    // Another end has another cause.
    const abort = explainDeath({ code: null, signal: "SIGABRT", stderr: "", vitals: scarce });
    assert.doesNotMatch(abort, /want of memory/);
  });
});
