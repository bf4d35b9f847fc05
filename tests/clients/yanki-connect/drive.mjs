// Drives every wrapper of yanki-connect whose action the server knows, as its documentation says:
// node drive.mjs http://127.0.0.1:8765

import assert from "node:assert/strict";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { YankiConnect } from "yanki-connect";

const address = new URL(process.argv[2]);
const client = new YankiConnect({ host: `http://${address.hostname}`, port: Number(address.port) });
const driven = new Set();
const { card, deck, graphical, media, miscellaneous, model, note, statistic } = counted(client);

/** The client's groups of wrappers, which note in `driven` what was called. */
function counted(client) {
  const groups = Object.entries(client).filter(([, group]) => typeof group === "object" && group !== null);
  return Object.fromEntries(groups.map(([name, group]) => [name, countedGroup(group)]));
}

function countedGroup(group) {
  const wrap = ([name, call]) => [name, (params) => (driven.add(name), call(params))];
  return Object.fromEntries(Object.entries(group).filter(([, call]) => typeof call === "function").map(wrap));
}

const basic = (front, back, more = {}) => ({
  deckName: "Default",
  modelName: "Basic",
  fields: { Front: front, Back: back },
  ...more,
});

async function miscellaneousActions() {
  assert.equal(await miscellaneous.version(), 6);
  const permission = await miscellaneous.requestPermission();
  assert.equal(permission.permission, "granted");
  assert.equal(permission.requireApiKey, false);
  assert.deepEqual(await miscellaneous.getProfiles(), ["User 1"]);
  assert.equal(await miscellaneous.getActiveProfile(), "User 1");
  assert.equal(await miscellaneous.loadProfile({ name: "User 1" }), true);
  assert.equal(await miscellaneous.reloadCollection(), null);
  await assert.rejects(miscellaneous.sync(), /sync: auth not configured/);
  const actions = [{ action: "deckNames" }, { action: "version", version: 6 }, { action: "nonsense" }];
  assert.deepEqual(await miscellaneous.multi({ actions }), [
    ["Default"],
    { result: 6, error: null },
    { result: null, error: "unsupported action" },
  ]);
}

async function deckActions() {
  const id = await deck.createDeck({ deck: "Languages::French" });
  assert.ok(Number.isSafeInteger(id));
  assert.equal(await deck.createDeck({ deck: "languages::french" }), id);
  assert.deepEqual(await deck.deckNames(), ["Default", "Languages", "Languages::French"]);
  assert.equal((await deck.deckNamesAndIds())["Languages::French"], id);

  const noteId = await note.addNote({ note: basic("moved", "deck", { deckName: "Languages::French" }) });
  const cards = await cardsOf(noteId);
  assert.deepEqual(await deck.getDecks({ cards }), { "Languages::French": cards });
  assert.equal(await deck.changeDeck({ cards, deck: "Elsewhere" }), null);
  assert.deepEqual(await deck.getDecks({ cards }), { Elsewhere: cards });

  const config = await deck.getDeckConfig({ deck: "Languages::French" });
  assert.equal(config.id, 1);
  const configId = await deck.cloneDeckConfigId({ name: "Slow", cloneFrom: 1 });
  assert.equal(await deck.setDeckConfigId({ decks: ["Languages::French"], configId }), true);
  const slow = await deck.getDeckConfig({ deck: "Languages::French" });
  assert.deepEqual({ ...slow, mod: 0, usn: 0 }, { ...config, id: configId, name: "Slow", mod: 0, usn: 0 });
  slow.new.perDay = 3;
  assert.equal(await deck.saveDeckConfig({ config: slow }), true);
  assert.equal((await deck.getDeckConfig({ deck: "Languages::French" })).new.perDay, 3);
  assert.equal(await deck.removeDeckConfigId({ configId }), true);
  assert.equal((await deck.getDeckConfig({ deck: "Languages::French" })).id, 1);

  assert.equal(await deck.deleteDecks({ decks: ["Languages", "Elsewhere"], cardsToo: true }), null);
  assert.deepEqual(await deck.deckNames(), ["Default"]);
  assert.deepEqual(await note.notesInfo({ notes: [noteId] }), [{}]);
}

