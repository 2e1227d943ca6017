/** What a view can do beside showing: copy text, or keep text or a picture in a file. */
import { createContext } from "preact";
import { useContext } from "preact/hooks";

export interface Actions {
  /** `text` is base64 where the encoding says so. */
  save(name: string, text: string, encoding?: "utf8" | "base64"): void;
}

/** Saves through the browser's own download, where there is no host to ask. */
export const browserActions: Actions = {
  save(name, text, encoding = "utf8") {
    const content = encoding === "base64" ? Uint8Array.from(atob(text), (byte) => byte.charCodeAt(0)) : text;
    const url = URL.createObjectURL(new Blob([content], { type: "application/octet-stream" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = name;
    link.click();
    URL.revokeObjectURL(url);
  },
};

export const ActionsContext = createContext<Actions>(browserActions);

export function useActions(): Actions {
  return useContext(ActionsContext);
}

/** Puts text on the clipboard; false where the page may not. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
