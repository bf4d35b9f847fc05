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

  /** Shows a message for a while; its number. */
  show(text: string, rest: { kind?: Toast["kind"]; offer?: Toast["offer"] } = {}): number {
    const id = this.#next++;
    const toast: Toast = { id, text, kind: rest.kind ?? "info", ...(rest.offer ? { offer: rest.offer } : {}) };
    this.list = [...this.list.slice(1 - MOST), toast];
    setTimeout(() => this.dismiss(id), toast.kind === "error" ? SHOWN_MILLIS * 2 : SHOWN_MILLIS);
    return id;
  }

  /** Takes the offer of a message back, if it is shown still. */
  withdraw(id: number): void {
    this.list = this.list.map(({ offer, ...toast }) => (toast.id === id || !offer ? toast : { ...toast, offer }));
  }

  dismiss(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id);
  }
}

export const toasts = new Toasts();
