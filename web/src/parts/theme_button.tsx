// Light or dark: as the system has it, until somebody wants it otherwise.

import { useEffect, useState } from "preact/hooks";

type Theme = "system" | "light" | "dark";
const NEXT: Record<Theme, Theme> = { system: "light", light: "dark", dark: "system" };
const KEY = "dataflint.theme";

// A page from a file may have no storage.
function remembered(): Theme {
  try {
    const theme = localStorage.getItem(KEY);
    return theme === "light" || theme === "dark" ? theme : "system";
  } catch {
    return "system";
  }
}

function remember(theme: Theme) {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Then it holds for now.
  }
}

export function ThemeButton() {
  const [theme, setTheme] = useState<Theme>(remembered);
  useEffect(() => {
    if (theme === "system") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = theme;
    remember(theme);
  }, [theme]);
  return (
    <button type="button" data-theme-button title="light, dark, or as the system has it (t)"
      onClick={() => setTheme((now) => NEXT[now])}>
      {theme === "system" ? "◐ as system" : theme === "light" ? "☀ light" : "☾ dark"}
    </button>
  );
}
