import { createHash, timingSafeEqual } from "node:crypto";
import type { Socket } from "node:net";
import {
  createMessageConnection,
  type MessageConnection,
  ResponseError,
  SocketMessageReader,
  SocketMessageWriter,
} from "vscode-jsonrpc/node";
import {
  type ExecuteParams,
  type ExecuteResult,
  type InitializeParams,
  type InspectParams,
  type InspectResult,
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

/** What a client may ask for once it has shown the token. */
export interface ClientHandlers {
  /** Sends the events after `replayAfter` and counts the client as connected. */
  initialize(client: Client, replayAfter: number): KernelInfo;
  execute(params: ExecuteParams): Promise<ExecuteResult>;
  interrupt(): Promise<void>;
  inspect(params: InspectParams): Promise<InspectResult>;
  /** Null when the main thread is busy, or when there is no such variable. */
  variables(params: VariablesParams): Promise<VariableInfo[] | null>;
  statistics(params: InspectParams): Promise<TensorStatistics | null>;
  status(): KernelStatus;
  shutdown(): void;
  closed(client: Client): void;
}

/** JSON-RPC codes of refusals. */
const refused = -32001;
const wrongVersion = -32002;
/** A connection that does not show its token in this time is closed, in milliseconds. */
const initializeTime = 10_000;

/** One connection to the kernel's socket. */
export class Client {
  private readonly rpc: MessageConnection;
  private initialized = false;

  constructor(
    private readonly socket: Socket,
    private readonly token: string,
    private readonly handlers: ClientHandlers,
  ) {
    this.rpc = createMessageConnection(new SocketMessageReader(socket), new SocketMessageWriter(socket));
    const timer = setTimeout(() => !this.initialized && socket.destroy(), initializeTime);
    this.rpc.onClose(() => {
      clearTimeout(timer);
      this.rpc.dispose();
      handlers.closed(this);
    });
    this.rpc.onError(() => socket.destroy());
    this.rpc.onRequest(methods.initialize, (params: InitializeParams) => this.initialize(params));
    this.answer(methods.execute, (params: ExecuteParams) => handlers.execute(params));
    this.answer(methods.interrupt, () => handlers.interrupt());
    this.answer(methods.inspect, (params: InspectParams) => handlers.inspect(params));
    this.answer(methods.variables, (params: VariablesParams) => handlers.variables(params ?? {}));
    this.answer(methods.statistics, (params: InspectParams) => handlers.statistics(params));
    this.answer(methods.status, () => handlers.status());
    this.answer(methods.shutdown, () => handlers.shutdown());
    this.rpc.listen();
  }

  send(event: KernelEvent): void {
    // A socket that is about to close is no fault: the client will ask for what it missed.
    this.rpc.sendNotification(methods.event, event).catch(() => {});
  }

  /** Settles when it has gone out. */
  tellEnding(ending: KernelEnding): Promise<void> {
    return this.rpc.sendNotification(methods.ending, ending).catch(() => {});
  }

  /** The events before the answer: when it arrives, the client has seen all that it counts. */
  private initialize(params: InitializeParams): KernelInfo {
    if (!sameToken(params?.token, this.token)) throw this.refuse(refused, "The token is wrong.");
    if (params.protocolVersion !== protocolVersion)
      throw this.refuse(
        wrongVersion,
        `This kernel speaks version ${protocolVersion} of the protocol, not ${params.protocolVersion}; restart it.`,
      );
    this.initialized = true;
    return this.handlers.initialize(this, params.replayAfter ?? 0);
  }

  private answer<P>(method: string, handler: (params: P) => unknown): void {
    this.rpc.onRequest(method, (params: P) => {
      if (!this.initialized)
        throw this.refuse(refused, "The first request must be “initialize” with the token.");
      return handler(params);
    });
  }

  /** The answer still goes out, then the connection ends. */
  private refuse(code: number, message: string): ResponseError<void> {
    setTimeout(() => this.socket.destroy(), 100);
    return new ResponseError(code, message);
  }
}

/** In a time that does not depend on how much of the token is right. */
function sameToken(shown: unknown, token: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return typeof shown === "string" && timingSafeEqual(digest(shown), digest(token));
}
