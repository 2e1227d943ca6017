import type { ExportAllDeclaration, ExportNamedDeclaration, ImportDeclaration, Program } from "acorn";
import { simple } from "acorn-walk";
import type MagicString from "magic-string";
import type { FreeName } from "../../library/source/scopes.js";
import { names } from "./names.js";

/** What a module gives out: a variable of its own, or something of another module (all of it for `*`). */
export interface ExportedName {
  exported: string;
  local: string;
  from?: string;
}

/**
 * Turns static imports into calls of the runtime, which are moved before everything else, `import()` and
 * `import.meta` into members of it, and takes exports out, which it returns. (esbuild has written all exports
 * as lists.)
 */
export function rewriteModules(
  program: Program,
  code: MagicString,
  free: readonly FreeName[],
): ExportedName[] {
  const exports: ExportedName[] = [];
  for (const node of program.body) {
    if (node.type === "ImportDeclaration") {
      code.overwrite(node.start, node.end, importStatement(node, free));
      if (node.start > 0) code.move(node.start, node.end, 0);
    } else if (node.type === "ExportNamedDeclaration" || node.type === "ExportAllDeclaration") {
      exports.push(...exportedNames(node));
      code.remove(node.start, node.end);
    }
  }
  simple(program, {
    ImportExpression: (node) =>
      code.overwrite(node.start, node.start + "import".length, `${names.runtime}.import`),
    MetaProperty(node) {
      if (node.meta.name === "import") code.overwrite(node.start, node.end, `${names.runtime}.meta`);
    },
  });
  return exports;
}

/** `await __rt.importInto("x", {"local": "exported"}, ["names that are used as values"], {with: …})`. */
function importStatement(node: ImportDeclaration, free: readonly FreeName[]): string {
  const bindings: Record<string, string> = {};
  for (const specifier of node.specifiers) {
    if (specifier.type === "ImportNamespaceSpecifier") bindings[specifier.local.name] = "*";
    else if (specifier.type === "ImportDefaultSpecifier") bindings[specifier.local.name] = "default";
    else bindings[specifier.local.name] = nameOf(specifier.imported);
  }
  const used = new Set(free.map((reference) => reference.node.name));
  const values = Object.keys(bindings).filter((local) => used.has(local));
  const attributes = Object.fromEntries(
    (node.attributes ?? []).map(({ key, value }) => [nameOf(key), String(value.value)]),
  );
  const parts = [node.source.value, bindings, values, attributes].map((part) => JSON.stringify(part));
  return `await ${names.runtime}.importInto(${parts.join(",")});`;
}

function exportedNames(node: ExportNamedDeclaration | ExportAllDeclaration): ExportedName[] {
  const from = node.source ? { from: String(node.source.value) } : {};
  if (node.type === "ExportAllDeclaration")
    return [{ exported: node.exported ? nameOf(node.exported) : "*", local: "*", ...from }];
  return node.specifiers.map(({ exported, local }) => ({
    exported: nameOf(exported),
    local: nameOf(local),
    ...from,
  }));
}

function nameOf(node: { type: string; name?: unknown; value?: unknown }): string {
  return String(node.type === "Identifier" ? node.name : node.value);
}
