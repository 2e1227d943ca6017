import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { repositoryRoot } from "../../golden/goldenData.js";

describe("THIRD_PARTY_NOTICES.md", () => {
  it("names the packages that ship, as the lock file has them", () => {
    const { status, stderr } = spawnSync(process.execPath, ["scripts/notices.mjs", "--check"], {
      cwd: repositoryRoot,
      encoding: "utf8",
    });
    assert.equal(status, 0, stderr);
  });
});
