// Real conversations: found masked, their timeline, unmasked with a reason, which is recorded.
import assert from 'node:assert/strict';
import {openScreen, tab} from './browser.mjs';

export const title = 'finds real conversations masked, shows a timeline, unmasks with a reason that is recorded';

export async function run({page}) {
  await openScreen(page, 'Percakapan');
  const found = page.getByRole('region', {name: 'Yang ditemukan'});
  await found.getByRole('row').nth(1).waitFor();
  assert.doesNotMatch(await found.innerText(), /\d{10,}/, 'no whole number in the list');

  await page.getByLabel('Nomor HP').fill('0001');
  await page.getByRole('button', {name: 'Cari'}).click();
  await found.getByRole('cell', {name: /\.\.\.0001/}).first().waitFor();
  await page.getByLabel('Nomor HP').fill('628999999999999');
  await page.getByRole('button', {name: 'Cari'}).click();
  await found.getByText('Tidak ditemukan').waitFor();
  await page.getByLabel('Nomor HP').fill('6281200000002');
  await page.getByRole('button', {name: 'Cari'}).click();
  await found.getByRole('button', {name: /SALDO/i}).first().click();

  const timeline = page.getByRole('complementary', {name: 'Perjalanan pesan'});
  await timeline.getByRole('listitem').nth(2).waitFor();
  assert.doesNotMatch(await timeline.innerText(), /\d{10,}/, 'no whole number in the timeline');
  await timeline.getByRole('button', {name: 'Buka samaran'}).click();
  const dialog = page.getByRole('dialog');
  const open = dialog.getByRole('button', {name: 'Buka samaran'});
  await dialog.getByLabel('Alasan').fill('pendek');
  assert.ok(await open.isDisabled(), 'a reason of ten characters at least');
  await dialog.getByLabel('Alasan').fill('Keluhan tiket 123');
  await open.click();
  await timeline.getByText('samaran dibuka').waitFor();
  await timeline.getByText('3171000000000003').first().waitFor();

  await openScreen(page, 'Akun');
  await tab(page, 'Catatan');
  await page.getByRole('row', {name: /Keluhan tiket 123/}).first().waitFor();
}
