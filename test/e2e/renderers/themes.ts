/** The variables of VS Code's own themes that the renderers read, as the notebook's webview has them. */

export type ThemeName = "light" | "dark" | "highContrast" | "highContrastLight";

const font = { "font-family": 'system-ui, "DejaVu Sans", sans-serif', "font-size": "13px" };

export const themes: Record<ThemeName, { kind: string; variables: Record<string, string> }> = {
  light: {
    kind: "vscode-light",
    variables: {
      ...font,
      "editor-foreground": "#3b3b3b",
      "editor-background": "#ffffff",
      descriptionForeground: "#3b3b3b",
      focusBorder: "#005fb8",
      "textLink-foreground": "#005fb8",
      "input-background": "#ffffff",
      "input-border": "#cecece",
      "input-foreground": "#3b3b3b",
      "input-placeholderForeground": "#767676",
    },
  },
  dark: {
    kind: "vscode-dark",
    variables: {
      ...font,
      "editor-foreground": "#cccccc",
      "editor-background": "#1f1f1f",
      descriptionForeground: "#9d9d9d",
      focusBorder: "#0078d4",
      "textLink-foreground": "#4daafc",
      "input-background": "#313131",
      "input-border": "#3c3c3c",
      "input-foreground": "#cccccc",
      "input-placeholderForeground": "#989898",
    },
  },
  highContrast: {
    kind: "vscode-high-contrast",
    variables: {
      ...font,
      "editor-foreground": "#ffffff",
      "editor-background": "#000000",
      descriptionForeground: "rgba(255, 255, 255, 0.7)",
      contrastBorder: "#6fc3df",
      focusBorder: "#f38518",
      "textLink-foreground": "#21a6ff",
      "input-background": "#000000",
      "input-border": "#6fc3df",
      "input-foreground": "#ffffff",
    },
  },
  highContrastLight: {
    kind: "vscode-high-contrast-light",
    variables: {
      ...font,
      "editor-foreground": "#292929",
      "editor-background": "#ffffff",
      descriptionForeground: "rgba(41, 41, 41, 0.7)",
      contrastBorder: "#0f4a85",
      focusBorder: "#006bbd",
      "textLink-foreground": "#0f4a85",
      "input-background": "#ffffff",
      "input-border": "#0f4a85",
      "input-foreground": "#292929",
    },
  },
};