async function modelActions() {
  const modelName = "Word";
  const created = await model.createModel({
    modelName,
    inOrderFields: ["Word", "Meaning"],
    css: "p {}",
    cardTemplates: [{ Name: "Forward", Front: "{{Word}}", Back: "{{Meaning}}" }],
  });
  assert.equal(created.name, modelName);
  assert.ok((await model.modelNames()).includes(modelName));
  assert.equal((await model.modelNamesAndIds())[modelName], created.id);
  const [byId] = await model.findModelsById({ modelIds: [created.id] });
  const [byName] = await model.findModelsByName({ modelNames: [modelName] });
  assert.deepEqual(byId, byName);
  assert.deepEqual(byId.flds.map(({ name, ord }) => [name, ord]), [["Word", 0], ["Meaning", 1]]);

  await fieldActions(modelName);
  await templateActions(modelName);
}

async function fieldActions(modelName) {
  const names = () => model.modelFieldNames({ modelName });
  assert.equal(await model.modelFieldAdd({ modelName, fieldName: "Hint", index: 0 }), null);
  assert.deepEqual(await names(), ["Hint", "Word", "Meaning"]);
  assert.equal(await model.modelFieldReposition({ modelName, fieldName: "Hint", index: 2 }), null);
  assert.equal(await model.modelFieldRename({ modelName, oldFieldName: "Word", newFieldName: "Term" }), null);
  assert.deepEqual(await names(), ["Term", "Meaning", "Hint"]);
  assert.equal(await model.modelFieldSetFont({ modelName, fieldName: "Term", font: "Courier" }), null);
  assert.equal(await model.modelFieldSetFontSize({ modelName, fieldName: "Term", fontSize: 12 }), null);
  assert.deepEqual((await model.modelFieldFonts({ modelName })).Term, { font: "Courier", size: 12 });
  assert.equal(await model.modelFieldSetDescription({ modelName, fieldName: "Term", description: "a word" }), true);
  assert.deepEqual(await model.modelFieldDescriptions({ modelName }), ["a word", "", ""]);
  assert.equal(await model.modelFieldRemove({ modelName, fieldName: "Hint" }), null);
  assert.deepEqual(await names(), ["Term", "Meaning"]);
  assert.deepEqual(await model.modelFieldsOnTemplates({ modelName }), { Forward: [["Term"], ["Meaning"]] });
}

async function templateActions(modelName) {
  const names = async () => Object.keys(await model.modelTemplates({ modelName }));
  const template = { Name: "Backward", Front: "{{Meaning}}", Back: "{{Term}}" };
  assert.equal(await model.modelTemplateAdd({ modelName, template }), null);
  assert.equal(await model.modelTemplateReposition({ modelName, templateName: "Backward", index: 0 }), null);
  assert.equal(
    await model.modelTemplateRename({ modelName, oldTemplateName: "Forward", newTemplateName: "Ahead" }),
    null,
  );
  assert.deepEqual(await names(), ["Backward", "Ahead"]);
  assert.equal(await model.modelTemplateRemove({ modelName, templateName: "Backward" }), null);
  const templates = { Ahead: { Front: "{{Term}}?", Back: "{{Meaning}}!" } };
  assert.equal(await model.updateModelTemplates({ model: { name: modelName, templates } }), null);
  assert.deepEqual(await model.modelTemplates({ modelName }), templates);
  assert.equal(await model.updateModelStyling({ model: { name: modelName, css: "b {}" } }), null);
  assert.deepEqual(await model.modelStyling({ modelName }), { css: "b {}" });
  const replaced = { modelName, findText: "!", replaceText: "#", front: true, back: true, css: true };
  assert.equal(await model.findAndReplaceInModels(replaced), 1);
  assert.equal((await model.modelTemplates({ modelName })).Ahead.Back, "{{Meaning}}#");
}

