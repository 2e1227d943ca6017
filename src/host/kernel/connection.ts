/** The host's end of the socket to one kernel process: typed requests, and events in order. */
import net from "node:net";
import {
  createMessageConnection,
  type MessageConnection,
  SocketMessageReader,
  SocketMessageWriter,
} from "vscode-jsonrpc/node";
import {
  type ExecuteParams,
  type ExecuteResult,
  type InitializeParams,
  type InspectParams,
  type InspectResult,
  type KernelConnectionFile,
  type KernelEnding,
  type KernelEvent,
  type KernelInfo,
  type KernelStatus,
  methods,
  protocolVersion,
  type TensorStatistics,
  type VariableInfo,
  type VariablesParams,
} from "../../protocol/index.js";

export interface ConnectionHandlers {
  /** Every event after the number that was asked for, the old ones first. */
  onEvent(event: KernelEvent): void;
  /** The kernel says that it ends by itself, and why; a close follows. */
  onEnding(ending: KernelEnding): void;
  /** Called once, when the socket closes for whatever reason. */
  onClose(): void;
}

export class KernelConnection {
  private constructor(
    private readonly rpc: MessageConnection,
    readonly info: KernelInfo,
  ) {}

  /** Connects and shows the token; events after number `replayAfter` are sent again. */
  static async open(
    file: KernelConnectionFile,
    replayAfter: number,
    handlers: ConnectionHandlers,
  ): Promise<KernelConnection> {
    const socket = await connect(file.address);
    const rpc = createMessageConnection(new SocketMessageReader(socket), new SocketMessageWriter(socket));
    rpc.onNotification(methods.event, (event: KernelEvent) => handlers.onEvent(event));
    rpc.onNotification(methods.ending, (ending: KernelEnding) => handlers.onEnding(ending));
    rpc.onClose(() => {
      // Disposing rejects what still waits for an answer; closing alone would leave it waiting for ever.
      rpc.dispose();
      handlers.onClose();
    });
    // A broken pipe is followed by a close, which is what the session acts on.
    rpc.onError(() => {});
    rpc.listen();
    const params: InitializeParams = { token: file.token, protocolVersion, replayAfter };
    const info = await rpc.sendRequest<KernelInfo>(methods.initialize, params);
    return new KernelConnection(rpc, info);
  }

  /** Resolves when the cell has finished; its outputs come as events. */
  execute(params: ExecuteParams): Promise<ExecuteResult> {
    return this.rpc.sendRequest<ExecuteResult>(methods.execute, params);
  }

  interrupt(): Promise<void> {
    return this.rpc.sendRequest<void>(methods.interrupt);
  }

  inspect(params: InspectParams): Promise<InspectResult> {
    return this.rpc.sendRequest<InspectResult>(methods.inspect, params);
  }

  /** Null when the kernel is busy, or when there is no such value. */
  variables(params: VariablesParams): Promise<VariableInfo[] | null> {
    return this.rpc.sendRequest<VariableInfo[] | null>(methods.variables, params);
  }

  statistics(params: InspectParams): Promise<TensorStatistics | null> {
    return this.rpc.sendRequest<TensorStatistics | null>(methods.statistics, params);
  }

  status(): Promise<KernelStatus> {
    return this.rpc.sendRequest<KernelStatus>(methods.status);
  }

  shutdown(): Promise<void> {
    return this.rpc.sendRequest<void>(methods.shutdown);
  }

  /** Leaves the kernel running. */
  close(): void {
    this.rpc.end();
    this.rpc.dispose();
  }
}

function connect(address: string): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(address);
    socket.once("error", reject);
    socket.once("connect", () => {
      socket.removeListener("error", reject);
      resolve(socket);
    });
  });
}
