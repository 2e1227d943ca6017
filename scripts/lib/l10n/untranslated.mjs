// Finds sentences in the extension host's sources that users read and that no translation reaches.
import ts from "typescript";

/** Calls, classes and properties whose texts users read. */
const shown = {
  calls: /\.(showInformationMessage|showWarningMessage|showErrorMessage|setStatusBarMessage)$/,
  classes: /^Error$/,
  properties: /^(title|label|detail|description|placeHolder|prompt|tooltip)$/,
};

const isSentence = (node) =>
  (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) && /[a-z] [a-z]/i.test(node.getText());

/** Places such as "src/host/a.ts:12" of texts that should go through l10n.t(…). */
export function untranslated({ file, text }) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const places = [];
  const report = (node) =>
    places.push(`${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`);
  const visit = (node) => {
    if (ts.isCallExpression(node) && shown.calls.test(node.expression.getText()))
      node.arguments.filter(isSentence).forEach(report);
    if (ts.isNewExpression(node) && shown.classes.test(node.expression.getText()))
      (node.arguments ?? []).filter(isSentence).forEach(report);
    if (ts.isPropertyAssignment(node) && shown.properties.test(node.name.getText()))
      if (isSentence(node.initializer)) report(node.initializer);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return places;
}