async function noteActions() {
  const first = await note.addNote({ note: basic("one", "1", { tags: ["digit"] }) });
  await assert.rejects(note.addNote({ note: basic("one", "again") }), /duplicate/);
  const added = await note.addNotes({ notes: [basic("two", "2"), basic("one", "again"), basic("three", "3")] });
  assert.deepEqual(added.map((id) => Number.isSafeInteger(id)), [true, false, true]);
  assert.equal(added[1], null);
  const candidates = [basic("four", "4"), basic("one", "1"), basic("", "")];
  assert.deepEqual(await note.canAddNotes({ notes: candidates }), [true, false, false]);
  assert.deepEqual(await note.canAddNotesWithErrorDetail({ notes: candidates }), [
    { canAdd: true },
    { canAdd: false, error: "cannot create note because it is a duplicate" },
    { canAdd: false, error: "cannot create note because it is empty" },
  ]);

  assert.equal(await note.updateNoteFields({ note: { id: first, fields: { Back: "eins" } } }), null);
  assert.equal((await info(first)).fields.Back.value, "eins");
  assert.equal(await note.updateNote({ note: { id: first, fields: { Front: "uno" }, tags: ["a"] } }), null);
  assert.deepEqual((await info(first)).tags, ["a"]);
  const changed = { id: first, modelName: "Cloze", fields: { Text: "{{c1::uno}}" }, tags: ["cloze"] };
  assert.equal(await note.updateNoteModel({ note: changed }), null);
  const { modelName, fields, profile, noteId } = await info(first);
  assert.deepEqual([modelName, fields.Text, profile, noteId], ["Cloze", { value: "{{c1::uno}}", order: 0 }, "User 1", first]);
  assert.equal((await note.notesModTime({ notes: [first] }))[0].noteId, first);

  await tagActions(first, added[0]);
  assert.equal(await note.deleteNotes({ notes: [first, added[0], added[2]] }), null);
  assert.equal(await note.removeEmptyNotes(), null);
  assert.deepEqual(await note.notesInfo({ notes: [first] }), [{}]);
}

async function tagActions(first, second) {
  const tags = () => note.getNoteTags({ note: first });
  assert.equal(await note.updateNoteTags({ note: first, tags: ["b", "c::d"] }), null);
  assert.deepEqual(await tags(), ["b", "c::d"]);
  assert.equal(await note.addTags({ notes: [first, second], tags: "x y" }), null);
  assert.deepEqual(await tags(), ["b", "c::d", "x", "y"]);
  assert.equal(await note.removeTags({ notes: [first], tags: "b y" }), null);
  assert.equal(await note.replaceTags({ notes: [first], tag_to_replace: "x", replace_with_tag: "z" }), null);
  assert.deepEqual(await tags(), ["c::d", "z"]);
  assert.equal(await note.replaceTagsInAllNotes({ tag_to_replace: "y", replace_with_tag: "w" }), null);
  assert.deepEqual(await note.getNoteTags({ note: second }), ["w", "x"]);
  assert.ok((await note.getTags()).includes("w"));
  assert.equal(await note.clearUnusedTags(), null);
  assert.deepEqual((await note.getTags()).toSorted(), ["c::d", "w", "x", "z"]);
}

async function cardActions() {
  const id = await note.addNote({ note: basic("card", "of a note", { modelName: "Basic (and reversed card)" }) });
  const cards = await cardsOf(id);
  assert.equal(cards.length, 2);
  const [first] = await card.cardsInfo({ cards });
  assert.deepEqual([first.cardId, first.note, first.deckName, first.fields.Front.value], [cards[0], id, "Default", "card"]);
  assert.ok(first.question.endsWith("card"));
  assert.deepEqual((await card.cardsModTime({ cards })).map(({ cardId }) => cardId), cards);
  assert.deepEqual(await card.cardsToNotes({ cards }), [id]);
  assert.equal(await card.suspend({ cards: [cards[0]] }), true);
  assert.equal(await card.suspended({ card: cards[0] }), true);
  assert.deepEqual(await card.areSuspended({ cards: [...cards, 1] }), [true, false, null]);
  assert.equal(await card.unsuspend({ cards: [cards[0]] }), null);
  assert.deepEqual(await card.areSuspended({ cards }), [false, false]);
  assert.deepEqual(await card.setEaseFactors({ cards, easeFactors: [4100, 3900] }), [true, true]);
  assert.deepEqual(await card.getEaseFactors({ cards }), [4100, 3900]);
  assert.equal(await note.deleteNotes({ notes: [id] }), null);
}

