import type { AnyNode, Function as FunctionNode } from "acorn";
import { bind, type Calls, evaluate } from "./expressions.js";
import { type Made, Scope, unknown, type Value } from "./values.js";

/** Calls inside calls that are followed; recursion has no end that could be known. */
const deepest = 12;

/** Reads cells as if they ran: each statement once, both sides of a branch, a loop's body once. */
export class Interpreter implements Calls {
  /** Calls of the library and of methods, in the order in which they would be made. */
  readonly calls: Made[] = [];
  readonly #notebook = new Scope();
  #cell = 0;
  #depth = 0;
  #returned: Value | undefined;

  readCell(statements: readonly AnyNode[], cell: number): void {
    this.#cell = cell;
    this.#block(statements, this.#notebook);
  }

  call(callee: Value, receiver: Value | undefined, name: string, args: Value[]): Value {
    if (callee.kind === "function") return this.#invoke(callee.node, callee.scope, args);
    if (receiver?.kind === "list" && name === "push") receiver.items.push(...args);
    // What a callback does is done too, with what is known of its arguments.
    const each: Value = receiver ? { kind: "part", of: receiver, name: "?" } : unknown;
    const returned = args.map((arg) =>
      arg.kind === "function" ? this.#invoke(arg.node, arg.scope, [each]) : undefined,
    );
    const by = receiver ? `${receiver.kind === "imported" ? receiver.name : ""}.${name}` : name;
    const made: Made = {
      kind: "made",
      by,
      ...(receiver ? { receiver } : {}),
      args,
      returned,
      cell: this.#cell,
    };
    this.calls.push(made);
    return made;
  }

  #invoke({ params, body, expression }: FunctionNode, outer: Scope, args: readonly Value[]): Value {
    if (this.#depth >= deepest) return unknown;
    const scope = new Scope(outer);
    for (const [index, param] of params.entries())
      bind(param, args[index] ?? unknown, (name, value) => scope.declare(name, value));
    const before = this.#returned;
    this.#depth++;
    this.#returned = undefined;
    if (expression) this.#returned = evaluate(body as AnyNode, scope, this);
    else this.#statement(body as AnyNode, scope);
    const result = this.#returned ?? unknown;
    this.#returned = before;
    this.#depth--;
    return result;
  }

  #block(statements: readonly AnyNode[], scope: Scope): void {
    for (const statement of statements)
      if (statement.type === "FunctionDeclaration" && statement.id)
        scope.declare(statement.id.name, { kind: "function", node: statement, scope });
    for (const statement of statements) this.#statement(statement, scope);
  }

  #statement(node: AnyNode, scope: Scope): void {
    const inner = () => new Scope(scope);
    switch (node.type) {
      case "ImportDeclaration":
        for (const { local, ...specifier } of node.specifiers)
          if (specifier.type === "ImportSpecifier" && specifier.imported.type === "Identifier")
            scope.declare(local.name, { kind: "imported", name: specifier.imported.name });
        break;
      case "ExportNamedDeclaration":
        if (node.declaration) this.#block([node.declaration], scope);
        break;
      case "VariableDeclaration":
        for (const { id, init } of node.declarations)
          bind(id, init ? evaluate(init, scope, this) : unknown, (name, value) => scope.declare(name, value));
        break;
      case "ExpressionStatement":
        evaluate(node.expression, scope, this);
        break;
      case "ReturnStatement":
        this.#returned ??= node.argument ? evaluate(node.argument, scope, this) : unknown;
        break;
      case "BlockStatement":
        this.#block(node.body, inner());
        break;
      case "IfStatement":
        evaluate(node.test, scope, this);
        this.#statement(node.consequent, inner());
        if (node.alternate) this.#statement(node.alternate, inner());
        break;
      case "ForOfStatement":
      case "ForInStatement":
        this.#loop(node.left, node.right, node.body, inner());
        break;
      case "ForStatement":
      case "WhileStatement":
      case "DoWhileStatement":
        this.#statement(node.body, inner());
        break;
      case "TryStatement":
        this.#statement(node.block, inner());
        if (node.finalizer) this.#statement(node.finalizer, inner());
        break;
    }
  }

  #loop(left: AnyNode, right: AnyNode, body: AnyNode, scope: Scope): void {
    const item: Value = { kind: "part", of: evaluate(right, scope, this), name: "?" };
    if (left.type === "VariableDeclaration")
      bind(left.declarations[0]!.id, item, (name, value) => scope.declare(name, value));
    this.#statement(body, scope);
  }
}
