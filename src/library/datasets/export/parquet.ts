import { mkdir } from "node:fs/promises";
import path from "node:path";
import { throwIfInterrupted } from "../../interrupt.js";
import type { RowStore } from "../store/index.js";
import { ColumnType } from "./columnType.js";

/** As many as Hugging Face writes, so that a reader needs little memory. */
const rowsAtOnce = 1000;

/** Parquet with Snappy, a group of rows at a time: the rows are read once for their types and once to write. */
export async function writeParquet(rows: RowStore, label: string, file: string): Promise<void> {
  const { ParquetWriter, fileWriter } = await import("hyparquet-writer");
  const types = rows.features.map((name) => new ColumnType(name, label));
  for (let index = 0; index < rows.length; index++) {
    if (index % rowsAtOnce === 0) throwIfInterrupted();
    const row = rows.row(index);
    for (const type of types) type.add(row[type.name], index);
  }
  const schema = [{ name: "root", num_children: types.length }, ...types.flatMap((type) => type.schema())];
  await mkdir(path.dirname(path.resolve(file)), { recursive: true });
  const writer = new ParquetWriter({ writer: fileWriter(file), schema });
  for (let start = 0; start < rows.length; start += rowsAtOnce) {
    throwIfInterrupted();
    const count = Math.min(rowsAtOnce, rows.length - start);
    const group = Array.from({ length: count }, (_, index) => rows.row(start + index));
    const columnData = types.map((type) => ({
      name: type.name,
      data: group.map((row) => type.value(row[type.name])),
    }));
    writer.write({ columnData, rowGroupSize: rowsAtOnce });
  }
  writer.finish();
}
