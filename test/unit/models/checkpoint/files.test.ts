import assert from "node:assert/strict";
import { copyFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { SummnbError } from "../../../../src/library/errors.js";
import { openCheckpoint } from "../../../../src/library/models/checkpoint/index.js";
import { ModelFolder } from "./folder.js";

describe("Files of a checkpoint", () => {
  let folder: ModelFolder;
  afterEach(() => folder.remove());

  const refuses = (message: RegExp) =>
    assert.throws(
      () => openCheckpoint(folder.path),
      (error: Error) =>
        error instanceof SummnbError && message.test(error.message) && error.message.includes(folder.path),
    );

  // PyTorch's files repeat the table of embeddings for the encoder and the decoder.
  for (const [name, index, shard, count] of [
    ["t5-sharded-safetensors", "model.safetensors.index.json", "model-00002-of-00004.safetensors", 29],
    ["t5-sharded-bin", "pytorch_model.bin.index.json", "pytorch_model-00002-of-00004.bin", 31],
  ] as const)
    describe(name, () => {
      beforeEach(() => {
        folder = new ModelFolder(name);
      });

      it("has all tensors of all shards", () => {
        const { tensors, close } = openCheckpoint(folder.path);
        assert.equal(tensors.size, count);
        close();
      });

      it("a shard that is missing is named", () => {
        rmSync(folder.file(shard));
        refuses(new RegExp(`names 4 files, of which ${shard} is missing; download the model whole`));
      });

      it("a shard without what the index promises is named, and so is the tensor", () => {
        folder.edit(index, (json) => {
          (json.weight_map as Record<string, string>)["another.weight"] = shard;
        });
        refuses(new RegExp(`${shard} lacks "another\\.weight"`));
      });

      it("a tensor in two shards is refused", () => {
        copyFileSync(folder.file(shard), folder.file(shard.replace("00002", "00003")));
        refuses(/holds ".*", which an earlier shard holds too/);
      });

      for (const place of ["../secret.bin", "/etc/passwd", "a/b.bin", "..\\b.bin", "..", "", 7])
        it(`a shard at ${JSON.stringify(place)} is refused unread`, () => {
          folder.edit(index, (json) => {
            (json.weight_map as Record<string, unknown>)["another.weight"] = place;
          });
          refuses(/places "another\.weight" in .*, which is no name of a file beside it/);
        });

      it("an index that is no index is refused", () => {
        writeFileSync(folder.file(index), "{oops");
        refuses(/index\.json is not valid JSON/);
        for (const text of ["null", "[]", "{}", '{"weight_map": null}', '{"weight_map": {}}']) {
          writeFileSync(folder.file(index), text);
          refuses(/has no weight_map/);
        }
      });

      it("Git LFS's pointers are called so", () => {
        writeFileSync(
          folder.file(shard),
          "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n",
        );
        refuses(new RegExp(`${shard} is only Git LFS's pointer`));
      });
    });

  it("a folder without weights says what is looked for, and what is there instead", () => {
    folder = new ModelFolder("bart-without-head");
    renameSync(folder.file("pytorch_model.bin"), folder.file("tf_model.h5"));
    refuses(
      /has no weights: there is neither model\.safetensors nor pytorch_model\.bin; it holds tf_model\.h5/,
    );
    rmSync(folder.file("tf_model.h5"));
    refuses(/has no weights: .*Download the model whole/);
  });

  it("safetensors come before PyTorch's files, and one file before several", () => {
    folder = new ModelFolder("t5-tied-unscaled-5.18");
    writeFileSync(folder.file("pytorch_model.bin"), "not read");
    writeFileSync(folder.file("model.safetensors.index.json"), "not read");
    const { tensors, close } = openCheckpoint(folder.path);
    assert.equal(tensors.size, 28);
    close();
  });
});
