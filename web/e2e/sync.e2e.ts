/** Syncing from the page, with the official sync server. */
import { expect } from "vitest";
import { look } from "./harness/look.ts";
import { addBasics } from "./harness/sample.ts";
import { startSyncServer, USER } from "./harness/sync.ts";
import { test } from "./harness/test.ts";
import { visit } from "./harness/visit.ts";

test("one logs in, uploads after a warning, and is in step", async ({ ankid, page }) => {
  const server = await startSyncServer();
  await addBasics(ankid, "French", 3);
  await visit(page, ankid, "decks");
  await page.getByRole("button", { name: "Set up syncing" }).click();
  const fill = async (password: string): Promise<void> => {
    await page.getByRole("textbox", { name: "E-mail address or user name" }).fill(USER.name);
    await page.getByRole("textbox", { name: "Password" }).fill(password);
    await page.getByRole("textbox", { name: "Server", exact: true }).fill(server.endpoint);
    await page.keyboard.press("Enter");
  };
  await fill("wrong");
  await page.getByText(/does not accept this user name and password/).waitFor();
  await fill(USER.password);
  await page.getByRole("main").getByRole("button", { name: "Synchronize" }).click();
  await page.getByText("One side has to replace the other").waitFor();
  await look(page, "sync-full");
  await page.getByRole("button", { name: "Upload this collection" }).click();
  const dialog = page.getByRole("dialog", { name: "Upload this collection?" });
  await dialog.getByText(/is lost/).waitFor();
  await dialog.getByRole("button", { name: "Upload this collection" }).click();
  await page.getByText("The server has this collection now").waitFor();
  await addBasics(ankid, "Later", 1, "later");
  await page.getByRole("button", { name: "Changes to sync" }).waitFor();
  await page.getByRole("main").getByRole("button", { name: "Synchronize" }).click();
  await page.getByText("Synchronized", { exact: true }).waitFor();
  await page.getByRole("button", { name: "In step" }).waitFor();
  expect((await ankid.call("syncStatus", {})).localChanges).toBe("none");
  await page.getByRole("button", { name: "Log out" }).click();
  await page.getByRole("textbox", { name: "Password" }).waitFor();
  await server.remove();
});
