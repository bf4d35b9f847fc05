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
export interface CardDetails {
  rows: {
    added: number;
    firstReview: number | null;
    latestReview: number | null;
    due: { kind: string; text: string } | null;
    intervalDays: number | null;
    ease: number | null;
    reviews: number;
    lapses: number;
    averageSeconds: number;
    totalSeconds: number;
    position: number | null;
    notetype: string;
    template: string;
    deck: string;
    preset: string;
    memory: { stability: number; difficulty: number; retrievability: number } | null;
    cardId: number;
    noteId: number;
  };
  log: {
    time: number;
    kind: string;
    button: number;
    intervalSeconds: number;
    ease: number;
    takenSeconds: number;
  }[];
}
export type SettingValue = unknown;
export type ServerSettings = Schemas["serverSettingsResult"];
export interface SearchNode {
  name: string;
  query: string;
}

interface Action<Params, Result> {
  params: Params;
  result: Result;
}
type None = Record<string, never>;
/** The actions by their names. */
export interface PendingActions {
  cardDetails: Action<{ card: number }, CardDetails>;
  sidebarTree: Action<None, { saved: SearchNode[] }>;
  sync: Action<None, null>;
}
