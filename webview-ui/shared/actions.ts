/** What a view can do with text beside showing it: copy it, or keep it in a file. */
import { createContext } from "preact";
import { useContext } from "preact/hooks";

export interface Actions {
  save(name: string, text: string): void;
}

/** Saves through the browser's own download, where there is no host to ask. */
export const browserActions: Actions = {
  save(name, text) {
    const url = URL.createObjectURL(new Blob([text], { type: "application/octet-stream" }));
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
