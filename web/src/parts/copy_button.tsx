// Copies a text to the clipboard, and says so.

import { useEffect, useState } from "preact/hooks";

// Where the browser gives pages from files no clipboard, a selection can still be copied.
function copyBySelection(text: string): boolean {
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "off-screen";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}

async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

export function CopyButton({ text, what }: { text: string; what: string }) {
  const [said, say] = useState("");
  useEffect(() => {
    if (said === "") return;
    const timer = setTimeout(() => say(""), 2000);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = async (event: MouseEvent) => {
    const button = event.currentTarget;
    say((await copyText(text)) ? "copied" : "select and copy it");
    if (button instanceof HTMLElement) button.focus();
  };
  return (
    <>
      <button type="button" class="copy screen-only" onClick={copy} aria-label={`copy ${what}`}>
        {said === "copied" ? "copied ✓" : "copy"}
      </button>
      <span role="status" class="hidden-text">{said}</span>
    </>
  );
}
