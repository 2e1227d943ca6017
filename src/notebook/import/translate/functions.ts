import { binding, type Code, call, code, indent } from "../code.js";
import { join, type Kind, never, simple, unknown } from "../kinds.js";
import { noteFunction, noteGeneration } from "../mistakes.js";
import type { Call, Expression, FunctionDefinition, Lambda, Parameter } from "../python/ast.js";
import { arrowBody } from "./comprehensions.js";
import { LeftOut, translateBlock } from "./statements.js";
import type { Frame, Translator } from "./translator.js";

/** Decorators that change nothing here. */
const harmless = new Set(["torch.no_grad", "torch.inference_mode"]);

export const functionId = (t: Translator, node: FunctionDefinition) => `${t.cell}:${node.from}`;

/** A function that computes a trainer's metrics is left out: the trainer scores with ROUGE by itself. */
export function leftFunction(t: Translator, node: FunctionDefinition): LeftOut | undefined {
  if (!t.known.metricFunctions.has(node.name) || t.scope !== t.module) return undefined;
  const missing = `\`${node.name}\` is left out`;
  t.scope.bindings.set(node.name, { name: node.name, kind: unknown, cell: t.cell, missing });
  return new LeftOut("with predictWithGenerate: true the trainer computes ROUGE itself");
}

export function translateFunction(t: Translator, node: FunctionDefinition): string {
  const id = functionId(t, node);
  const name = t.safeName(node.name);
  for (const decorator of node.decorators) {
    const path = t.expression(decorator).kind;
    if (path.type !== "symbol" || !harmless.has(path.path))
      t.fail(`the decorator \`${t.python(decorator)}\` has no counterpart here`, decorator);
  }
  t.scope.bindings.set(node.name, { name, kind: { type: "function", id }, cell: t.cell });
  const { parameters: kinds } = t.known.function(id);
  const result = t.inScope("function", () =>
    t.inFrame(true, (frame) => {
      const parameters = parameterList(t, node.parameters, kinds);
      const body = translateBlock(t, node.body, node.to);
      noteFunction(t, node, frame);
      if (frame.isAsync && frame.isGenerator)
        t.fail("a generator that has to wait has no counterpart here", node);
      const facts = t.learned.function(id);
      facts.result = resultOf(frame, node);
      facts.isAsync = frame.isAsync;
      facts.generates = frame.generates ?? false;
      const head = `${frame.isAsync ? "async " : ""}function${frame.isGenerator ? "*" : ""}`;
      return `${head} ${name}(${parameters}) {\n${indent(body)}\n}`;
    }),
  );
  return result;
}

function resultOf({ returned, isGenerator }: Frame, { body }: FunctionDefinition): Kind {
  const joined = returned.reduce(join, never);
  if (isGenerator) return { type: "list", item: joined, isIterator: true };
  const last = body.at(-1);
  return last?.type === "return" || last?.type === "if" || last?.type === "with" || last?.type === "try"
    ? joined
    : joined.type === "never"
      ? simple("none")
      : joined;
}

function parameterList(t: Translator, parameters: readonly Parameter[], kinds: readonly Kind[]): string {
  return parameters
    .filter(({ name, star }) => !(star === "*" && name === ""))
    .map(({ name, star, fallback }, index) => {
      if (star) t.fail(`a function with \`${star}${name}\` has no counterpart here`);
      // What stands there when nothing is given belongs to the scope around the function.
      const value = fallback && t.expression(fallback);
      const given = kinds[index] ?? never;
      const kind = value && value.kind.type !== "none" ? join(given, value.kind) : given;
      const safe = t.safeName(name);
      t.scope.bindings.set(name, { name: safe, kind: kind.type === "never" ? unknown : kind, cell: t.cell });
      return value ? `${safe} = ${value.text}` : safe;
    })
    .join(", ");
}

/** `lambda x: …`, with what is known of its parameters. */
export function translateLambda(t: Translator, node: Lambda, kinds: readonly Kind[] = []): Code {
  return t.inScope("block", () =>
    t.inFrame(false, (frame) => {
      const parameters = parameterList(t, node.parameters, kinds);
      const body = t.expression(node.body);
      const text = `${frame.isAsync ? "async " : ""}(${parameters}) => ${arrowBody(body)}`;
      return { ...code(text, body.kind, binding.assignment), kind: body.kind };
    }),
  );
}

/** A call of a function of the notebook: keyword arguments find their places. */
export function callFunction(
  t: Translator,
  node: Call,
  definition: FunctionDefinition,
  id: string,
  name: string,
): Code {
  const parameters = definition.parameters.filter(
    (parameter) => !(parameter.star === "*" && parameter.name === ""),
  );
  const given: (Expression | undefined)[] = parameters.map(() => undefined);
  let next = 0;
  for (const argument of node.args) {
    const position =
      argument.name === undefined
        ? next++
        : parameters.findIndex((parameter) => parameter.name === argument.name);
    if (argument.star || position < 0 || position >= parameters.length)
      t.fail(`\`${definition.name}\` is called in a way that has no counterpart here`, argument);
    given[position] = argument.value;
  }
  const { result, isAsync, generates } = t.known.function(id);
  const values = given.map((value, position) => {
    if (!value) return "undefined";
    const made = t.expression(value);
    t.learned.noteArgument(id, position, made.kind);
    if (generates && made.kind.type === "model") noteGeneration(t, made, node);
    return made.text;
  });
  while (values.at(-1) === "undefined") values.pop();
  const made = call(name, values, result.type === "never" ? unknown : result);
  return isAsync ? t.awaited(made) : made;
}

/** The definition of a function by its id. */
export function definitionOf(t: Translator, id: string): FunctionDefinition | undefined {
  const [cell, from] = id.split(":").map(Number) as [number, number];
  const find = (
    statements: readonly FunctionDefinition["body"][number][],
  ): FunctionDefinition | undefined => {
    for (const statement of statements) {
      if (statement.from > from || statement.to <= from) continue;
      if (statement.type === "function" && statement.from === from) return statement;
      for (const part of Object.values(statement)) {
        const found = Array.isArray(part) ? find(part as FunctionDefinition["body"]) : undefined;
        if (found) return found;
      }
    }
    return undefined;
  };
  return find(t.cells[cell]?.program?.statements ?? []);
}
