/**
 * The system's word for what cut a connection, such as ECONNRESET or "other side closed"; `fetch` itself only says
 * that it failed.
 */
export function causeOf(error: unknown): string {
  const { name, message, cause } = error as {
    name?: string;
    message?: string;
    cause?: { code?: string; message?: string };
  };
  if (name === "TimeoutError") return "no answer in time";
  // The HTTP client's own codes say less than its messages.
  const isSystems = cause?.code !== undefined && !cause.code.startsWith("UND_");
  return (isSystems ? cause.code : cause?.message) ?? message ?? String(error);
}
