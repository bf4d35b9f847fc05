/** Answers of a small collection, for the mock. */
import type { ActivityRow, DeckRow, Finished, ReviewCard, Screen } from "../src/api/pending.ts";
import type { Handlers } from "./mock.ts";

function deck(id: number, name: string, parent: number | null, counts: number[], total: number): DeckRow {
  const [fresh = 0, learning = 0, review = 0] = counts;
  const level = name.split("::").length;
  return { id, name, level, parent, folded: false, filtered: false, counts: { new: fresh, learning, review }, total };
}

const decks: DeckRow[] = [
  deck(1, "Default", null, [0, 0, 0], 0),
  deck(2, "French", null, [12, 3, 41], 1830),
  deck(7, "Japanese", null, [20, 8, 132], 9120),
  deck(8, "Japanese::Kanji", 7, [10, 2, 64], 2136),
  deck(9, "Japanese::Kanji::N5", 8, [10, 2, 14], 80),
  deck(10, "Japanese::Mining", 7, [10, 6, 68], 4801),
  deck(11, "Medicine", null, [0, 1, 9], 12044),
  { ...deck(12, "Medicine::Cram: cardiology before the examination in spring", 11, [0, 0, 24], 24), filtered: true },
  deck(13, "A deck with a name so long that it cannot stand in one line of a telephone", null, [0, 0, 0], 3),
];

const screen: Screen = {
  revision: 1,
  front: "main",
  raised: 1,
  main: { place: "decks" },
  browser: null,
  add: null,
  edit: null,
  import: null,
};

export const finished: Finished = {
  deck: { id: 2, name: "French" },
  studiedToday: { cards: 61, seconds: 512 },
  nextLearningSeconds: 540,
  buriedByScheduler: true,
  buriedByUser: false,
  newLimited: true,
  reviewLimited: false,
};

/** A card to review, with what differs from the usual. */
export function card(turn: number, rest: Partial<ReviewCard> = {}): ReviewCard {
  return {
    turn,
    side: "question",
    deck: { id: 7, name: "Japanese" },
    card: {
      id: 100 + turn,
      note: 200 + turn,
      deckId: 10,
      deckName: "Japanese::Mining",
      notetypeName: "Basic",
      template: "Card 1",
      ord: 0,
      flag: 0,
      marked: false,
    },
    counts: { new: 20, learning: 8, review: 132, current: "review" },
    question: `<div class="front">問題 ${turn}</div>`,
    answer: `<div class="front">問題 ${turn}</div><hr id=answer><div>answer ${turn}</div>`,
    css: ".card { font-family: arial; font-size: 20px; text-align: center; color: black; background-color: white; }",
    bodyClasses: "card card1",
    questionSounds: [],
    answerSounds: [],
    autoplay: true,
    replayQuestionOnAnswer: true,
    typeAnswer: null,
    buttons: [
      { ease: 1, label: "again", interval: "<10m" },
      { ease: 2, label: "hard", interval: "5d" },
      { ease: 3, label: "good", interval: "12d" },
      { ease: 4, label: "easy", interval: "18d" },
    ],
    showTimer: true,
    stopTimerOnAnswer: false,
    maxAnswerSeconds: 60,
    elapsedMillis: 0,
    ...rest,
  };
}

const now = Date.now();
function activity(number: number, action: string, rest: Partial<ActivityRow>): ActivityRow {
  return {
    number,
    time: now - (20 - number) * 61_000,
    client: "Yomitan",
    origin: "chrome-extension://likgccmbimhjbgkjambclfkhldnlhbnn",
    page: false,
    action,
    inner: [],
    changed: null,
    millis: 2.4,
    error: null,
    undoable: false,
    ...rest,
  };
}

