// The keys of the page; opened with "?".

import type { RefObject } from "preact";

export interface KeyHelp {
  keys: string;
  does: string;
}

export function HelpDialog({ dialog, keys }: { dialog: RefObject<HTMLDialogElement | null>; keys: readonly KeyHelp[] }) {
  return (
    <dialog ref={dialog} aria-labelledby="help-title">
      <h2 id="help-title">keys</h2>
      <table>
        <caption class="hidden-text">keys</caption>
        <thead class="hidden-text"><tr><th scope="col">key</th><th scope="col">what it does</th></tr></thead>
        <tbody>
          {keys.map(({ keys: names, does }) => (
            <tr key={names}><th scope="row">{names.split(" ").map((name) => <kbd key={name}>{name}</kbd>)}</th><td>{does}</td></tr>
          ))}
        </tbody>
      </table>
      <form method="dialog"><button>close</button></form>
    </dialog>
  );
}
