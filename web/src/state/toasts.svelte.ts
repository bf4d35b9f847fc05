/** Short messages at the foot of the page. */

/** A message, with an offer to do something about it. */
export interface Toast {
  id: number;
  text: string;
  kind: "info" | "error";
  offer?: { label: string; run: () => void };
}

const SHOWN_MILLIS = 6000;
const MOST = 4;

class Toasts {
  list = $state.raw<Toast[]>([]);
  #next = 1;

  show(text: string, rest: { kind?: Toast["kind"]; offer?: Toast["offer"] } = {}): void {
    const id = this.#next++;
    const toast: Toast = { id, text, kind: rest.kind ?? "info", ...(rest.offer ? { offer: rest.offer } : {}) };
    this.list = [...this.list.slice(1 - MOST), toast];
    setTimeout(() => this.dismiss(id), toast.kind === "error" ? SHOWN_MILLIS * 2 : SHOWN_MILLIS);
  }

  dismiss(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id);
  }
}

export const toasts = new Toasts();
