import assert from "node:assert/strict";
import os from "node:os";
import ts from "typescript";
import { LanguageProcess } from "../../../src/host/language/process.js";
import init from "../../../src/language/plugin/index.js";
import { type LanguageCompletions, languageMethods } from "../../../src/protocol/index.js";
import { inRepository } from "../../e2e/support/repository.js";

describe("the language-service process", function () {
  this.timeout(60_000);
  let started: number;
  let lines: string[];
  let service: LanguageProcess;

  beforeEach(() => {
    started = 0;
    lines = [];
    service = new LanguageProcess({
      main: inRepository("dist/language/server.cjs"),
      root: inRepository(),
      log: (line) => lines.push(line),
      onStart: () => {
        started++;
      },
    });
  });
  afterEach(() => service.dispose());

  async function complete(): Promise<string[]> {
    const cells = [{ cell: "a", text: "const answer = 42;\nanswer." }];
    service.notify(languageMethods.update, { notebook: "n", folder: os.tmpdir(), cells });
    const place = { notebook: "n", cell: "a", offset: cells[0]!.text.length };
    const found = await service.request<LanguageCompletions>(languageMethods.completions, place);
    return (found?.items ?? []).map(({ name }) => name);
  }

  async function kill(): Promise<void> {
    process.kill(service.pid!, "SIGKILL");
    while (service.pid !== undefined) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  it("answers, and starts again after a death, but not for ever", async () => {
    assert.equal(started, 0);
    assert.ok((await complete()).includes("toFixed"));
    assert.equal(started, 1);
    for (const expected of [2, 3]) {
      await kill();
      assert.equal(service.ready, true);
      assert.equal(started, expected);
    }
    await kill();
    assert.equal(service.ready, false);
    assert.match(lines.at(-1)!, /not started again/);
    assert.deepEqual(await complete(), []);
  });
});

describe("the plugin of VS Code's TypeScript server", () => {
  it("is silent about cells, and leaves all other files as they are", () => {
    const texts: Record<string, string> = {
      "/n/a.summnb#W0": "const x = 1;\nx",
      "/n/b.ts": "const y = 2;\ny",
    };
    const languageService = ts.createLanguageService({
      getCompilationSettings: () => ({ noLib: true }),
      getScriptFileNames: () => Object.keys(texts),
      getScriptVersion: () => "1",
      getScriptSnapshot: (file) => (file in texts ? ts.ScriptSnapshot.fromString(texts[file]!) : undefined),
      getScriptKind: () => ts.ScriptKind.TS,
      getCurrentDirectory: () => "/n",
      getDefaultLibFileName: () => "/lib.d.ts",
      fileExists: (file) => file in texts,
      readFile: (file) => texts[file],
    });
    const plugin = init().create({ languageService } as ts.server.PluginCreateInfo);
    assert.equal(plugin.getQuickInfoAtPosition("/n/a.summnb#W0", 6), undefined);
    assert.equal(plugin.getCompletionsAtPosition("/n/a.summnb#W0", 14, undefined), undefined);
    assert.deepEqual(plugin.getSuggestionDiagnostics("/n/a.summnb#W0"), []);
    assert.ok(plugin.getQuickInfoAtPosition("/n/b.ts", 6));
    assert.ok(plugin.getCompletionsAtPosition("/n/b.ts", 14, undefined));
    assert.equal(plugin.getNavigationTree("/n/a.summnb#W0").childItems?.length, 1);
  });
});
