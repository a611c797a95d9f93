// A conversation becomes a test after the agent has confirmed its text; the test runs and passes.
import assert from 'node:assert/strict';
import {openScreen, say, startAfresh, work_ms} from './browser.mjs';

export const title = 'saves a conversation as a test and runs it';

export async function run({page}) {
  await startAfresh(page);
  await say(page, 'saldo');
  await page.keyboard.press('Alt+s');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Judul').fill('Saldo dari konsol');
  await page.keyboard.press('Tab');
  const text = dialog.getByLabel('Isi uji');
  await text.waitFor();
  await page.waitForFunction(() => document.querySelector('dialog textarea')?.value.includes('Saldo dari konsol'));
  await dialog.getByText('Uji ini lulus').waitFor();
  const written = await text.inputValue();
  assert.match(written, /^> saldo$/m);
  await dialog.getByLabel('Nama berkas').fill('saldo_konsol');
  await dialog.getByRole('button', {name: 'Sudah saya periksa, simpan'}).click();
  await dialog.waitFor({state: 'detached'});

  await openScreen(page, 'Uji');
  await page.getByRole('button', {name: 'Disimpan petugas'}).click();
  const row = page.getByRole('row', {name: /Saldo dari konsol/});
  await row.getByText('Belum dijalankan').waitFor();
  await row.getByRole('button', {name: 'Jalankan'}).click();
  await row.getByText('Lulus').waitFor({timeout: work_ms});
  await page.getByText('1 lulus, 0 gagal.').waitFor();

  // A test that expects something else fails, readably.
  await row.getByRole('button', {name: /Saldo dari konsol/}).click();
  const edited = page.getByRole('dialog');
  await edited.getByLabel('Isi uji').fill(written.replace(/^< .*$/m, '< Selamat pagi.'));
  await edited.getByRole('button', {name: 'Simpan'}).click();
  await edited.waitFor({state: 'detached'});
  await row.getByRole('button', {name: 'Jalankan'}).click();
  await row.getByText('Gagal').waitFor({timeout: work_ms});
  await page.getByRole('region', {name: 'Yang gagal'}).locator('.difference ins, .facts').first().waitFor();

  await row.getByRole('button', {name: /Saldo dari konsol/}).click();
  await page.getByRole('dialog').getByRole('button', {name: 'Hapus'}).click();
  await row.waitFor({state: 'detached'});
}
