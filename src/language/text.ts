import type ts from "typescript";

/** TypeScript's pieces of a declaration as text. */
export function partsText(parts: readonly ts.SymbolDisplayPart[] | undefined): string {
  return (parts ?? []).map(({ text }) => text).join("");
}

/** A comment and its tags as Markdown. */
export function documentationText(
  comment: readonly ts.SymbolDisplayPart[] | undefined,
  tags: readonly ts.JSDocTagInfo[] | undefined,
): string {
  const lines = (tags ?? []).map(({ name, text }) => {
    const [first, ...rest] = text ?? [];
    const isNamed = first?.kind === "parameterName" || first?.kind === "typeParameterName";
    const said = isNamed ? `\`${first.text}\`${partsText(rest)}` : partsText(text);
    return `*@${name}*${said ? ` — ${said}` : ""}`;
  });
  return [partsText(comment), ...lines].filter(Boolean).join("\n\n");
}

/**
 * A declaration as the user knows it: that we hand a name of an earlier cell on by an import is left out, and
 * cells' modules are not named.
 */
export function withoutAlias(declaration: string): string {
  return declaration
    .replace(/^\(alias\) (?=[\p{ID_Start}$_][\p{ID_Continue}$]*[<(])/u, "function ")
    .replace(/^\(alias\) /, "")
    .replace(/\nimport [^\n]+$/, "")
    .replace(/import\("[^"]*summnb-cell-\d+"\)\./g, "");
}
