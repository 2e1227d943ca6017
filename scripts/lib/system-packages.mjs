// What the tests in a real VS Code need from the system: a browser, a font and ripgrep.
import { existsSync } from "node:fs";
import { answer, run } from "./command.mjs";
import { SetupError, step } from "./steps.mjs";

const runs = (name) => answer(name, ["--version"]) !== undefined;

/** Debian package to whether what it brings is there already. */
const packages = {
  chromium: () =>
    Boolean(process.env.SUMMNB_CHROMIUM) || ["chromium", "chromium-browser", "google-chrome"].some(runs),
  "fonts-dejavu-core": () =>
    existsSync("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf") || process.platform !== "linux",
  ripgrep: () => runs("rg"),
};

/** Installs what is missing where it may (root on Debian); elsewhere one sentence says what to install. */
export async function ensureSystemPackages() {
  const missing = Object.keys(packages).filter((name) => !packages[name]());
  if (missing.length === 0) return;
  const command = `apt-get install ${missing.join(" ")}`;
  if (!existsSync("/etc/debian_version") || process.getuid?.() !== 0)
    throw new SetupError(
      `The tests in a real VS Code need ${missing.join(", ")}: install them first (on Debian: \`sudo ${command}\`).`,
    );
  await step(`Installing ${missing.join(", ")} for the tests`, async () => {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    await run("apt-get", ["update"], { name: "apt-update", env });
    const args = ["install", "-y", "--no-install-recommends", ...missing];
    const { code, log, tail } = await run("apt-get", args, { name: "apt-install", env });
    if (code !== 0) throw new SetupError(`\`${command}\` failed (log: ${log}):\n${tail}`);
  });
}
