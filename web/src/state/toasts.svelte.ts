/** Short messages at the foot of the page. */

/** A message, with an offer to do something about it. */
export interface Toast {
  id: number;
  text: string;
  kind: "info" | "error";
  offer?: { label: string; run: () => void };
  /** Whether it stands until someone takes it away: what it offers is not to be missed. */
  stays: boolean;
}

const MOST = 4;

class Toasts {
  list = $state.raw<Toast[]>([]);
  #next = 1;

  /** Shows a message for a while; its number. */
  show(text: string, { kind = "info", stays = false, offer }: Partial<Toast> = {}): number {
    const id = this.#next++;
    const toast: Toast = { id, text, kind, stays, ...(offer ? { offer } : {}) };
    this.list = [...this.list.slice(1 - MOST), toast];
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
