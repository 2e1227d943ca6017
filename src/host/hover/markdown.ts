/** Names and messages come from files: what Markdown would read as markup is escaped. */
export function plain(text: string): string {
  return text.replace(/[\\`*_{}[\]<>()#+\-!|~$&]/g, "\\$&").replace(/\s+/g, " ");
}

/** Code, whatever backticks it has. */
export function codeText(text: string): string {
  return `\`${text.replaceAll("`", "'").replace(/\s+/g, " ")}\``;
}

/** A link to a command with its argument. */
export function commandLink(label: string, command: string, argument: unknown): string {
  return `[${label}](command:${command}?${encodeURIComponent(JSON.stringify([argument]))})`;
}
