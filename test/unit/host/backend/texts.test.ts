import assert from "node:assert/strict";
import { Rate } from "../../../../src/host/backend/rate.js";
import { buttonOf, detailOf, progressText } from "../../../../src/host/backend/texts.js";
import type { Offer } from "../../../../src/libtorch/fetch/index.js";

const offer = (given: Partial<Offer>): Offer => ({
  kind: "index",
  variant: "cpu",
  from: "download.pytorch.org",
  bytes: 191_794_682,
  run: () => Promise.reject(new Error("not here")),
  ...given,
});

describe("What is said of LibTorch's download", () => {
  it("is how large it is, from where it comes, where it goes and how it is checked", () => {
    assert.equal(buttonOf(offer({})), "Download (192 MB)");
    assert.equal(buttonOf(offer({ variant: "cu130", bytes: 2.9e9 })), "Download for CUDA (2.9 GB)");
    const text = detailOf([offer({})], [], () => "/home/ann/.cache/summnb/libtorch");
    assert.match(
      text,
      /LibTorch 2\.13\.0 for the CPU: 192 MB from download\.pytorch\.org, checked against its SHA-256/,
    );
    assert.match(text, /into \/home\/ann\/\.cache\/summnb\/libtorch, where it takes about 441 MB/);
    assert.match(
      detailOf([offer({ kind: "archive" })], [], () => "/x"),
      /checked by the archive's checksums/,
    );
  });

  it("is why nothing can be had, where that is so", () => {
    const text = detailOf(
      [offer({ kind: "pip", bytes: undefined })],
      ["PyTorch's index: host can't be reached"],
      () => "/x",
    );
    assert.match(text, /pip can download it .* may be up to 1 GB/);
    assert.match(text, /^PyTorch's index: host can't be reached\.$/m);
    assert.equal(
      detailOf([], [], () => "/x"),
      "",
    );
  });

  it("is how far it is, in bytes", () => {
    assert.equal(
      progressText({ stage: "downloading", done: 83e6, total: 192e6 }, 12e6),
      "83 MB of 192 MB, 12 MB a second",
    );
    assert.equal(progressText({ stage: "downloading", done: 83e6, total: undefined }, 0), "83 MB");
    assert.equal(
      progressText({ stage: "unpacking", done: 5e6, total: 436e6 }, 0),
      "unpacking, 5 MB of 436 MB",
    );
    assert.equal(
      progressText({ stage: "waiting", done: 0, total: undefined }, 0),
      "another window is downloading it",
    );
  });
});

describe("The speed of a download", () => {
  it("is that of the last seconds", () => {
    const rate = new Rate();
    assert.equal(rate.add(0, 0), 0);
    assert.equal(rate.add(2000, 1000), 2000);
    assert.equal(rate.add(2000, 5000), 400);
    assert.equal(rate.add(2000, 11_000), 0);
  });

  it("does not count what was thrown away", () => {
    const rate = new Rate();
    rate.add(9000, 0);
    assert.equal(rate.add(0, 1000), 0);
    assert.equal(rate.add(1000, 2000), 1000);
  });
});
