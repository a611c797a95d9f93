// axe-core finds no serious fault on any screen, nor in the dialogs, at the desk and on a tablet.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import {createRequire} from 'node:module';
import {openScreen, say, startAfresh, tab} from './browser.mjs';

export const title = 'has no serious fault by axe-core on any screen';

const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

async function assertAccessible(page, where) {
  await page.evaluate(`${axe};undefined`);
  const found = await page.evaluate(() => window.axe.run(document, {resultTypes: ['violations']}));
  const serious = found.violations.filter(one => ['serious', 'critical'].includes(one.impact))
    .map(one => `${one.id} at ${one.nodes.map(node => node.target.join(' ')).slice(0, 3).join('; ')}: ${one.help}`);
  assert.deepEqual(serious, [], where);
  assert.ok(found.passes.length > 10, `${where}: axe-core looked at something`);
}

async function everyScreen(page, size) {
  await startAfresh(page);
  await assertAccessible(page, `Coba, empty, ${size}`);
  await say(page, 'saldo');
  await page.locator('.summary').first().waitFor();
  for (const name of ['Kenapa', 'Alur', 'Slot', 'Waktu', 'Core']) {
    await tab(page, name);
    await page.getByRole('tabpanel').locator(':scope > *').nth(1).waitFor();
    await assertAccessible(page, `Coba, ${name}, ${size}`);
  }
  await page.keyboard.press('Alt+s');
  await page.getByRole('dialog').getByLabel('Isi uji').waitFor();
  await assertAccessible(page, `saving a test, ${size}`);
  await page.keyboard.press('Escape');
  await openScreen(page, 'Alur');
  await page.locator('.flow-box').first().waitFor();
  await assertAccessible(page, `Alur, ${size}`);
  await openScreen(page, 'Uji');
  await page.getByRole('row').nth(3).waitFor();
  await assertAccessible(page, `Uji, ${size}`);
  await openScreen(page, 'Pengetahuan');
  for (const name of ['Draf', 'Antrean', 'Versi', 'Cari dan sunting']) {
    await tab(page, new RegExp(`^${name}`));
    await page.getByRole('tabpanel').locator(':scope > *').first().waitFor();
    await assertAccessible(page, `Pengetahuan, ${name}, ${size}`);
  }
  await page.locator('.item').first().click();
  await page.locator('.text-editor').first().waitFor();
  await assertAccessible(page, `the editor, ${size}`);
  await openScreen(page, 'Percakapan');
  await page.locator('.table .link').first().click();
  await page.locator('.steps-of li').first().waitFor();
  await assertAccessible(page, `Percakapan, ${size}`);
  await openScreen(page, 'Akun');
  await page.getByRole('row', {name: /admin/}).waitFor();
  await assertAccessible(page, `Akun, ${size}`);
}

export async function run({page}) {
  await everyScreen(page, 'desk');
  await page.setViewportSize({width: 820, height: 1180});
  await everyScreen(page, 'tablet');
  await page.setViewportSize({width: 1280, height: 800});
}
