/**
 * Every text that the page shows, in one place for translation: a file for each part of the page in `texts/`.
 * Server errors come in the server's words.
 */
import { activityTexts } from "./texts/activity";
import { browseTexts } from "./texts/browse";
import { decksTexts } from "./texts/decks";
import { editorTexts } from "./texts/editor";
import { notetypesTexts } from "./texts/notetypes";
import { optionsTexts } from "./texts/options";
import { reviewTexts } from "./texts/review";
import { settingsTexts } from "./texts/settings";
import { shellTexts } from "./texts/shell";
import { sidebarTexts } from "./texts/sidebar";
import { statsTexts } from "./texts/stats";
import { transferTexts } from "./texts/transfer";
import { cards, notes } from "./texts/words";

export const texts = {
  name: "ankid",
  cards,
  notes,
  ...shellTexts,
  ...decksTexts,
  ...reviewTexts,
  ...browseTexts,
  ...sidebarTexts,
  ...editorTexts,
  ...transferTexts,
  ...activityTexts,
  ...settingsTexts,
  ...statsTexts,
  ...notetypesTexts,
  ...optionsTexts,
} as const;
