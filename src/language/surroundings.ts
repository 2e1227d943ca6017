import type { DatasetColumn } from "../protocol/index.js";
import type { Binding } from "./bindings.js";

/** A name of an earlier cell as a cell sees it. */
export interface EarlierBinding extends Binding {
  /** Module specifier of the cell that declares it. */
  module: string;
  /** What a kernel knows of the data set that it holds. */
  columns?: readonly DatasetColumn[];
}

/** Name of the module with the helper types that `surroundings` uses. */
export const columnsModule = "summnb:columns";

/**
 * What is put behind a cell's text, so that TypeScript reads the cell as a module that has the names of earlier
 * cells and gives its own to later ones. Standing behind, it moves no place of the text. Constants, functions,
 * classes and types are imported, which keeps their comments and forbids assignments, as the kernel does; other
 * variables are declared anew, because a cell may assign to them.
 */
export function surroundings(own: Iterable<Binding>, earlier: Iterable<EarlierBinding>): string {
  const exported = [...own].filter((binding) => !binding.exported).map(({ name }) => name);
  const imports = new Map<string, string[]>();
  const declared: string[] = [];
  for (const { name, kind, module, columns } of earlier) {
    const type = `typeof import(${JSON.stringify(module)}).${name}`;
    if (columns) declared.push(`declare ${keyword(kind)} ${name}: ${withColumns(type, columns)};`);
    else if (kind === "let") declared.push(`declare let ${name}: ${type};`);
    else imports.set(module, [...(imports.get(module) ?? []), name]);
  }
  const imported = Array.from(
    imports,
    ([module, names]) => `import { ${names.join(", ")} } from ${JSON.stringify(module)};`,
  );
  return [`\n;export { ${exported.join(", ")} };`, ...imported, ...declared].join("\n");
}

function keyword(kind: Binding["kind"]): string {
  return kind === "let" ? "let" : "const";
}

function withColumns(type: string, columns: readonly DatasetColumn[]): string {
  const members = columns.map((column) => `${JSON.stringify(column.name)}: ${column.type}`);
  return `import(${JSON.stringify(columnsModule)}).WithColumns<${type}, { ${members.join("; ")} }>`;
}

/** Only rows of unknown columns are narrowed: what the user has declared stays. */
export const columnsDeclaration = `
import type { Dataset, DatasetDict } from "summnb";
export type WithColumns<T, C extends Record<string, unknown>> =
  T extends DatasetDict<infer R> ? (string extends keyof R ? DatasetDict<C> : T)
  : T extends Dataset<infer R> ? (string extends keyof R ? Dataset<C> : T)
  : T;
`;
