import type { SchemaElement } from "hyparquet";
import { SummnbError } from "../../errors.js";
import { isRow } from "../row.js";

/** Kinds of values, and how Parquet writes each. Timestamps are counted in milliseconds. */
const scalars = {
  text: { type: "BYTE_ARRAY", converted_type: "UTF8" },
  boolean: { type: "BOOLEAN" },
  integer: { type: "INT64" },
  number: { type: "DOUBLE" },
  date: { type: "INT64", converted_type: "TIMESTAMP_MILLIS" },
  bytes: { type: "BYTE_ARRAY" },
} as const satisfies Record<string, Omit<SchemaElement, "name">>;

type Kind = keyof typeof scalars | "list" | "object";

/** The type of a column, of a list's elements or of an object's field, found from all its values. */
export class ColumnType {
  private kind: Kind | undefined;
  private element: ColumnType | undefined;
  private readonly fields = new Map<string, ColumnType>();

  constructor(
    readonly name: string,
    /** The data set or the value around this one, for messages. */
    private readonly label: string,
  ) {}

  /** Takes the value of row `index` into account. */
  add(value: unknown, index: number): void {
    if (value === null || value === undefined) return;
    const kind = kindOf(value);
    if (kind === undefined || !this.accepts(kind))
      throw new SummnbError(
        `Row ${index} has in column "${this.name}" of ${this.label} a value of another kind (${kind ?? typeof value}) than the rows before (${this.kind ?? "none"}), and a Parquet column has one: make them alike with map.`,
      );
    if (kind === "list")
      for (const inner of value as Iterable<unknown>) {
        this.element ??= new ColumnType("element", `the lists of column "${this.name}" of ${this.label}`);
        this.element.add(inner, index);
      }
    if (kind === "object")
      for (const [name, inner] of Object.entries(value)) this.field(name).add(inner, index);
  }

  /** The nodes of Parquet's schema; a column without values is one of texts. */
  schema(): SchemaElement[] {
    const node = { name: this.name, repetition_type: "OPTIONAL" } as const;
    if (this.kind === "list")
      return [
        { ...node, converted_type: "LIST", num_children: 1 },
        { name: "list", repetition_type: "REPEATED", num_children: 1 },
        ...(this.element ?? new ColumnType("element", this.label)).schema(),
      ];
    if (this.kind === "object")
      return [
        { ...node, num_children: this.fields.size },
        ...[...this.fields.values()].flatMap((field) => field.schema()),
      ];
    return [{ ...node, ...scalars[this.kind ?? "text"] }];
  }

  /** A value as the writer takes it for this type. */
  value(value: unknown): unknown {
    if (value === null || value === undefined) return null;
    switch (this.kind) {
      case "integer":
        return BigInt(value as number | bigint);
      case "number":
        return Number(value);
      case "list":
        return Array.from(value as Iterable<unknown>, (inner) => this.element?.value(inner));
      case "object":
        return Object.fromEntries(
          [...this.fields.values()].map((field) => [
            field.name,
            field.value((value as Record<string, unknown>)[field.name]),
          ]),
        );
      default:
        return value;
    }
  }

  /** Integers and other numbers make a column of numbers. */
  private accepts(kind: Kind): boolean {
    const both = [this.kind, kind];
    if (both.includes("integer") && both.includes("number")) this.kind = "number";
    else this.kind ??= kind;
    return this.kind === kind || (this.kind === "number" && kind === "integer");
  }

  private field(name: string): ColumnType {
    const field =
      this.fields.get(name) ?? new ColumnType(name, `the objects of column "${this.name}" of ${this.label}`);
    this.fields.set(name, field);
    return field;
  }
}

function kindOf(value: unknown): Kind | undefined {
  if (typeof value === "string") return "text";
  if (typeof value === "boolean") return "boolean";
  if (typeof value === "bigint") return "integer";
  if (typeof value === "number")
    return Number.isSafeInteger(value) && !Object.is(value, -0) ? "integer" : "number";
  if (value instanceof Date) return "date";
  if (value instanceof Uint8Array) return "bytes";
  if (Array.isArray(value) || (ArrayBuffer.isView(value) && "length" in value)) return "list";
  return isRow(value) && Object.keys(value).length > 0 ? "object" : undefined;
}
