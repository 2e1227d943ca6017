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
  type KernelEvent,
  type KernelInfo,
  type KernelStatus,
  methods,
  protocolVersion,
} from "../../protocol/index.js";

export class KernelConnection {
  private constructor(
    private readonly rpc: MessageConnection,
    readonly info: KernelInfo,
  ) {}

  /**
   * Connects and shows the token. `onEvent` gets every event after number `replayAfter`, the old ones
   * first; `onClose` is called once, when the socket closes for whatever reason.
   */
  static async open(
    file: KernelConnectionFile,
    replayAfter: number,
    onEvent: (event: KernelEvent) => void,
    onClose: () => void,
  ): Promise<KernelConnection> {
    const socket = await connect(file.address);
    const rpc = createMessageConnection(new SocketMessageReader(socket), new SocketMessageWriter(socket));
    rpc.onNotification(methods.event, onEvent);
    rpc.onClose(() => {
      // Disposing rejects what still waits for an answer; closing alone would leave it waiting for ever.
      rpc.dispose();
      onClose();
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
