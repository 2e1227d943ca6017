// `npm test`: set-up, then types and style, then the tiers. `npm test -- unit golden` runs some
// tiers alone, `--grep TEXT` some tests, `--vscode newest` those in a real VS Code in the newest one instead of
// the oldest that is supported. The last line is "N passed, N failed[, N skipped]".
import { parseArgs } from "node:util";
import { main, SetupError } from "./lib/steps.mjs";
import { setup } from "./setup.mjs";
import { chosenVersion, vscodeVersions } from "./vscode-server.mjs";

function options(tierNames) {
  try {
    const { values, positionals } = parseArgs({
      options: { grep: { type: "string" }, vscode: { type: "string", default: chosenVersion() } },
      allowPositionals: true,
    });
    const unknown = positionals.find((name) => !tierNames.includes(name));
    if (unknown) throw new Error(`there is no tier ${unknown}`);
    if (!vscodeVersions.includes(values.vscode)) throw new Error(`there is no VS Code ${values.vscode}`);
    return { ...values, names: positionals.length ? positionals : tierNames };
  } catch (error) {
    throw new SetupError(
      `npm test: ${error.message}. Tiers: ${tierNames.join(", ")}; --grep TEXT runs some tests, --vscode ${vscodeVersions.join(" or ")} says in which VS Code.`,
    );
  }
}

function table(rows) {
  const cell = (value, index) => (index === 0 ? String(value).padEnd(14) : String(value).padStart(9));
  const line = (cells) => `  ${cells.map(cell).join("")}`;
  const body = rows.map(({ name, passed, failed, skipped, seconds }) =>
    line([name, passed, failed, skipped, `${seconds} s`]),
  );
  return [line(["tier", "passed", "failed", "skipped", "time"]), ...body].join("\n");
}

await main(async () => {
  const { mochaTiers, runChecks, runMochaTier } = await import("./lib/tiers.mjs");
  const { grep, names, vscode } = options(["check", ...Object.keys(mochaTiers)]);
  process.env.SUMMNB_VSCODE = vscode;
  const needed = names.flatMap((name) => mochaTiers[name]?.vscode?.(vscode) ?? []);
  await setup({ vscode: [...new Set(needed)] });

  const rows = [];
  for (const name of names) {
    process.stdout.write(`\n== ${name}\n`);
    const start = Date.now();
    const counts =
      name === "check" ? await runChecks() : await runMochaTier(name, grep ? ["--grep", grep] : []);
    rows.push({ name, ...counts, seconds: Math.round((Date.now() - start) / 1000) });
    const ran = counts.passed + counts.failed;
    if (ran === 0 && !grep)
      Object.assign(rows.at(-1), { failed: 1, failedTitles: [`${name}: it ran no test`] });
  }

  const sum = (key) => rows.reduce((total, row) => total + row[key], 0);
  const failures = rows.flatMap((row) => row.failedTitles.map((title) => `  ✗ ${row.name}: ${title}`));
  const [passed, failed, skipped] = ["passed", "failed", "skipped"].map(sum);
  process.stdout.write(`\n${table(rows)}\n`);
  if (failures.length) process.stdout.write(`\nFailed:\n${failures.join("\n")}\n`);
  process.stdout.write(`\n${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ""}\n`);
  // A --grep that matches nothing is a mistake too.
  if (failed || passed === 0) process.exitCode = 1;
});
