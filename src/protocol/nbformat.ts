/**
 * The parts of nbformat 4.5 that summnb reads, writes and sends between processes.
 * Source: https://nbformat.readthedocs.io/en/latest/format_description.html
 */

/** Text as nbformat stores it: one string, or a list of lines that keep their line ends. */
export type MultilineString = string | string[];

/** MIME type to value: JSON types hold a value, all others hold text (or base64 for images). */
export type MimeBundle = Record<string, unknown>;

export interface StreamOutput {
  output_type: "stream";
  name: "stdout" | "stderr";
  text: MultilineString;
}

export interface DisplayDataOutput {
  output_type: "display_data";
  data: MimeBundle;
  metadata: Record<string, unknown>;
}

export interface ExecuteResultOutput {
  output_type: "execute_result";
  execution_count: number | null;
  data: MimeBundle;
  metadata: Record<string, unknown>;
}

export interface ErrorOutput {
  output_type: "error";
  ename: string;
  evalue: string;
  /** Stack lines, outermost text first; already mapped to the cell's own lines. */
  traceback: string[];
}

export type NotebookOutput = StreamOutput | DisplayDataOutput | ExecuteResultOutput | ErrorOutput;
