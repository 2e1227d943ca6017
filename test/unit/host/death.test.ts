import assert from "node:assert/strict";
import { explainDeath } from "../../../src/host/kernel/death.js";

describe("a kernel's death in words", () => {
  it("names the signal and what it usually means", () => {
    const text = explainDeath({ code: null, signal: "SIGKILL", stderr: "" });
    assert.equal(
      text,
      "The kernel died: it was ended by SIGKILL (often the system's answer to too little memory). Its variables are lost.",
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
    assert.match(explainDeath({ code: null, signal: null, stderr: "" }), /its process is gone/);
  });
});
