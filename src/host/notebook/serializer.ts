import * as vscode from "vscode";
export class SummnbSerializer implements vscode.NotebookSerializer {
  deserializeNotebook(content: Uint8Array): vscode.NotebookData {
    const json = JSON.parse(Buffer.from(content).toString("utf8") || '{"cells":[]}') as {
      cells: { id: string; cell_type: string; source: string[] }[];
    };
    return new vscode.NotebookData(
      json.cells.map((cell) => {
        const data = new vscode.NotebookCellData(
          cell.cell_type === "code" ? 2 : 1,
          [cell.source].flat().join(""),
          cell.cell_type === "code" ? "typescript" : "markdown",
        );
        data.metadata = { id: cell.id };
        return data;
      }),
    );
  }
  serializeNotebook(data: vscode.NotebookData): Uint8Array {
    return Buffer.from(JSON.stringify(data));
  }
}
