import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

const manifest = JSON.parse(readFileSync(new URL("../../../../package.json", import.meta.url), "utf8"));

describe("in a workspace that is not trusted", () => {
  const { untrustedWorkspaces } = manifest.capabilities;

  it("the extension opens and draws", () => assert.equal(untrustedWorkspaces.supported, "limited"));

  it("the workspace can't say which programs, libraries and servers are used", () => {
    const settings = Object.keys(manifest.contributes.configuration.properties);
    const restricted: string[] = untrustedWorkspaces.restrictedConfigurations;
    assert.deepEqual(restricted, [
      "summnb.kernel.node",
      "summnb.libtorch.path",
      "summnb.libtorch.index",
      "summnb.hub.endpoint",
      "summnb.summarize.model",
    ]);
    for (const name of restricted) assert.ok(settings.includes(name), name);
    for (const name of restricted)
      assert.equal(manifest.contributes.configuration.properties[name].scope, "machine-overridable");
  });
});
