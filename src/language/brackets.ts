import ts from "typescript";

const closers = new Map<ts.SyntaxKind, string>([
  [ts.SyntaxKind.OpenBraceToken, "}"],
  [ts.SyntaxKind.OpenParenToken, ")"],
  [ts.SyntaxKind.OpenBracketToken, "]"],
]);
const closing = new Set([
  ts.SyntaxKind.CloseBraceToken,
  ts.SyntaxKind.CloseParenToken,
  ts.SyntaxKind.CloseBracketToken,
]);

/**
 * What closes the brackets, template or comment that a cell leaves open while it is being typed, so that text
 * put behind the cell is read as statements at its top.
 */
export function missingClosers(text: string): string {
  const scanner = ts.createScanner(ts.ScriptTarget.ESNext, true, ts.LanguageVariant.Standard, text);
  const open: string[] = [];
  for (let token = scanner.scan(); token !== ts.SyntaxKind.EndOfFileToken; token = scanner.scan()) {
    if (token === ts.SyntaxKind.CloseBraceToken && open.at(-1) === "}`") {
      token = scanner.reScanTemplateToken(false);
      if (token === ts.SyntaxKind.TemplateTail) open.pop();
      if (scanner.isUnterminated()) open.splice(-1, 1, "`");
      continue;
    }
    if (token === ts.SyntaxKind.TemplateHead) open.push("}`");
    if (scanner.isUnterminated() && isTemplate(token)) open.push("`");
    const closer = closers.get(token);
    if (closer) open.push(closer);
    else if (closing.has(token) && open.at(-1) === scanner.getTokenText()) open.pop();
  }
  const comment = text.lastIndexOf("/*") > text.lastIndexOf("*/") ? "*/" : "";
  return comment + open.reverse().join("");
}

function isTemplate(token: ts.SyntaxKind): boolean {
  return token === ts.SyntaxKind.NoSubstitutionTemplateLiteral || token === ts.SyntaxKind.TemplateHead;
}
