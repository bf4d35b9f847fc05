/** The places of the page, each loaded when it is first gone to; the first of them comes with the page. */
import type { Component } from "svelte";
import Activity from "@lucide/svelte/icons/activity";
import ChartColumn from "@lucide/svelte/icons/chart-column";
import Layers from "@lucide/svelte/icons/layers";
import Plus from "@lucide/svelte/icons/plus";
import Search from "@lucide/svelte/icons/search";
import Settings from "@lucide/svelte/icons/settings";
import Decks from "../places/decks/Decks.svelte";
import type { Address } from "../state/address";
import { texts } from "../texts";

/** What every place is given. */
export interface PlaceProps {
  address: Address;
}

type Icon = Component<{ size?: number; strokeWidth?: number }>;

/** A place of the page. */
export interface Place {
  title: string;
  load: () => Promise<{ default: Component<PlaceProps> | Component<Record<string, never>> }>;
  /** Stands alone, without rail or bar. */
  alone?: boolean;
  /** The entry of the rail that is marked while the place is shown. */
  under: string;
}

const { places } = texts;

/** The places by the first part of their addresses. */
export const PLACES: Record<string, Place> = {
  decks: { title: places.decks, under: "decks", load: () => Promise.resolve({ default: Decks }) },
  review: {
    title: places.review,
    under: "decks",
    alone: true,
    load: () => import("../places/review/Review.svelte"),
  },
  add: { title: places.add, under: "add", load: () => import("../places/add/Add.svelte") },
  note: { title: places.note, under: "browse", load: () => import("../places/edit/Edit.svelte") },
  browse: { title: places.browse, under: "browse", load: () => import("../places/browse/Browse.svelte") },
  import: { title: places.import, under: "decks", load: () => import("../places/transfer/Import.svelte") },
  export: { title: places.export, under: "decks", load: () => import("../places/transfer/Export.svelte") },
  stats: { title: places.stats, under: "stats", load: () => import("../places/stats/Statistics.svelte") },
  activity: { title: places.activity, under: "activity", load: () => import("../places/activity/Activity.svelte") },
  settings: { title: places.settings, under: "settings", load: () => import("../places/settings/Settings.svelte") },
  notetypes: {
    title: places.notetypes,
    under: "settings",
    load: () => import("../places/notetypes/Notetypes.svelte"),
  },
  notetype: {
    title: places.notetypes,
    under: "settings",
    load: () => import("../places/notetypes/Notetype.svelte"),
  },
  options: { title: places.options, under: "decks", load: () => import("../places/options/Options.svelte") },
  deck: { title: places.overview, under: "decks", load: () => import("../places/overview/Overview.svelte") },
};

/** An entry of the rail. */
export interface RailEntry {
  place: string;
  label: string;
  icon: Icon;
  /** Goes into the menu of the bottom bar where that is narrow. */
  more?: boolean;
}

/** The rail, from top to bottom. */
export const RAIL: RailEntry[] = [
  { place: "decks", label: places.decks, icon: Layers },
  { place: "add", label: places.add, icon: Plus },
  { place: "browse", label: places.browse, icon: Search },
  { place: "stats", label: places.stats, icon: ChartColumn },
  { place: "activity", label: places.activity, icon: Activity, more: true },
  { place: "settings", label: places.settings, icon: Settings, more: true },
];