async function searchAndReviewActions() {
  await deck.createDeck({ deck: "Languages::French" });
  const id = await note.addNote({ note: basic("to be reviewed", "", { deckName: "Languages::French" }) });
  assert.deepEqual(await note.findNotes({ query: '"to be reviewed"' }), [id]);
  const cards = await card.findCards({ query: `nid:${id}` });
  assert.deepEqual(cards, await cardsOf(id));
  const [cardId] = cards;
  assert.deepEqual(await card.areDue({ cards }), [true]);
  assert.deepEqual(await card.getIntervals({ cards }), [0]);
  const stats = Object.values(await deck.getDeckStats({ decks: ["Languages::French"] }));
  assert.deepEqual(stats.map(({ name, new_count }) => [name, new_count]), [["French", 1]]);

  assert.deepEqual(await card.answerCards({ answers: [{ cardId, ease: 4 }] }), [true]);
  assert.equal(await statistic.getNumCardsReviewedToday(), 1);
  assert.equal((await statistic.getNumCardsReviewedByDay())[0][1], 1);
  const [review] = (await statistic.getReviewsOfCards({ cards }))[cardId];
  assert.equal(review.ease, 4);
  assert.equal(await statistic.getLatestReviewID({ deck: "Languages::French" }), review.id);
  const rows = await statistic.cardReviews({ deck: "Languages::French", startID: review.id - 1 });
  assert.deepEqual(rows.map(([reviewTime, reviewed]) => [reviewTime, reviewed]), [[review.id, cardId]]);
  const earlier = review.id - 86_400_000;
  assert.equal(await statistic.insertReviews({ reviews: [[earlier, cardId, -1, 3, 4, -60, 2500, 6157, 0]] }), null);
  assert.equal((await statistic.getReviewsOfCards({ cards }))[cardId].length, 2);
  const page = await statistic.getCollectionStatsHTML({ wholeCollection: true });
  assert.match(page, /^<!DOCTYPE html>.*<svg /s);

  assert.equal(await card.setDueDate({ cards, days: "3" }), true);
  assert.deepEqual(await card.findCards({ query: `cid:${cardId} prop:due=3` }), cards);
  assert.deepEqual(await card.setSpecificValueOfCard({ card: cardId, keys: ["flags"], newValues: [1] }), [true]);
  assert.equal(await card.relearnCards({ cards }), null);
  assert.equal(await card.forgetCards({ cards }), null);
  assert.deepEqual(await card.findCards({ query: `cid:${cardId} is:new` }), cards);
  assert.equal(await note.deleteNotes({ notes: [id] }), null);
}

async function mediaActions() {
  const data = Buffer.from("hello").toString("base64");
  assert.equal(await media.storeMediaFile({ filename: "hello.txt", data }), "hello.txt");
  const folder = await mkdtemp(join(tmpdir(), "yanki-"));
  await writeFile(join(folder, "local"), "from a path");
  const stored = await media.storeMediaFile({ filename: "path.txt", path: join(folder, "local") });
  assert.deepEqual((await media.getMediaFilesNames({ pattern: "*.txt" })).toSorted(), ["hello.txt", stored]);
  assert.equal(await readFile(join(await media.getMediaDirPath(), stored), "utf8"), "from a path");
  assert.equal(await media.retrieveMediaFile({ filename: "hello.txt" }), data);
  assert.equal(await media.deleteMediaFile({ filename: "hello.txt" }), null);
  assert.equal(await media.retrieveMediaFile({ filename: "hello.txt" }), false);

  const picture = [{ filename: "dot.gif", data, fields: ["Back"] }];
  const id = await note.addNote({ note: basic("with a picture", "", { picture }) });
  assert.equal((await info(id)).fields.Back.value, '<img src="dot.gif">');
  assert.equal(await note.deleteNotes({ notes: [id] }), null);
}

