/** Drafts of the page, while a program changes the same thing: nobody's changes are lost without a question. */
import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { look } from "./harness/look.ts";
import { addBasics, basic } from "./harness/sample.ts";
import type { Ankid } from "./harness/server.ts";
import { test } from "./harness/test.ts";
import { visit } from "./harness/visit.ts";

const NEW_A_DAY = { name: "New cards a day" };
const LOAD = "Load what is there";
const SAVE_OVER = "Save mine over it";

/** Saves what is changed by the key, and waits for the question. */
async function asked(page: Page): Promise<void> {
  await page.keyboard.press("Control+s");
  await page.getByRole("dialog", { name: "Changed elsewhere meanwhile" }).waitFor();
}

/** Presses a button of the question by keyboard alone. */
async function choose(page: Page, name: string): Promise<void> {
  const button = page.getByRole("dialog").getByRole("button", { name });
  for (let tabs = 0; tabs < 5; tabs += 1) {
    if (await button.evaluate((element) => element === document.activeElement)) break;
    await page.keyboard.press("Tab");
  }
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor({ state: "detached" });
}

/** Does something once, after the page has looked at what is there and before it saves. */
async function beforeSaving(page: Page, action: string, work: () => Promise<unknown>): Promise<void> {
  let isDone = false;
  await page.route("**/*", async (route) => {
    const { action: asked } = (route.request().postDataJSON() ?? {}) as { action?: string };
    if (asked === action && !isDone) {
      isDone = true;
      await work();
    }
    await route.fallback();
  });
}

describe("the options of a deck", () => {
  /** Opens the options of a deck, changes one, and lets a program change the preset. */
  async function overtaken(server: Ankid, page: Page, change: object): Promise<void> {
    const { Default: deck } = await server.call("deckNamesAndIds", {});
    await visit(page, server, `options/${deck}`);
    await page.getByRole("textbox", NEW_A_DAY).fill("7");
    const config = await server.call("getDeckConfig", { deck: "Default" });
    await server.call("saveDeckConfig", { config: { ...(config as object), ...change } });
  }

  test("are asked about before others' changes are lost, and can be left to them", async ({ ankid, open }) => {
    const page = await open({ viewport: { width: 360, height: 740 } });
    await overtaken(ankid, page, { maxTaken: 33 });
    await asked(page);
    await look(page, "overtaken-360");
    expect(await ankid.call("getDeckConfig", { deck: "Default" })).toMatchObject({ maxTaken: 33, new: { perDay: 20 } });
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await page.getByRole("textbox", NEW_A_DAY).inputValue()).toBe("7");
    await asked(page);
    await choose(page, LOAD);
    await expect.poll(() => page.getByRole("textbox", NEW_A_DAY).inputValue()).toBe("20");
    expect(await page.getByRole("button", { name: "Save", exact: true }).count()).toBe(0);
    expect(await ankid.call("getDeckConfig", { deck: "Default" })).toMatchObject({ maxTaken: 33, new: { perDay: 20 } });
  });

  test("are saved over others' changes where one wants it, and the rest stays theirs", async ({ ankid, page }) => {
    await overtaken(ankid, page, { maxTaken: 33 });
    await asked(page);
    await choose(page, SAVE_OVER);
    await page.getByText("Options saved").waitFor();
    await expect
      .poll(() => ankid.call("getDeckConfig", { deck: "Default" }))
      .toMatchObject({ maxTaken: 33, new: { perDay: 7 } });
    await page.keyboard.type("5");
    await expect.poll(() => page.getByRole("textbox", NEW_A_DAY).inputValue()).toBe("75");
  });

  test("are not saved over what others change in the moment of saving", async ({ ankid, page }) => {
    const { Default: deck } = await ankid.call("deckNamesAndIds", {});
    await visit(page, ankid, `options/${deck}`);
    await page.getByRole("textbox", NEW_A_DAY).fill("7");
    const config = (await ankid.call("getDeckConfig", { deck: "Default" })) as object;
    await beforeSaving(page, "saveDeckOptions", () =>
      ankid.call("saveDeckConfig", { config: { ...config, maxTaken: 33 } }),
    );
    await asked(page);
    expect(await ankid.call("getDeckConfig", { deck: "Default" })).toMatchObject({ maxTaken: 33, new: { perDay: 20 } });
    await choose(page, SAVE_OVER);
    await page.getByText("Options saved").waitFor();
    expect(await ankid.call("getDeckConfig", { deck: "Default" })).toMatchObject({ maxTaken: 33, new: { perDay: 7 } });
  });

  test("are saved without a question where others changed something else", async ({ ankid, page }) => {
    const { Default: deck } = await ankid.call("deckNamesAndIds", {});
    await ankid.call("cloneDeckConfigId", { name: "Another" });
    await visit(page, ankid, `options/${deck}`);
    await page.getByRole("textbox", NEW_A_DAY).fill("7");
    await ankid.call("setDeckDescription", { deck, description: "by a program" });
    await addBasics(ankid, "French", 1);
    await beforeSaving(page, "saveDeckOptions", () => ankid.call("cloneDeckConfigId", { name: "A third" }));
    await page.keyboard.press("Control+s");
    await page.getByText("Options saved").waitFor();
    expect(await page.locator("#description").inputValue()).toBe("by a program");
    expect(await ankid.call("getDeckConfig", { deck: "Default" })).toMatchObject({ new: { perDay: 7 } });
  });

  test("whose preset others have removed get it again with what was changed", async ({ ankid, page }) => {
    const { Default: deck } = await ankid.call("deckNamesAndIds", {});
    const configId = await ankid.call("cloneDeckConfigId", { name: "Quick" });
    await ankid.call("setDeckConfigId", { decks: ["Default"], configId });
    await visit(page, ankid, `options/${deck}`);
    await page.getByRole("textbox", NEW_A_DAY).fill("7");
    await ankid.call("removeDeckConfigId", { configId });
    await asked(page);
    await choose(page, SAVE_OVER);
    await page.getByText("Options saved").waitFor();
    expect(await ankid.call("getDeckConfig", { deck: "Default" })).toMatchObject({ name: "Quick", new: { perDay: 7 } });
  });
});

