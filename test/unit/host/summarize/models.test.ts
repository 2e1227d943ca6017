import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { findExportedModels, fingerprintOf } from "../../../../src/host/summarize/models.js";

describe("exported models", () => {
  let root: string;
  const write = (file: string, bytes: number) => {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), Buffer.alloc(bytes));
  };
  beforeEach(() => {
    root = mkdtempSync(path.join(os.tmpdir(), "summnb-models-"));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it("are found in the workspace, in both layouts, and not in packages", async () => {
    write("work/out/plain/encoder_model.onnx", 10);
    write("work/out/plain/decoder_model_merged.onnx", 5);
    write("work/web/onnx/encoder_model_int8.onnx", 7);
    write("work/web/config.json", 3);
    write("work/node_modules/some/encoder_model.onnx", 1);
    write("work/other/model.onnx", 1);
    const found = await findExportedModels([path.join(root, "work")], path.join(root, "hub"));
    assert.deepEqual(found.map(({ name, bytes, isFromHub }) => [name, bytes, isFromHub]).sort(), [
      ["plain", 15, false],
      ["web", 7, false],
    ]);
  });

  it("are found in Hugging Face's cache under their ids, where the files are links", async function () {
    if (process.platform === "win32") this.skip();
    write("hub/blobs/abc", 9);
    const snapshot = "hub/models--Xenova--t5-small/snapshots/0123";
    mkdirSync(path.join(root, snapshot, "onnx"), { recursive: true });
    symlinkSync(path.join(root, "hub/blobs/abc"), path.join(root, snapshot, "onnx/encoder_model.onnx"));
    write("hub/models--google--t5-small/snapshots/0123/model.safetensors", 1);
    const found = await findExportedModels([], path.join(root, "hub"));
    assert.deepEqual(found, [
      { folder: path.join(root, snapshot), name: "Xenova/t5-small", isFromHub: true, bytes: 9 },
    ]);
  });

  it("are others once they are exported again, and an id is itself", async () => {
    write("model/encoder_model.onnx", 10);
    const folder = path.join(root, "model");
    const before = await fingerprintOf(folder);
    assert.equal(await fingerprintOf(folder), before);
    utimesSync(path.join(folder, "encoder_model.onnx"), 1, 1);
    assert.notEqual(await fingerprintOf(folder), before);
    assert.equal(await fingerprintOf("owner/name"), "owner/name");
  });
});
