/** A number that counts in place of the preset's. */
export interface Own {
  kind: "deck" | "today";
  value: number | null;
  saved: number | null;
  set: (value: number | null) => void;
}
