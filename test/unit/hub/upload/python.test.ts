import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import { promisify } from "node:util";
import { pushToHub } from "../../../../src/library/hub/upload/index.js";
import { findPython, withoutPython } from "../../../golden/python.js";
import type { HubServer } from "../../../hub/server.js";
import { modelContent, startHub, temporaryFolder, writeFolder, writeToken } from "./modelFolder.js";

const python = findPython("huggingface_hub");

const program = `
import hashlib, json, pathlib, sys
from huggingface_hub import HfApi, snapshot_download
folder = pathlib.Path(snapshot_download("me/shared", cache_dir=sys.argv[1]))
files = {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.rglob("*") if p.is_file()}
print(json.dumps({"files": files, "commit": folder.name, "private": HfApi().model_info("me/shared").private}))
`;

describe("What was uploaded", () => {
  let hub: HubServer;
  let folder: string;
  before(async () => {
    hub = await startHub({ multipartFrom: 4096 });
    folder = temporaryFolder();
  });
  after(async () => {
    await hub.close();
    rmSync(folder, { recursive: true });
  });

  it(`is downloaded by huggingface_hub, byte for byte${python ? "" : withoutPython("huggingface_hub")}`, async function () {
    if (!python) this.skip();
    this.timeout(60_000);
    const source = writeFolder(modelContent);
    const { commit } = await pushToHub(source, "me/shared", { endpoint: hub.url, token: writeToken });
    // Not in step with this process, which is the Hub.
    const { stdout } = await promisify(execFile)(python!, ["-c", program, folder], {
      env: {
        ...process.env,
        HF_ENDPOINT: hub.url,
        HF_TOKEN: writeToken,
        HF_HUB_DISABLE_XET: "1",
        HF_HUB_OFFLINE: "0",
        HF_HUB_DISABLE_PROGRESS_BARS: "1",
      },
    });
    const read = JSON.parse(stdout.trimEnd().split("\n").at(-1)!);
    assert.equal(read.commit, commit);
    assert.equal(read.private, true);
    for (const [name, content] of Object.entries(modelContent))
      assert.equal(read.files[name], createHash("sha256").update(content).digest("hex"), name);
    assert.deepEqual(
      Object.keys(read.files).sort(),
      [".gitattributes", "README.md", ...Object.keys(modelContent)].sort(),
    );
    rmSync(source, { recursive: true });
  });
});
