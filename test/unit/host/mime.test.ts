import assert from "node:assert/strict";
import { fromBytes, toBytes } from "../../../src/host/notebook/mime.js";

describe("MIME values as bytes", () => {
  it("keeps JSON values of any custom type", () => {
    const mime = "application/vnd.summnb.training.v1+json";
    const value = { outputId: "a", data: { text: "ä\n", none: null } };
    assert.deepEqual(fromBytes(mime, toBytes(mime, value)), value);
  });

  it("stores text as lines that keep their ends, whichever form it came in", () => {
    for (const value of ["a\nb", ["a\n", "b"]])
      assert.deepEqual(fromBytes("text/plain", toBytes("text/plain", value)), ["a\n", "b"]);
  });

  it("decodes images from base64 and leaves SVG as text", () => {
    const png = Buffer.from([0x89, 0x50, 0x4e, 0x47]);
    assert.deepEqual(Buffer.from(toBytes("image/png", png.toString("base64"))), png);
    assert.equal(fromBytes("image/png", png), png.toString("base64"));
    assert.equal(Buffer.from(toBytes("image/svg+xml", "<svg/>")).toString(), "<svg/>");
  });
});
