/** Messages between the "Train LoRA" form in a webview and the extension host. */

/** What the form asks for. Numbers are numbers already: the form checks them before it sends them. */
export interface TrainLoraValues {
  /** Folder of a model, or a Hub id such as google/flan-t5-base. */
  model: string;
  /** Data file or folder, or a Hub id such as knkarthick/dialogsum. */
  data: string;
  documentColumn: string;
  summaryColumn: string;
  /** Rank of the LoRA matrices. */
  r: number;
  loraAlpha: number;
  /** In [0, 1). */
  loraDropout: number;
  /** Endings of module names, such as q and v. */
  targetModules: string[];
  learningRate: number;
  maxSteps: number;
  /** Rows of one update on one device. */
  perDeviceTrainBatchSize: number;
}

export type TrainLoraField = keyof TrainLoraValues;

/** Something to offer in a field: `value` goes into the form, `label` is what the user reads. */
export interface PanelChoice {
  value: string;
  label: string;
}

/** Host to panel, after the panel said `ready`: what the fields hold at first and what they offer. */
export interface PanelInitMessage {
  type: "init";
  defaults: TrainLoraValues;
  models: PanelChoice[];
  datasets: PanelChoice[];
}

/** Host to panel: the user chose a file or folder for this field. */
export interface PanelBrowsedMessage {
  type: "browsed";
  field: "model" | "data";
  value: string;
}

/** Host to panel: this field's value was refused; `message` is one sentence shown beside the field. */
export interface PanelInvalidMessage {
  type: "invalid";
  field: TrainLoraField;
  message: string;
}

export type HostToPanel = PanelInitMessage | PanelBrowsedMessage | PanelInvalidMessage;

/** Panel to host. `ready` is sent once the form listens; the host answers with `init`. */
export type PanelToHost =
  | { type: "ready" }
  | { type: "create"; values: TrainLoraValues }
  | { type: "browse"; field: "model" | "data" }
  | { type: "cancel" };
