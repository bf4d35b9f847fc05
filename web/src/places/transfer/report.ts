/** What an import did, in lines that can be looked at. */
import type { Result } from "../../api/contract";
import { texts } from "../../texts";

/** A part of the report. */
export interface ReportPart {
  title: string;
  count: number;
  /** Notes of the collection that can be shown in the browser. */
  notes: number[];
  lines: string[];
}

const MOST_LINES = 100;

/** The report of a package. */
export function packageReport(result: Result<"importFile">): ReportPart[] {
  const { report } = texts.transfer;
  const part = (title: string, list: { id: number; text: string }[], isHere = true): ReportPart => ({
    title,
    count: list.length,
    notes: isHere ? list.map((note) => note.id) : [],
    lines: list.slice(0, MOST_LINES).map((note) => note.text),
  });
  const named = (title: string, lines: string[]): ReportPart => ({ title, count: lines.length, notes: [], lines });
  const counted = (title: string, count: number): ReportPart => ({ title, count, notes: [], lines: [] });
  return [
    part(report.added, result.new),
    part(report.updated, result.updated),
    part(report.unchanged, result.unchanged),
    part(report.conflicting, result.conflicting, false),
    counted(report.newCards, result.newCards),
    counted(report.knownCards, result.knownCards),
    counted(report.newReviews, result.newReviews),
    named(report.newDecks, result.newDecks),
    named(report.newPresets, result.newDeckConfigs),
    named(report.newNotetypes, result.newNotetypes),
    named(report.changedNotetypes, result.changedNotetypes),
    counted(report.newMedia, result.newMedia),
    named(
      report.renamedMedia,
      result.renamedMedia.map(({ from, to }) => `${from} → ${to}`),
    ),
  ].filter((one) => one.count > 0);
}

/** The report of a text. */
export function textReport(result: Result<"importText">): ReportPart[] {
  const { report } = texts.transfer;
  const part = (title: string, notes: number[]): ReportPart => ({ title, count: notes.length, notes, lines: [] });
  const skipped = result.skipped.map(({ line, reason }) => report.line(line, reason));
  return [
    part(report.added, result.added),
    part(report.updated, result.updated),
    part(report.unchanged, result.unchanged),
    { title: report.skipped, count: skipped.length, notes: [], lines: skipped.slice(0, MOST_LINES) },
  ].filter((one) => one.count > 0);
}
