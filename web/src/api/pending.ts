/** The contract of actions that are not in the server's document yet. */
import type { components } from "./schema";

type Schemas = components["schemas"];

export interface Counts {
  new: number;
  learning: number;
  review: number;
}
export interface DeckName {
  id: number;
  name: string;
}
export interface DeckRow {
  id: number;
  name: string;
  level: number;
  parent: number | null;
  folded: boolean;
  filtered: boolean;
  counts: Counts;
  total: number;
}
export interface StudiedToday {
  cards: number;
  seconds: number;
}
export interface DeckTree {
  decks: DeckRow[];
  studiedToday: StudiedToday;
  current: number;
}
export interface Finished {
  deck: DeckName;
  studiedToday: StudiedToday;
  nextLearningSeconds: number | null;
  buriedByScheduler: boolean;
  buriedByUser: boolean;
  newLimited: boolean;
  reviewLimited: boolean;
}
export interface DeckOverview {
  id: number;
  name: string;
  description: string;
  filtered: boolean;
  counts: Counts;
  week: { day: number; due: number }[];
  finished: Finished | null;
}
export type Side = "question" | "answer";
export type MainPlace = Schemas["MainShown"];
export type Screen = Schemas["screenStateResult"];
export type Sound =
  { kind: "file"; name: string } | { kind: "speech"; text: string; lang: string; voices: string[]; speed: number };
export interface TypeAnswer {
  field: string;
  expected: string;
  font: string;
  sizePx: number;
  combining: boolean;
}
export interface AnswerButton {
  ease: number;
  label: "again" | "hard" | "good" | "easy";
  interval: string;
}
export interface ReviewCard {
  turn: number;
  side: Side;
  deck: DeckName;
  card: {
    id: number;
    note: number;
    deckId: number;
    deckName: string;
    notetypeName: string;
    template: string;
    ord: number;
    flag: number;
    marked: boolean;
  };
  counts: Counts & { current: keyof Counts };
  question: string;
  answer: string;
  css: string;
  bodyClasses: string;
  questionSounds: Sound[];
  answerSounds: Sound[];
  autoplay: boolean;
  replayQuestionOnAnswer: boolean;
  typeAnswer: TypeAnswer | null;
  buttons: AnswerButton[];
  showTimer: boolean;
  maxAnswerSeconds: number;
  elapsedMillis: number;
}
export interface Answered {
  counted: boolean;
  card: ReviewCard | null;
  finished: Finished | null;
  leech?: boolean;
}
export interface UndoStatus {
  undo: string | null;
  redo: string | null;
}
export interface ActivityRow {
  number: number;
  time: number;
  client: string;
  origin: string | null;
  page: boolean;
  action: string;
  writes: boolean;
  changed: { label: string; notes: number; cards: number } | null;
  summary: string | null;
  noteIds: number[];
  millis: number;
  error: string | null;
  undoable: boolean;
}
export interface Prompt {
  origin: string;
  secondsLeft: number;
  secondsTotal: number;
}
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
export type SettingValue = string | number | boolean | string[] | null;
export interface ServerSettings {
  address: string;
  path: string;
  values: Record<string, SettingValue>;
  live: string[];
  fixed: string[];
}
export interface SearchNode {
  name: string;
  query: string;
}

interface Action<Params, Result> {
  params: Params;
  result: Result;
}
type None = Record<string, never>;
type Turn = { turn: number };
type Scope = Turn & { scope: "card" | "note" };

/** The actions by their names. */
export interface PendingActions {
  showDecks: Action<None, Screen>;
  showOverview: Action<{ deck: number }, Screen>;
  studyDeck: Action<{ deck: number }, Screen>;
  reviewCard: Action<None, ReviewCard | null>;
  reviewShowAnswer: Action<Turn, ReviewCard>;
  reviewAnswer: Action<Turn & { ease: number; takenMillis?: number }, Answered>;
  reviewBury: Action<Scope, Answered>;
  reviewSuspend: Action<Scope, Answered>;
  reviewFlag: Action<Turn & { flag: number }, ReviewCard>;
  reviewMark: Action<Turn, ReviewCard>;
  reviewReplay: Action<Turn, null>;
  undo: Action<None, UndoStatus & { done: string | null }>;
  redo: Action<None, UndoStatus & { done: string | null }>;
  showBrowser: Action<{ query?: string }, Screen>;
  showAdd: Action<{ deck?: number; notetype?: number }, Screen>;
  showEdit: Action<{ note: number }, Screen>;
  deckTree: Action<None, DeckTree>;
  setDeckFolded: Action<{ deck: number; folded: boolean }, null>;
  renameDeck: Action<{ deck: number; name: string }, null>;
  moveDecks: Action<{ decks: number[]; under: number | null }, null>;
  deckOverview: Action<{ deck: number }, DeckOverview>;
  cardDetails: Action<{ card: number }, CardDetails>;
  sidebarTree: Action<None, { saved: SearchNode[] }>;
  permissionPrompts: Action<None, Prompt[]>;
  answerPermissionPrompt: Action<{ origin: string; decision: "allow" | "deny" | "ignore" }, null>;
  activity: Action<{ before?: number; limit?: number }, ActivityRow[]>;
  serverSettings: Action<None, ServerSettings>;
  changeServerSetting: Action<{ name: string; value: SettingValue }, ServerSettings>;
  showApiKey: Action<None, { apiKey: string | null }>;
  getCollectionStatsHTML: Action<{ wholeCollection: boolean }, string>;
  sync: Action<None, null>;
}
