/** The contract of actions that are not in the server's document yet. */
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Counts = Schemas["DeckCountsShown"];
export type DeckName = Schemas["DeckShown"];
export type DeckRow = Schemas["TreeDeck"];
export type StudiedToday = Schemas["StudiedToday"];
export type DeckTree = Schemas["deckTreeResult"];
export type Finished = Schemas["Finished"];
export type DeckOverview = Schemas["deckOverviewResult"];
export type Side = "question" | "answer";
export type MainPlace = Schemas["MainShown"];
export type Screen = Schemas["screenStateResult"];
export type Sound = Schemas["Sound"];
export type TypeAnswer = Schemas["TypeAnswer"];
export type AnswerButton = Schemas["Button"];
export type ReviewCard = Schemas["ReviewCard"];
export type Answered = Schemas["reviewAnswerResult"];
export type UndoStatus = Schemas["undoStatusResult"];
export type ActivityRow = Schemas["ActivityRow"];
export type Prompt = Schemas["Prompt"];
export type CardDetails = Schemas["cardDetailsResult"];
export type NoteForm = Schemas["noteFormResult"];
export type FormField = NoteForm["fields"][number];
export type Completions = Schemas["completeSearchResult"];
export type SeenCard = Schemas["previewNoteResult"][number];
export type SidebarTree = Schemas["sidebarTreeResult"];
export type SettingValue = unknown;
export type ServerSettings = Schemas["serverSettingsResult"];
export type SearchNode = Schemas["NamedSearch"];

interface Action<Params, Result> {
  params: Params;
  result: Result;
}
type None = Record<string, never>;
/** The actions by their names. */
export interface PendingActions {
  sync: Action<None, null>;
}