async function packageActions() {
  const folder = await mkdtemp(join(tmpdir(), "yanki-"));
  const path = join(folder, "packed.apkg");
  const id = await note.addNote({ note: basic("packed", "back") });
  assert.equal(await miscellaneous.exportPackage({ deck: "Default", path, includeSched: true }), true);
  assert.equal(await miscellaneous.exportPackage({ deck: "Nowhere", path }), false);
  assert.equal(await note.deleteNotes({ notes: [id] }), null);
  assert.equal(await miscellaneous.importPackage({ path }), true);
  assert.equal((await info(id)).fields.Front.value, "packed");
  assert.equal(await note.deleteNotes({ notes: [id] }), null);
}

async function graphicalActions() {
  assert.equal(await graphical.guiCheckDatabase(), true);
  await browserActions();
  await dialogActions();
  await reviewerActions();
}

async function browserActions() {
  const id = await note.addNote({ note: basic("in the browser", "", { tags: ["browsed"] }) });
  const [cardId] = await cardsOf(id);
  assert.equal(await graphical.guiSelectCard({ card: cardId }), false);
  const reorderCards = { order: "descending", columnId: "noteFld" };
  assert.deepEqual(await graphical.guiBrowse({ query: "tag:browsed", reorderCards }), [cardId]);
  assert.equal(await graphical.guiSelectCard({ card: cardId }), true);
  assert.deepEqual(await graphical.guiSelectedNotes(), [id]);
  assert.equal(await graphical.guiSelectNote({ note: cardId }), true);
  assert.equal(await note.deleteNotes({ notes: [id] }), null);
  assert.deepEqual(await graphical.guiSelectedNotes(), []);
}

async function dialogActions() {
  const draft = basic("to be added", "by hand");
  assert.equal(await graphical.guiAddCards({ note: draft }), 0);
  const id = await note.addNote({ note: basic("to be edited", "") });
  assert.equal(await graphical.guiEditNote({ note: id }), null);
  assert.equal(await note.deleteNotes({ notes: [id] }), null);
  assert.equal(await graphical.guiImportFile({ path: "/nowhere/deck.apkg" }), null);
}

async function reviewerActions() {
  await deck.createDeck({ deck: "Reviewed" });
  const ids = [];
  for (const front of ["first", "second"]) {
    ids.push(await note.addNote({ note: basic(front, "back", { deckName: "Reviewed" }) }));
  }
  assert.equal(await graphical.guiDeckOverview({ name: "Reviewed" }), true);
  assert.equal(await graphical.guiDeckReview({ name: "Reviewed" }), true);
  const [first] = await cardsOf(ids[0]);
  assert.equal((await graphical.guiCurrentCard()).cardId, first);
  assert.equal(await graphical.guiStartCardTimer(), true);
  assert.equal(await graphical.guiShowQuestion(), true);
  assert.equal(await graphical.guiPlayAudio(), true);
  assert.equal(await graphical.guiShowAnswer(), true);
  assert.equal(await graphical.guiAnswerCard({ ease: 4 }), true);
  assert.notEqual((await graphical.guiCurrentCard()).cardId, first);
  assert.equal(await graphical.guiUndo(), true);
  assert.equal((await graphical.guiCurrentCard()).cardId, first);
  assert.equal(await graphical.guiDeckBrowser(), null);
  assert.equal(await deck.deleteDecks({ decks: ["Reviewed"], cardsToo: true }), null);
}

async function info(id) {
  const [found] = await note.notesInfo({ notes: [id] });
  return found;
}

async function cardsOf(id) {
  return (await info(id)).cards;
}

/** Every wrapper whose action the server knows must have been driven above. */
async function everyWrapperWasDriven() {
  const { actions } = await miscellaneous.apiReflect({ scopes: ["actions"], actions: null });
  const groups = [card, deck, graphical, media, miscellaneous, model, note, statistic];
  assert.equal(await graphical.guiExitAnki(), null);
  const wrappers = groups.flatMap((group) => Object.keys(group));
  assert.deepEqual(wrappers.filter((name) => actions.includes(name) && !driven.has(name)), []);
}

await miscellaneousActions();
await deckActions();
await modelActions();
await cardActions();
await noteActions();
await searchAndReviewActions();
await mediaActions();
await packageActions();
await graphicalActions();
await everyWrapperWasDriven();
console.log(`${driven.size} wrappers of yanki-connect driven`);