export const activities: ActivityRow[] = [
  activity(9, "addNote", {
    changed: { label: "Add Note", notes: 1, cards: 2, noteIds: [201], kinds: ["notes", "cards"] },
    undoable: true,
    millis: 8,
  }),
  activity(8, "canAddNotes", { millis: 14 }),
  activity(7, "addNote", { client: "curl", origin: null, error: "cannot create note because it is a duplicate" }),
  activity(6, "guiBrowse", { client: "Obsidian", origin: "app://obsidian.md", millis: 31 }),
  activity(5, "addTags", {
    client: "Obsidian",
    origin: "app://obsidian.md",
    changed: { label: "Add Tags", notes: 24, cards: 0, noteIds: [1, 2, 3], kinds: ["notes"] },
  }),
];

/** The answers. */
export function sample(): Handlers {
  return {
    openScreen: () => ({
      version: "0.2.0",
      profile: "User 1",
      eventsUrl: "/events/t",
      mediaUrl: "/media/t/",
      cardFrameUrl: "/card-frame",
      uploadUrl: "/upload/t",
      downloadUrl: "/download/t/",
      exportFolder: "/tmp",
    }),
    screenState: () => screen,
    showDecks: () => screen,
    showOverview: () => screen,
    studyDeck: () => screen,
    deckTree: () => ({ decks, studiedToday: { cards: 61, seconds: 512 }, current: 2 }),
    setDeckFolded: () => null,
    deckOverview: ({ deck: id }) => {
      const found = decks.find((row) => row.id === id);
      if (!found) throw new Error(`deck was not found: ${id}`);
      const week = [found.counts.review, 31, 18, 44, 9, 0, 22];
      return {
        ...found,
        description: "<p>Shared by <b>a friend</b>.</p><img src=x onerror=alert(1)>",
        markdown: false,
        week,
        finished: id === 13 ? finished : null,
      };
    },
    reviewCard: () => card(1),
    reviewShowAnswer: ({ turn }) => card(turn, { side: "answer" }),
    reviewAnswer: ({ turn }) => ({ counted: true, card: card(turn + 1), finished: null, leech: false }),
    reviewFlag: ({ turn, flag }) => card(turn, { card: { ...card(turn).card, flag } }),
    reviewMark: ({ turn }) => card(turn, { card: { ...card(turn).card, marked: true } }),
    cardDetails: () => ({
      rows: {
        added: 1_700_000_000_000,
        firstReview: 1_700_100_000_000,
        latestReview: 1_764_000_000_000,
        due: { kind: "review", text: "2026-12-01" },
        intervalDays: 42,
        ease: 2.5,
        reviews: 17,
        lapses: 1,
        averageSeconds: 7.2,
        totalSeconds: 122,
        position: 12,
        notetype: "Basic",
        template: "Card 1",
        deck: "Japanese::Mining",
        preset: "Default",
        memory: { stability: 51.2, difficulty: 0.43, retrievability: 0.93 },
        cardId: 101,
        noteId: 201,
      },
      log: [
        { time: 1_764_000_000_000, kind: "review", button: 3, intervalSeconds: 3_628_800, ease: 2.5, takenSeconds: 6 },
        { time: 1_700_100_000_000, kind: "learning", button: 1, intervalSeconds: 600, ease: 0, takenSeconds: 11 },
      ],
    }),
    undo: () => ({ done: "Answer card", undo: null, redo: "Answer card" }),
    activity: () => activities,
    getCollectionStatsHTML: () => "<center><h1>Statistics</h1><p>61 cards today</p></center>",
    sidebarTree: () => ({ saved: [{ name: "Leeches of the week", query: "tag:leech prop:rated=7" }] }),
    permissionPrompts: () => [],
    answerPermissionPrompt: () => true,
    serverSettings: () => ({
      address: "http://127.0.0.1:8765",
      path: "/home/me/.local/share/ankid/ankid.toml",
      apiKeySet: false,
      values: {
        webBindAddress: "127.0.0.1",
        webBindPort: 8765,
        webCorsOriginList: ["http://localhost", "chrome-extension://likgccmbimhjbgkjambclfkhldnlhbnn"],
        ignoreOriginList: ["https://evil.example"],
        addNotes: "each",
      },
      live: ["apiKey", "webCorsOriginList", "ignoreOriginList"],
      fixed: ["webBindPort"],
    }),
  };
}
