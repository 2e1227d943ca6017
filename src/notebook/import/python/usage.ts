import type { Comprehension, Expression, FunctionDefinition, Parameter, Statement } from "./ast.js";

/** A name that is read or set, in the order in which Python evaluates. */
export interface NameEvent {
  name: string;
  isRead: boolean;
}

/** Events of statements in their scope: what functions in them read from it counts where they are defined. */
export function eventsOf(statements: readonly Statement[]): NameEvent[] {
  return statements.flatMap(ofStatement);
}

/** Names that a function body makes its own: parameters and what it sets, but for those that are `global`. */
export function localNames(definition: Pick<FunctionDefinition, "parameters" | "body">): Set<string> {
  const events = eventsOf(definition.body);
  const globals = new Set(globalNames(definition.body));
  const names = new Set(events.filter(({ isRead }) => !isRead).map(({ name }) => name));
  for (const { name } of definition.parameters) names.add(name);
  for (const name of globals) names.delete(name);
  return names;
}

function globalNames(body: readonly Statement[]): string[] {
  return body.flatMap((statement) => [
    ...(statement.type === "global" ? statement.names : []),
    ...bodiesOf(statement).flatMap(globalNames),
  ]);
}

/** Bodies of a compound statement that belong to the same scope. */
export function bodiesOf(statement: Statement): Statement[][] {
  switch (statement.type) {
    case "if":
      return [...statement.branches.map(({ body }) => body), statement.otherwise ?? []];
    case "for":
    case "while":
      return [statement.body, statement.otherwise ?? []];
    case "with":
      return [statement.body];
    case "try":
      return [
        statement.body,
        ...statement.handlers.map(({ body }) => body),
        statement.otherwise ?? [],
        statement.final ?? [],
      ];
    default:
      return [];
  }
}

const read = (name: string): NameEvent => ({ name, isRead: true });
const write = (name: string): NameEvent => ({ name, isRead: false });

/** Without the events of names that an inner scope has for itself. */
function free(events: readonly NameEvent[], own: ReadonlySet<string>): NameEvent[] {
  return events.filter(({ name }) => !own.has(name));
}

const defaults = (parameters: readonly Parameter[]) =>
  parameters.flatMap(({ fallback }) => (fallback ? readsOf(fallback) : []));

function ofStatement(statement: Statement): NameEvent[] {
  switch (statement.type) {
    case "function":
      return [
        ...statement.decorators.flatMap(readsOf),
        ...defaults(statement.parameters),
        ...free(eventsOf(statement.body), localNames(statement)),
        write(statement.name),
      ];
    case "import":
      return statement.names.map(({ module, name, alias }) => write(alias ?? name ?? module.split(".")[0]!));
    case "expression":
      return readsOf(statement.value);
    case "assign":
      return [...readsOf(statement.value), ...statement.targets.flatMap(writesOf)];
    case "update":
      return [...readsOf(statement.target), ...readsOf(statement.value), ...writesOf(statement.target)];
    case "if":
      return [
        ...statement.branches.flatMap(({ test, body }) => [...readsOf(test), ...eventsOf(body)]),
        ...eventsOf(statement.otherwise ?? []),
      ];
    case "for":
      return [
        ...readsOf(statement.source),
        ...writesOf(statement.target),
        ...bodiesOf(statement).flatMap(eventsOf),
      ];
    case "while":
      return [...readsOf(statement.test), ...bodiesOf(statement).flatMap(eventsOf)];
    case "with":
      return [
        ...statement.items.flatMap(({ value, name }) => [...readsOf(value), ...(name ? writesOf(name) : [])]),
        ...eventsOf(statement.body),
      ];
    case "try":
      return bodiesOf(statement).flatMap(eventsOf);
    case "other":
      return statement.names.map(write);
    case "return":
    case "raise":
      return statement.value ? readsOf(statement.value) : [];
    case "assert":
      return [...readsOf(statement.test), ...(statement.message ? readsOf(statement.message) : [])];
    default:
      return [];
  }
}

/** Events of setting a target: a name is set, all else is read to be changed. */
function writesOf(target: Expression): NameEvent[] {
  switch (target.type) {
    case "name":
      return [write(target.name)];
    case "tuple":
    case "list":
      return target.items.flatMap(writesOf);
    case "starred":
      return writesOf(target.value);
    default:
      return readsOf(target);
  }
}

/** Names that a target sets. */
export const namesIn = (target: Expression): string[] =>
  writesOf(target)
    .filter(({ isRead }) => !isRead)
    .map(({ name }) => name);

/** Events of an expression. */
export function readsOf(expression: Expression): NameEvent[] {
  switch (expression.type) {
    case "name":
      return [read(expression.name)];
    case "lambda": {
      const own = new Set(expression.parameters.map(({ name }) => name));
      return [...defaults(expression.parameters), ...free(readsOf(expression.body), own)];
    }
    case "comprehension":
      return ofComprehension(expression);
    case "named":
      return [...readsOf(expression.value), write(expression.name)];
    default:
      return childrenOf(expression).flatMap(readsOf);
  }
}

function ofComprehension({ clauses, key, element }: Comprehension): NameEvent[] {
  const own = new Set(clauses.flatMap(({ target }) => namesIn(target)));
  const inner = [
    ...clauses.flatMap(({ source, conditions }) => [source, ...conditions]),
    ...(key ? [key] : []),
    element,
  ];
  return free(inner.flatMap(readsOf), own);
}

/** Direct parts of an expression. */
function childrenOf(expression: Expression): Expression[] {
  switch (expression.type) {
    case "attribute":
    case "starred":
      return [expression.value];
    case "call":
      return [expression.callee, ...expression.args.map(({ value }) => value)];
    case "subscript":
      return [expression.value, expression.index];
    case "slice":
      return [expression.start, expression.end, expression.step].filter((part) => part !== undefined);
    case "format":
      return expression.parts.flatMap((part) => ("value" in part ? [part.value] : []));
    case "list":
    case "tuple":
    case "set":
      return expression.items;
    case "dict":
      return expression.entries.flatMap(({ key, value }) => (key ? [key, value] : [value]));
    case "unary":
    case "not":
      return [expression.operand];
    case "binary":
    case "logical":
      return [expression.left, expression.right];
    case "compare":
      return [expression.first, ...expression.rest.map(({ right }) => right)];
    case "conditional":
      return [expression.test, expression.yes, expression.no];
    case "await":
    case "yield":
      return expression.value ? [expression.value] : [];
    default:
      return [];
  }
}

/** Whether any of the statements reads the name from around them. */
export function reads(statements: readonly Statement[], name: string): boolean {
  return eventsOf(statements).some((event) => event.isRead && event.name === name);
}

/** Whether the value that a name has before the statements may be read by them. */
export function readsFirst(statements: readonly Statement[], name: string): boolean {
  for (const statement of statements) {
    const first = ofStatement(statement).find((event) => event.name === name);
    if (!first) continue;
    if (first.isRead) return true;
    // Only what surely happens ends the search: a loop or a branch may be passed over.
    if (bodiesOf(statement).length === 0) return false;
    if (reads([statement], name)) return true;
  }
  return false;
}
