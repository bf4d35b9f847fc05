/**
 * What the page and the card frame say to each other, over a port that no script of a card can reach.
 * The frame's origin is opaque: it sees nothing of the page.
 */

/** One side of a card. */
export interface ShownSide {
  type: "show";
  /** Grows with every side that is shown: what is typed and pressed in the frame names the side that it means. */
  number: number;
  html: string;
  css: string;
  bodyClasses: string;
  isNight: boolean;
  /** The folder that relative addresses of media start at. */
  mediaUrl: string;
  side: "question" | "answer";
  /** Whether a field for a typed answer takes the focus. */
  focusTyping: boolean;
}

/** From the page to the frame. */
export type ToFrame = ShownSide | { type: "night"; isNight: boolean };

/** From the frame to the page. */
export type FromFrame =
  | { type: "shown" }
  | { type: "typed"; number: number; text: string }
  | { type: "key"; key: string; ctrlKey: boolean; metaKey: boolean; altKey: boolean; shiftKey: boolean }
  | { type: "play"; number: number; side: "question" | "answer"; index: number }
  | { type: "link"; url: string };