describe("a note type", () => {
  const BY_PROGRAM = { name: "Basic", templates: { "Card 1": { Front: "<u>{{Front}}</u>" } } };

  /** Opens the cards of a note type, changes one, and lets a program change it too. */
  async function overtaken(server: Ankid, page: Page): Promise<void> {
    await server.call("addNote", { note: basic("Default", "猫", "cat") });
    const { Basic: id } = await server.call("modelNamesAndIds", {});
    await visit(page, server, `notetype/${id}`);
    await page.getByRole("textbox", { name: "Front" }).fill("<i>{{Front}}</i>");
    await server.call("updateModelTemplates", { model: BY_PROGRAM });
  }

  async function front(server: Ankid): Promise<unknown> {
    return (await server.call("modelTemplates", { modelName: "Basic" }))["Card 1"];
  }

  test("is asked about before others' changes are lost, and can be left to them", async ({ ankid, page }) => {
    await overtaken(ankid, page);
    await asked(page);
    await look(page, "overtaken-1280");
    expect(await front(ankid)).toMatchObject({ Front: "<u>{{Front}}</u>" });
    await choose(page, LOAD);
    await page.getByRole("textbox", { name: "Front" }).filter({ hasText: "<u>{{Front}}</u>" }).waitFor();
    expect(await page.getByRole("button", { name: "Save", exact: true }).count()).toBe(0);
    expect(await front(ankid)).toMatchObject({ Front: "<u>{{Front}}</u>" });
  });

  test("is saved over others' changes where one wants it, and that can be undone", async ({ ankid, page }) => {
    await overtaken(ankid, page);
    await ankid.call("updateModelStyling", { model: { name: "Basic", css: ".card { color: red; }" } });
    await asked(page);
    await choose(page, SAVE_OVER);
    await page.getByText("Note type saved").waitFor();
    expect(await front(ankid)).toMatchObject({ Front: "<i>{{Front}}</i>" });
    expect(await ankid.call("modelStyling", { modelName: "Basic" })).toEqual({ css: ".card { color: red; }" });
    await page.getByRole("button", { name: "Undo" }).click();
    await expect.poll(() => front(ankid)).toMatchObject({ Front: "<u>{{Front}}</u>" });
  });

  test("is not saved over what others change in the moment of saving", async ({ ankid, page }) => {
    const { Basic: id } = await ankid.call("modelNamesAndIds", {});
    await visit(page, ankid, `notetype/${id}`);
    await page.getByRole("textbox", { name: "Front" }).fill("<i>{{Front}}</i>");
    await beforeSaving(page, "saveNotetype", () => ankid.call("updateModelTemplates", { model: BY_PROGRAM }));
    await asked(page);
    expect(await front(ankid)).toMatchObject({ Front: "<u>{{Front}}</u>" });
  });

  test("keeps what its notes hold where others have put a field between", async ({ ankid, page }) => {
    const note = await ankid.call("addNote", { note: basic("Default", "猫", "cat") });
    const { Basic: id } = await ankid.call("modelNamesAndIds", {});
    await visit(page, ankid, `notetype/${id}?part=fields`);
    await page.getByRole("button", { name: "2 Back" }).click();
    await page.getByRole("textbox", { name: "Name" }).fill("Meaning");
    await ankid.call("modelFieldAdd", { modelName: "Basic", fieldName: "Source", index: 1 });
    await ankid.call("updateNoteFields", { note: { id: note, fields: { Source: "a book" } } });
    await asked(page);
    await choose(page, SAVE_OVER);
    await page.getByText("Note type saved").waitFor();
    const [found] = await ankid.call("notesInfo", { notes: [note] });
    const { fields } = found as { fields: Record<string, { value: string; order: number }> };
    expect(fields).toEqual({
      Front: { value: "猫", order: 0 },
      Source: { value: "a book", order: 1 },
      Meaning: { value: "cat", order: 2 },
    });
  });
});
