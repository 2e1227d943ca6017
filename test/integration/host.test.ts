/** Runs the suites of `host/` inside VS Code's real extension host, and reports each of their tests here. */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describeHostSuite } from "./host/outside.js";

describeHostSuite("in VS Code's extension host", { suite: "suite" });

/** A workspace as a stranger sends it: its settings name a program of its own. */
function temptingWorkspace(workspace: string): void {
  const write = (file: string, text: string, mode = 0o644) => {
    mkdirSync(path.dirname(path.join(workspace, file)), { recursive: true });
    writeFileSync(path.join(workspace, file), text, { mode });
  };
  const marker = path.join(workspace, "it-ran");
  write("node", `#!/bin/sh\necho ran > '${marker}'\nexit 1\n`, 0o755);
  write("evil/encoder_model.onnx", "not a model");
  write("notes.txt", "Some text that could be summarized.");
  const settings = {
    "summnb.kernel.node": path.join(workspace, "node"),
    "summnb.libtorch.path": path.join(workspace, "evil"),
    "summnb.libtorch.index": "http://127.0.0.1:9/libtorch",
    "summnb.hub.endpoint": "http://127.0.0.1:9",
    "summnb.summarize.model": path.join(workspace, "evil"),
    // Not restricted: shows that the file is read at all.
    "summnb.kernel.graceMinutes": 7,
  };
  write(".vscode/settings.json", JSON.stringify(settings));
}

describeHostSuite("in VS Code's extension host, in Restricted Mode", {
  suite: "restricted",
  prepare: temptingWorkspace,
  server: { asksForTrust: true },
});
