// Writes THIRD_PARTY_NOTICES.md from the lock file and the licences in node_modules; with `--check`
// it only says whether the file is up to date (exit code 1 when not).
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "./lib/paths.mjs";

const file = path.join(root, "THIRD_PARTY_NOTICES.md");
const lock = JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8")).packages;

/** Development packages whose code or declarations the build puts into its own files. */
const bundled = ["@types/node", "preact", "typescript", "undici-types", "uplot"];

const introduction = `# Third-party notices

summnb is under the MIT licence (LICENSE). It uses what is listed here, each under its own licence.
\`node scripts/notices.mjs\` writes this file from the installed packages.

## LibTorch

Set-up obtains LibTorch, PyTorch's C++ library, and links the addon against it; it is not part of this
repository. PyTorch is under a BSD-style licence, Copyright (c) 2016- Facebook, Inc. and others; its licence
is in the file LICENSE beside the library that set-up leaves in the user's cache.

## Data and models

\`examples/debian-synopses/NOTICE.md\` names the source and the licence of the data that the starter model
was made from. The architectures follow published papers (T5, FLAN-T5); no weights of others are in this
repository.

## ONNX

\`src/library/onnx/proto/descriptor.ts\` is derived from the ONNX project's onnx.proto (Copyright (c) ONNX Project
Contributors), which is under the Apache License 2.0.

## npm packages
`;

/** What ships: not development packages, and not the other platforms' builds of a package that is listed. */
function shipped() {
  return Object.entries(lock)
    .filter(([place, entry]) => {
      const name = place.replace(/^.*node_modules\//, "");
      if (place === "" || (entry.optional && (entry.os || entry.cpu))) return false;
      return bundled.includes(name) || !(entry.dev || entry.devOptional || entry.peer || entry.optional);
    })
    .map(([place, entry]) => ({
      name: place.replace(/^.*node_modules\//, ""),
      version: entry.version,
      licence: entry.license,
      texts: textsIn(path.join(root, place)),
    }))
    .sort((one, other) => (`${one.name} ${one.version}` < `${other.name} ${other.version}` ? -1 : 1));
}

function textsIn(folder) {
  if (!existsSync(folder)) throw new Error(`${folder} is missing: run \`npm ci\` first.`);
  return readdirSync(folder)
    .filter((name) => /^(licen[cs]e|notices?|thirdpartynotices)(\.(md|txt))?$/i.test(name))
    .sort()
    .map((name) => readFileSync(path.join(folder, name), "utf8").replaceAll("\r\n", "\n").trim());
}

function render() {
  const packages = shipped();
  const rows = packages.map(({ name, version, licence }) => `| ${name} | ${version} | ${licence} |`);
  const users = new Map();
  for (const { name, texts } of packages)
    for (const text of texts) users.set(text, [...new Set([...(users.get(text) ?? []), name])]);
  const sections = [...users].map(([text, names]) => {
    const fence = text.includes("```") ? "~~~~" : "```";
    return `### ${names.join(", ")}\n\n${fence}text\n${text.replace(/[ \t]+$/gm, "")}\n${fence}\n`;
  });
  const table = ["| package | version | licence |", "| --- | --- | --- |", ...rows].join("\n");
  return `${introduction}\n${table}\n\n## Licence texts\n\n${sections.join("\n")}`;
}

const text = render();
if (!process.argv.includes("--check")) writeFileSync(file, text);
else if (!existsSync(file) || readFileSync(file, "utf8") !== text) {
  process.stderr.write("THIRD_PARTY_NOTICES.md is not up to date: run `node scripts/notices.mjs`.\n");
  process.exitCode = 1;
}
