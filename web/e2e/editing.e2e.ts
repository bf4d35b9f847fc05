/** Notes as they are added and edited: nothing of a field is lost, nothing in a field acts, and clients fill the dialogs. */
import { expect } from "vitest";
import { addBasics, basic } from "./harness/sample.ts";
import type { Ankid } from "./harness/server.ts";
import { test } from "./harness/test.ts";
import { visit } from "./harness/visit.ts";

async function fieldsOf(server: Ankid, query: string): Promise<Record<string, string>> {
  const notes = await server.call("findNotes", { query });
  const [note] = await server.call("notesInfo", { notes });
  const fields = (note as { fields?: Record<string, { value: string }> } | undefined)?.fields ?? {};
  return Object.fromEntries(Object.entries(fields).map(([name, { value }]) => [name, value]));
}

test("a deck's own place adds to that deck", async ({ ankid, page }) => {
  await addBasics(ankid, "French", 1);
  await addBasics(ankid, "German", 1);
  const { French, German } = await ankid.call("deckNamesAndIds", {});
  await visit(page, ankid, `deck/${French}`);
  await page.getByRole("link", { name: "Add" }).last().click();
  const deck = page.getByRole("combobox", { name: "Deck" });
  await expect.poll(() => deck.inputValue()).toBe(String(French));
  await page.goto(`${ankid.url}/#/deck/${German}`);
  await page.getByRole("heading", { name: "German" }).waitFor();
  await page.getByRole("link", { name: "Add" }).last().click();
  await expect.poll(() => deck.inputValue()).toBe(String(German));
  await deck.selectOption({ label: "French" });
  await page.getByRole("textbox", { name: "Front" }).fill("chat");
  await page.keyboard.press("Control+Enter");
  await expect.poll(() => ankid.call("findNotes", { query: "deck:French chat" })).toHaveLength(1);
});

test("a note is written and added by keyboard alone", async ({ ankid, page }) => {
  await visit(page, ankid, "add");
  await page.getByRole("textbox", { name: "Front" }).click();
  // Letters that are keys of the page elsewhere are letters here.
  await page.keyboard.type("tabby");
  await page.keyboard.press("Enter");
  await page.keyboard.type("dab");
  await page.getByRole("textbox", { name: "Back" }).click();
  await page.keyboard.press("Control+b");
  await page.keyboard.type("bold");
  await page.getByRole("combobox", { name: "Tags" }).click();
  await page.keyboard.type("one two::three ");
  await page.keyboard.press("Control+Enter");
  await page.getByText("Added to Default").waitFor();
  expect(await fieldsOf(ankid, "tag:two::three")).toEqual({ Front: "tabby<br>dab", Back: "<b>bold</b>" });
});

test("notes go into the first deck while the list leaves it out, since it is empty", async ({ ankid, page }) => {
  await ankid.call("createDeck", { deck: "French" });
  await visit(page, ankid, "add");
  await page.getByRole("textbox", { name: "Front" }).fill("first");
  await page.getByRole("button", { name: /^Add/ }).click();
  await page.getByText("Added to Default").waitFor();
  expect(await ankid.call("findNotes", { query: "deck:Default first" })).toHaveLength(1);
});

test("a duplicate is told while one writes", async ({ ankid, page }) => {
  await ankid.call("addNote", { note: basic("Default", "twin") });
  await visit(page, ankid, "add");
  await page.getByRole("textbox", { name: "Front" }).fill("twin");
  await page.getByText("Another note has the same first field.").waitFor();
});

test("what a field holds is not changed by looking, and does not act", async ({ ankid, page, complaints }) => {
  complaints.hostileCards = true;
  const odd = `<!-- kept --><tr><td>cell</td></tr>`;
  const evil = `<img src=x onerror="window.hacked = true"><script>window.hacked = true</script>evil`;
  const note = await ankid.call("addNote", { note: basic("Default", evil, odd, ["odd"]) });
  await visit(page, ankid, `note/${note}`);
  await page.getByRole("textbox", { name: /Front/ }).waitFor();
  await page.getByRole("textbox", { name: /Back/ }).click();
  await page.getByRole("heading", { name: "Cards" }).click();
  expect(await page.evaluate(() => "hacked" in window)).toBe(false);
  expect(await fieldsOf(ankid, "tag:odd")).toEqual({ Front: evil, Back: odd });
});

test("a client fills the dialog that adds notes", async ({ ankid, page }) => {
  await visit(page, ankid, "decks");
  await page.getByRole("treegrid").waitFor();
  await ankid.call("guiAddCards", { note: { ...basic("Default", "from outside"), options: {} } });
  await page.waitForURL(/#\/add/);
  await expect.poll(() => page.getByRole("textbox", { name: "Front" }).innerText()).toBe("from outside");
});

test("a client opens a note, which is edited, saved by itself, and undone", async ({ ankid, page }) => {
  const [first, other] = await ankid.call("addNotes", {
    notes: [basic("Default", "chat", "cat"), basic("Default", "chien", "dog")],
  });
  await visit(page, ankid, "decks");
  await page.getByRole("treegrid").waitFor();
  await ankid.call("guiEditNote", { note: Number(first) });
  await page.waitForURL(`**/#/note/${first}`);
  const back = page.getByRole("textbox", { name: /Back/ });
  await expect.poll(() => back.innerText()).toBe("cat");
  await back.click();
  await page.keyboard.press("End");
  await page.keyboard.type(", tomcat");
  await expect.poll(() => fieldsOf(ankid, `nid:${first}`)).toEqual({ Front: "chat", Back: "cat, tomcat" });
  await page.getByRole("heading", { name: "Cards" }).click();
  await page.keyboard.press("Control+z");
  await expect.poll(() => fieldsOf(ankid, `nid:${first}`)).toEqual({ Front: "chat", Back: "cat" });
  await expect.poll(() => back.innerText()).toBe("cat");
  await ankid.call("guiEditNote", { note: Number(other) });
  await expect.poll(() => back.innerText()).toBe("dog");
  await page.getByRole("button", { name: "Earlier note" }).click();
  await expect.poll(() => back.innerText()).toBe("cat");
  await ankid.call("updateNoteFields", { note: { id: first, fields: { Back: "by a program" } } });
  await expect.poll(() => back.innerText()).toBe("by a program");
});
