/**
 * A plugin of the TypeScript server that VS Code runs: it leaves to our own language service what that does better
 * in cells of `.summnb` notebooks, so that users see each thing once. The server knows neither the order of cells
 * nor, once a cell imports something, their common names.
 */
import type ts from "typescript";

const cellFile = /\.summnb#/;

/** What ours answers instead, each with the server's empty answer. */
const silenced = {
  getSyntacticDiagnostics: () => [],
  getSemanticDiagnostics: () => [],
  getSuggestionDiagnostics: () => [],
  getCompletionsAtPosition: () => undefined,
  getQuickInfoAtPosition: () => undefined,
  getSignatureHelpItems: () => undefined,
  getDefinitionAtPosition: () => undefined,
  getDefinitionAndBoundSpan: () => undefined,
} satisfies Partial<{ [K in keyof ts.LanguageService]: () => unknown }>;

function create({ languageService }: ts.server.PluginCreateInfo): ts.LanguageService {
  return new Proxy(languageService, {
    get(target, name, receiver) {
      const member: unknown = Reflect.get(target, name, receiver);
      const empty = Object.hasOwn(silenced, name) ? silenced[name as keyof typeof silenced] : undefined;
      if (!empty || typeof member !== "function") return member;
      return (fileName: string, ...rest: unknown[]) =>
        cellFile.test(fileName) ? empty() : Reflect.apply(member, target, [fileName, ...rest]);
    },
  });
}

export default function init(): ts.server.PluginModule {
  return { create };
}
